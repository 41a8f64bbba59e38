"""Moving a visit: the nearest times, a chosen day, and what happens if it is taken."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from bookings.models import Appointment
from bookings.tests.desk import at_desk, person, stand_at
from conftest import Cast, melbourne

pytestmark = pytest.mark.django_db


TEN = melbourne(2, 10)


@pytest.fixture
def client(cast: Cast, now: dt.datetime, monkeypatch: pytest.MonkeyPatch) -> Client:
    stand_at(now, monkeypatch)
    return at_desk(person("reception"))


@pytest.fixture
def visit(client: Client, book) -> Appointment:
    """Pat's massage at ten."""
    return book(TEN)


def press(client: Client, name: str, visit: Appointment, **typed: object):
    """Send a form of this visit, with the version seen unless said otherwise."""
    return client.post(
        reverse(f"admin:{name}", args=[visit.reference]), {"version": visit.version, **typed}
    )


def now_is(visit: Appointment) -> Appointment:
    return Appointment.objects.get(pk=visit.pk)


def test_moving_offers_the_nearest_times_and_those_of_a_day(
    client: Client, visit: Appointment
) -> None:
    address = reverse("admin:visit_move", args=[visit.reference])
    near = client.get(address).content.decode()
    assert f"{melbourne(2, 10, 15).astimezone(dt.UTC).isoformat()}|" in near
    there = client.get(address, {"day": "2027-03-05"}).content.decode()
    assert f"{melbourne(5, 16, 30).astimezone(dt.UTC).isoformat()}|" in there


def place(cast: Cast, start: dt.datetime) -> str:
    return f"{start.astimezone(dt.UTC).isoformat()}|{cast.alex.pk}|{cast.melbourne.pk}"


def test_moving(client: Client, visit: Appointment, cast: Cast) -> None:
    press(client, "visit_move_to", visit, tell="yes", place=place(cast, melbourne(5, 16, 30)))
    assert now_is(visit).starts == melbourne(5, 16, 30)


def test_h08_moving_asks_whether_to_tell_the_patient(
    client: Client, visit: Appointment, cast: Cast
) -> None:
    answer = press(client, "visit_move_to", visit, place=place(cast, melbourne(5, 16, 30)))
    assert "There is a problem" in answer.content.decode()
    assert now_is(visit).starts == TEN


def test_a_time_that_is_taken_offers_others(
    client: Client, visit: Appointment, cast: Cast, book
) -> None:
    book(melbourne(2, 11), patient=cast.quinn)
    answer = press(client, "visit_move_to", visit, tell="no", place=place(cast, melbourne(2, 11)))
    assert answer.status_code == 409
    assert "Nearest free times" in answer.content.decode()
    assert now_is(visit).starts == TEN


@pytest.mark.parametrize(
    "typed", ["", "soon", "2027-03-05T16:30|1|1", "2027-03-05T05:30+00:00|x|y"]
)
def test_a_time_that_is_none_is_refused(client: Client, visit: Appointment, typed: str) -> None:
    answer = press(client, "visit_move_to", visit, tell="no", place=typed)
    assert "Please choose one of the times." in answer.content.decode()
    assert now_is(visit).starts == TEN
