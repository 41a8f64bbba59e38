"""A time that is not free, at the desk: why, and past it with a reason."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from bookings.models import Appointment, Closure
from bookings.tests.desk import at_desk, person, stand_at
from conftest import Cast, melbourne

pytestmark = pytest.mark.django_db

TEN = melbourne(3, 10)


@pytest.fixture
def client(cast: Cast, now: dt.datetime, monkeypatch: pytest.MonkeyPatch) -> Client:
    stand_at(now, monkeypatch)
    return at_desk(person("reception"))


@pytest.fixture
def taken(client: Client, book) -> Appointment:
    """Pat's massage on Wednesday at ten."""
    return book(TEN)


@pytest.fixture
def typed(cast: Cast) -> dict[str, object]:
    """Quinn rings for that very time."""
    return {
        "patient": cast.quinn.reference,
        "service": cast.massage.pk,
        "location": cast.melbourne.pk,
        "practitioner": cast.alex.pk,
        "day": "2027-03-03",
        "at": "10:00",
        "key": "a-key",
    }


def past(cast: Cast, *rules: str, start: dt.datetime = TEN) -> str:
    place = f"{start.astimezone(dt.UTC).isoformat()}|{cast.alex.pk}|{cast.melbourne.pk}"
    return f"{place}|{','.join(rules)}"


BOTH = ("practitioner_busy", "room_busy")


def look(client: Client, typed: dict[str, object], **more: object) -> str:
    return client.post(reverse("admin:phone_look"), {**typed, **more}).content.decode()


def override(client: Client, typed: dict[str, object], **more: object):
    return client.post(reverse("admin:phone_book_past"), {**typed, **more})


def test_a_typed_time_says_what_stands_in_the_way(
    client: Client, taken: Appointment, typed, cast: Cast
) -> None:
    page = look(client, typed)
    assert "There is a visit from 10:00 to 10:30." in page
    assert f'value="{past(cast, *BOTH)}"' in page
    assert "Book all the same" in page


def test_a_typed_time_that_is_free_can_be_taken(client: Client, typed) -> None:
    page = look(client, typed, at="11:00")
    assert "It is free." in page
    assert "Book all the same" not in page


def test_without_a_practitioner_each_of_them_has_a_line(
    client: Client, taken: Appointment, typed
) -> None:
    assert "Alex Demo</h3>" in look(client, typed, practitioner="")


def test_past_a_conflict_with_a_reason(
    client: Client, taken: Appointment, typed, cast: Cast
) -> None:
    answer = override(client, typed, past=past(cast, *BOTH), reason="Rang in pain")
    assert answer.status_code == 302
    visit = Appointment.objects.exclude(pk=taken.pk).get()
    assert (visit.patient, visit.starts, visit.override_reason) == (cast.quinn, TEN, "Rang in pain")


def test_without_a_reason_nothing_typed_is_lost(
    client: Client, taken: Appointment, typed, cast: Cast
) -> None:
    page = override(client, typed, past=past(cast, *BOTH), reason="").content.decode()
    assert "Say why it is booked all the same." in page
    assert 'value="10:00' in page
    assert "<title>Error: " in page
    assert Appointment.objects.count() == 1


def test_what_was_not_shown_is_not_passed(
    client: Client, taken: Appointment, typed, cast: Cast
) -> None:
    answer = override(client, typed, past=past(cast, "room_busy"), reason="Rang in pain")
    assert answer.status_code == 409
    assert f'value="{past(cast, *BOTH)}"' in answer.content.decode()
    assert Appointment.objects.count() == 1


@pytest.mark.parametrize("value", ["", "x", "x|y|z|past", "2027-03-03T10:00:00+11:00|1|1|nonsense"])
def test_a_tampered_button_books_nothing(
    client: Client, taken: Appointment, typed, value: str
) -> None:
    answer = override(client, typed, past=value, reason="Rang in pain")
    assert "Please choose one of the times." in answer.content.decode()
    assert Appointment.objects.count() == 1


def test_a_time_that_is_over_has_no_way_past_it(client: Client, typed) -> None:
    page = look(client, typed, day="2027-03-01")
    assert "This time is over." in page
    assert "Book all the same" not in page


def test_who_may_not_override_sees_why_and_no_button(taken: Appointment, typed, cast: Cast) -> None:
    practitioner = at_desk(person("practitioner"))
    page = look(practitioner, typed)
    assert "There is a visit from 10:00 to 10:30." in page
    assert "Book all the same" not in page
    assert override(practitioner, typed, past=past(cast, *BOTH), reason="x").status_code == 403


def test_a_free_time_that_was_just_taken_can_be_passed_too(
    client: Client, taken: Appointment, typed, cast: Cast
) -> None:
    place = past(cast, "").removesuffix("|")
    answer = client.post(reverse("admin:phone_book"), {**typed, "at": "", "place": place})
    assert answer.status_code == 409
    assert f'value="{past(cast, *BOTH)}"' in answer.content.decode()


def test_moving_past_a_conflict(client: Client, taken: Appointment, book, cast: Cast) -> None:
    visit = book(melbourne(3, 14), patient=cast.quinn)
    address = reverse("admin:visit_move", args=[visit.reference])
    page = client.get(address, {"day": "2027-03-03", "at": "10:00"}).content.decode()
    assert f'value="{past(cast, *BOTH)}"' in page
    sent = {"version": visit.version, "tell": "no", "past": past(cast, *BOTH)}
    there = reverse("admin:visit_move_past", args=[visit.reference])
    assert "Say why" in client.post(there, sent).content.decode()
    assert client.post(there, {**sent, "reason": "Rang in pain"}).status_code == 302
    visit.refresh_from_db()
    assert (visit.starts, visit.over_practitioner) == (TEN, True)


def test_the_page_why_answers_from_the_address(
    client: Client, taken: Appointment, cast: Cast, typed
) -> None:
    Closure.objects.create(practitioner=cast.alex, during=taken.during, reason="Leave")
    asked = {name: typed[name] for name in ("service", "location", "practitioner", "day", "at")}
    page = client.get(reverse("admin:why"), asked).content.decode()
    assert page.index("On leave until 10:30: Leave.") < page.index("There is a visit from 10:00")
    offered = client.get(reverse("admin:why"), {**asked, "at": "11:00"}).content.decode()
    assert "This time is offered." in offered


def test_the_page_why_asks_for_what_is_missing(client: Client) -> None:
    assert "errors" not in client.get(reverse("admin:why")).content.decode().split("<form")[0]
    page = client.get(reverse("admin:why"), {"at": "25:00"}).content.decode()
    for sentence in ("Choose a service.", "Choose a day.", "Enter a valid time."):
        assert sentence in page


def test_notice_binds_patients_and_not_reception(client: Client, cast: Cast, typed) -> None:
    asked = {**typed, "day": "2027-03-02", "at": "09:00"}
    assert (
        "Online booking is open from 10:00."
        in client.get(reverse("admin:why"), asked).content.decode()
    )
    answer = client.get(reverse("admin:why"), {**asked, "for_staff": "on"}).content.decode()
    assert "This time is offered." in answer
