"""A card that is dropped or pulled in the calendar: moved, or told what stands against it."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from bookings.models import Appointment, Patient
from bookings.tests.desk import at_desk, person, stand_at
from bookings.tests.test_reception_move import now_is, place, press
from conftest import Cast, melbourne

pytestmark = pytest.mark.django_db

TEN = melbourne(2, 10)


@pytest.fixture
def client(cast: Cast, now: dt.datetime, monkeypatch: pytest.MonkeyPatch) -> Client:
    stand_at(now, monkeypatch)
    return at_desk(person("reception"))


@pytest.fixture
def visit(client: Client, book) -> Appointment:
    """Pat's massage at ten, half an hour long."""
    return book(TEN)


def drop(client: Client, visit: Appointment, **changes: Any):
    sent = {"version": visit.version, "day": "2027-03-02", "at": "11:00", "location": "melbourne"}
    return client.post(reverse("admin:visit_drag", args=[visit.reference]), {**sent, **changes})


def test_a_dropped_card_is_moved_by_the_clock_of_the_place(
    client: Client, visit: Appointment, cast: Cast
) -> None:
    answer = drop(client, visit, practitioner=cast.alex.pk)
    assert answer.status_code == 200
    told = answer.json()
    assert told["said"] == "Pat Example is now at 11:00–11:30 on Tuesday, with Alex Demo."
    moved = now_is(visit)
    assert (moved.starts, moved.tell_patient) == (melbourne(2, 11), True)
    press(client, "visit_undo", moved)
    assert now_is(visit).starts == TEN


def test_h08_a_drop_says_whether_an_email_tells_the_patient(
    client: Client, visit: Appointment, cast: Cast
) -> None:
    assert drop(client, visit).json()["told"].startswith("An email tells the patient")
    Patient.objects.filter(pk=cast.pat.pk).update(contact_state=Patient.Contact.NONE)
    assert drop(client, now_is(visit), at="12:00").json()["told"].endswith("Please ring them.")


def test_a_time_that_is_taken_names_the_conflict_and_free_times(
    client: Client, visit: Appointment, cast: Cast, book
) -> None:
    book(melbourne(2, 11), patient=cast.quinn)
    answer = drop(client, visit)
    assert answer.status_code == 409
    told = answer.json()
    assert told["said"] == "This time is not free."
    assert told["against"]
    near = told["nearest"][0]
    assert now_is(visit).starts == TEN
    fits = {name: near[name] for name in ("day", "at", "practitioner", "location")}
    assert drop(client, visit, **fits).status_code == 200


def test_a_card_that_was_moved_at_another_desk_says_by_whom(
    client: Client, visit: Appointment, cast: Cast
) -> None:
    other = at_desk(person("manager", "robin@staff.example"))
    press(other, "visit_move_to", visit, tell="no", place=place(cast, melbourne(2, 15)))
    answer = drop(client, visit)
    assert answer.status_code == 409
    assert "changed at another desk" in answer.json()["said"]
    assert "by robin@staff.example" in answer.json()["said"]
    assert now_is(visit).starts == melbourne(2, 15)


def test_a_pulled_card_makes_the_visit_longer(client: Client, visit: Appointment) -> None:
    answer = drop(client, visit, at="10:00", minutes=45)
    assert answer.status_code == 200
    longer = now_is(visit)
    assert (longer.starts, longer.minutes, longer.extra_minutes) == (TEN, 45, 15)
    assert drop(client, longer, at="10:00", minutes=30).status_code == 200
    assert now_is(visit).extra_minutes == 0


def test_a_visit_is_never_shorter_than_its_service(client: Client, visit: Appointment) -> None:
    answer = drop(client, visit, at="10:00", minutes=15)
    assert answer.status_code == 409
    assert answer.json()["said"] == "This visit cannot be shorter than 30 minutes."
    assert now_is(visit).minutes == 30


def test_a_visit_grows_into_nobody_elses_time(
    client: Client, visit: Appointment, cast: Cast, book
) -> None:
    book(melbourne(2, 11), patient=cast.quinn)
    assert drop(client, visit, at="10:00", minutes=60).status_code == 409
    assert now_is(visit).minutes == 30


def test_undo_takes_a_longer_visit_back_too(client: Client, visit: Appointment) -> None:
    drop(client, visit, at="10:00", minutes=45)
    press(client, "visit_undo", now_is(visit))
    assert now_is(visit).minutes == 30


@pytest.mark.parametrize(
    "typed",
    [{"day": ""}, {"at": "25:00"}, {"version": "x"}, {"practitioner": "0"}, {"minutes": "-1"}],
)
def test_what_is_no_time_is_refused(
    client: Client, visit: Appointment, typed: dict[str, str]
) -> None:
    answer = drop(client, visit, **typed)
    assert (answer.status_code, answer.json()["said"]) == (
        400,
        "This is not a time in the calendar.",
    )
    assert now_is(visit).starts == TEN


def test_dropping_is_a_post(client: Client, visit: Appointment) -> None:
    assert client.get(reverse("admin:visit_drag", args=[visit.reference])).status_code == 405
