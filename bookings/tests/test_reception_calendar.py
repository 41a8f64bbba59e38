"""The calendar: a column for each, everything that takes time, and the same as data."""

import datetime as dt
import secrets
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from bookings import scheduling
from bookings.models import Appointment, Closure, Patient, Practitioner, WorkingHours
from bookings.tests.desk import at_desk, person, stand_at
from conftest import Cast, melbourne

pytestmark = pytest.mark.django_db

DAY = "2027-03-02"


@pytest.fixture
def client(cast: Cast, now: dt.datetime, monkeypatch: pytest.MonkeyPatch) -> Client:
    stand_at(now, monkeypatch)
    return at_desk(person("reception"))


def shown(client: Client, **asked: str) -> str:
    answer = client.get(reverse("admin:calendar"), asked)
    assert answer.status_code == 200
    return answer.content.decode()


def data(client: Client, **asked: str) -> dict[str, Any]:
    return client.get(reverse("admin:calendar_events"), asked).json()


def cards(told: dict[str, Any]) -> list[dict[str, Any]]:
    return [one for one in told["events"] if one.get("display") != "background"]


def behind(told: dict[str, Any], kind: str) -> list[tuple[str, str, str]]:
    """(start, end, words) of what lies behind the visits."""
    return [
        (one["start"][11:], one["end"][11:], one["title"])
        for one in told["events"]
        if one["classNames"] == [f"behind-{kind}"]
    ]


def test_a_day_has_a_column_for_each_who_works_there(client: Client, cast: Cast, book) -> None:
    book(melbourne(2, 10), patient=cast.pat)
    page = shown(client, day=DAY)
    assert "Tuesday 2 March 2027, Melbourne" in page
    for said in ("Alex Demo", "10:00–10:30", "Pat Example", "booked, Massage", "not asked"):
        assert said in page
    assert "Blake Demo" not in page
    assert "Blake Demo" in shown(client, day=DAY, location="perth")


def test_the_table_links_to_the_visit_and_to_its_move(client: Client, book) -> None:
    visit = book(melbourne(2, 10))
    page = shown(client, day=DAY)
    assert reverse("admin:bookings_appointment_change", args=[visit.pk]) in page
    assert reverse("admin:visit_move", args=[visit.reference]) in page


def test_a_place_is_drawn_by_its_own_clock(client: Client, cast: Cast, book) -> None:
    book(melbourne(2, 17), location=cast.perth, practitioner=cast.blake)
    assert "14:00–14:30" in shown(client, day=DAY, location="perth")
    assert cards(data(client, day=DAY, location="perth"))[0]["start"] == "2027-03-02T14:00"


def test_the_list_is_today(client: Client) -> None:
    assert "/admin/?day=2027-03-02&amp;location=melbourne" in shown(client, day=DAY)


def test_hours_closures_buffers_and_holds_are_drawn(
    client: Client, cast: Cast, book, now: dt.datetime
) -> None:
    book(melbourne(2, 10))
    Closure.objects.create(
        during=(melbourne(2, 12), melbourne(2, 13)), practitioner=cast.alex, reason="A course"
    )
    scheduling.hold(
        now=now,
        service=cast.massage,
        location=cast.melbourne,
        start=melbourne(2, 15),
        practitioner=cast.alex,
        key=secrets.token_hex(8),
    )
    told = data(client, day=DAY)
    assert (told["first"], told["last"]) == (9, 17)
    assert behind(told, "buffer") == [("10:30", "10:40", "")]
    assert behind(told, "shut") == [("12:00", "13:00", "A course")]
    assert behind(told, "held") == [("15:00", "15:30", "Held online")]
    page = shown(client, day=DAY)
    for said in ("kept free", "A course", "held online"):
        assert f'<span class="behind-word">{said}</span>' in page


def test_what_lies_outside_somebodys_hours_is_closed(client: Client, cast: Cast) -> None:
    early = Practitioner.objects.create(name="Casey Demo", slug="casey")
    WorkingHours.objects.create(
        practitioner=early,
        location=cast.melbourne,
        weekday=2,
        starts=dt.time(7, 30),
        ends=dt.time(9),
    )
    told = data(client, day=DAY)
    assert behind(told, "closed") == [
        ("07:00", "09:00", ""),
        ("07:00", "07:30", ""),
        ("09:00", "17:00", ""),
    ]


def test_a_week_is_of_one_practitioner_from_monday(client: Client, cast: Cast, book) -> None:
    book(melbourne(4, 10))
    told = data(client, day=DAY, view="week", who=str(cast.alex.pk))
    assert (told["week"], told["day"], len(told["columns"])) == (True, "2027-03-01", 7)
    assert [one["start"] for one in cards(told)] == ["2027-03-04T10:00"]
    assert "Week of 1 March 2027" in shown(client, day=DAY, view="week")


def test_rooms_are_columns_too(client: Client, cast: Cast, book) -> None:
    book(melbourne(2, 10))
    told = data(client, day=DAY, by="room")
    assert [one["title"] for one in told["columns"]] == ["Room 1"]
    assert [one["editable"] for one in cards(told)] == [True]
    week = data(client, day=DAY, by="room", view="week", who=str(cast.couch.pk))
    assert len(cards(week)) == 1


def test_h12_a_card_says_what_to_do_and_never_why(client: Client, on_aspirin: Appointment) -> None:
    page = shown(client, day="2027-03-12")
    assert "clear, with a note" in page
    words = client.get(reverse("admin:calendar_events"), {"day": "2027-03-12"}).content.decode()
    for said in (page, words):
        assert "aspirin" not in said.lower()
        assert "M2a" not in said


@pytest.mark.parametrize(
    "asked",
    [
        {"day": "soon"},
        {"day": "0001-01-01", "view": "week"},
        {"day": "9999-12-31"},
        {"view": "x", "by": "y", "location": "mars", "who": "9" * 30},
        {"view": "week", "who": "12345678"},
    ],
)
def test_a_choice_that_makes_no_sense_is_left_out(client: Client, asked: dict[str, str]) -> None:
    assert "Melbourne" in shown(client, **asked)
    assert data(client, **asked)["columns"]


def test_a_clinic_without_a_place_has_an_empty_calendar(morning: None) -> None:
    assert "Nobody works and no visit stands here." in shown(at_desk(person("manager")))


def test_whoever_may_not_run_the_desk_drags_nothing(client: Client, cast: Cast, book) -> None:
    visit = book(melbourne(2, 10))
    user = person("manager", "looks.only@staff.example")
    user.groups.clear()
    looks = at_desk(user)
    assert [one["editable"] for one in cards(data(looks, day=DAY))] == [False]
    assert looks.post(reverse("admin:visit_drag", args=[visit.reference])).status_code == 403


def test_the_calendar_asks_as_little_of_many_visits_as_of_one(
    client: Client, cast: Cast, book, now: dt.datetime, monkeypatch, django_assert_max_num_queries
) -> None:
    def asked(name: str) -> int:
        stand_at(now, monkeypatch)
        with django_assert_max_num_queries(40) as found:
            client.get(reverse(f"admin:{name}"), {"day": DAY})
        return len(found)

    book(melbourne(2, 9))
    one = asked("calendar"), asked("calendar_events")
    for hour in range(10, 16):
        patient = Patient.objects.create(
            first_name=secrets.token_hex(4),
            last_name="Example",
            date_of_birth=dt.date(1990, 1, 1),
            created_at=melbourne(1, 9),
        )
        book(melbourne(2, hour), patient=patient)
    assert (asked("calendar"), asked("calendar_events")) == one
    # One of them is the demo's clock, which a real clinic does not have.
    assert max(one) <= 13
