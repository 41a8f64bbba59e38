"""Today: the day's visits by practitioner, at the clock of each place."""

import datetime as dt
import secrets

import pytest
from django.test import Client
from django.urls import reverse

from bookings.models import Appointment, Closure, Patient
from bookings.tests.desk import at_desk, person, stand_at
from conftest import PERTH, Cast, melbourne

pytestmark = pytest.mark.django_db

DAY = "2027-03-02"


@pytest.fixture
def client(cast: Cast, now: dt.datetime, monkeypatch: pytest.MonkeyPatch) -> Client:
    """Reception's browser on the morning of 2 March."""
    stand_at(now, monkeypatch)
    return at_desk(person("reception"))


def today(client: Client, **asked: str) -> str:
    answer = client.get(reverse("admin:index"), asked)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def queries(client: Client, now: dt.datetime, monkeypatch, django_assert_max_num_queries):
    """How many queries Today asks; the clock's own re-reading is counted each time."""

    def _queries() -> int:
        stand_at(now, monkeypatch)
        with django_assert_max_num_queries(40) as asked:
            today(client, day=DAY)
        return len(asked)

    return _queries


def test_the_home_of_the_admin_is_the_day_of_the_first_location(client: Client) -> None:
    assert "Today, Tuesday 2 March 2027" in today(client)


def test_a_visit_stands_under_its_practitioner_with_all_that_reception_needs(
    client: Client, cast: Cast, book
) -> None:
    book(melbourne(2, 10), patient=cast.pat)
    page = today(client, day=DAY)
    under_alex = page.split("Alex Demo</h2>")[1].split("</section>")[0]
    for said in ("10:00–10:30", "Pat Example", "Massage", "Room 1", "booked", "not asked"):
        assert said in under_alex
    assert "No visits." in page.split("Blake Demo</h2>")[1]


def test_times_are_shown_by_the_clock_of_the_location(client: Client, cast: Cast, book) -> None:
    start = dt.datetime(2027, 3, 2, 14, 0, tzinfo=PERTH)
    book(start, location=cast.perth)
    assert "14:00–14:30" in today(client, day=DAY, location="perth")
    assert "14:00–14:30" in today(client, day=DAY)


def test_a_location_tab_leaves_out_the_others(client: Client, cast: Cast, book) -> None:
    book(melbourne(2, 10))
    assert "Pat Example" in today(client, day=DAY, location="melbourne")
    assert "Pat Example" not in today(client, day=DAY, location="perth")


def test_a_day_begins_and_ends_at_midnight_of_the_place(client: Client, cast: Cast, book) -> None:
    book(melbourne(2, 16, 30), patient=cast.pat)
    book(melbourne(3, 9), patient=cast.quinn)
    page = today(client, day=DAY)
    assert "Pat Example" in page
    assert "Quinn Example" not in page


def test_days_before_and_after_are_a_link_away(client: Client) -> None:
    page = today(client, day=DAY, location="melbourne")
    assert "?day=2027-03-01&amp;location=melbourne" in page
    assert "?day=2027-03-03&amp;location=melbourne" in page


def test_a_day_that_makes_no_sense_is_today(client: Client) -> None:
    assert "Today, Tuesday 2 March 2027" in today(client, day="soon", location="mars")


def test_a_child_is_marked_by_age(client: Client, cast: Cast, book) -> None:
    Patient.objects.filter(pk=cast.pat.pk).update(date_of_birth=dt.date(2012, 3, 3))
    book(melbourne(2, 10), patient=Patient.objects.get(pk=cast.pat.pk))
    assert "age 14" in today(client, day=DAY)


def test_an_adult_has_no_age(client: Client, cast: Cast, book) -> None:
    book(melbourne(2, 10))
    assert "Pat Example" in today(client, day=DAY)
    assert "age " not in today(client, day=DAY).split("</thead>")[1]


def test_h08_somebody_who_wants_no_messages_is_marked(client: Client, cast: Cast, book) -> None:
    visit = book(melbourne(2, 10))
    Patient.objects.filter(pk=visit.patient_id).update(contact_state=Patient.Contact.NONE)
    assert "wants no messages" in today(client, day=DAY)


def test_cancelled_visits_stand_apart(client: Client, cast: Cast, book, now: dt.datetime) -> None:
    visit = book(melbourne(2, 10))
    Appointment.objects.filter(pk=visit.pk).update(
        status="cancelled", takes_time=False, cancelled_at=now
    )
    page = today(client, day=DAY)
    assert "Cancelled (1)" in page
    assert "No visits." in page.split("Alex Demo</h2>")[1].split("</section>")[0]


def test_a_closure_is_announced(client: Client, cast: Cast) -> None:
    Closure.objects.create(
        during=(melbourne(2, 0), melbourne(3, 0)), practitioner=cast.alex, reason="Away today"
    )
    page = today(client, day=DAY)
    assert "Alex Demo:" in page
    assert "Away today" in page
    assert "Away today" not in today(client, day="2027-03-04")


def test_today_asks_the_same_questions_of_one_visit_and_of_many(cast: Cast, book, queries) -> None:
    book(melbourne(2, 9))
    one = queries()
    for hour in range(10, 16):
        patient = Patient.objects.create(
            first_name=secrets.token_hex(4),
            last_name="Example",
            date_of_birth=dt.date(1990, 1, 1),
            created_at=melbourne(1, 9),
        )
        book(melbourne(2, hour), patient=patient)
    many = queries()
    assert one == many
    assert many <= 18
