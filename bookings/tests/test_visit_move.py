"""A patient moves a visit on its own page: the new time first, the old one kept till then."""

import datetime as dt

import pytest
from django.test import Client

from bookings import scheduling
from bookings.messages.links import new_link
from bookings.models import Appointment
from bookings.tests.desk import stand_at
from conftest import Cast, melbourne

TEN = melbourne(4, 10)


@pytest.fixture
def visit(cast: Cast, now: dt.datetime, book, monkeypatch: pytest.MonkeyPatch) -> Appointment:
    stand_at(now, monkeypatch)
    return book(TEN)


@pytest.fixture
def stranger(visit: Appointment, now: dt.datetime) -> Client:
    """Who has the link, and has not shown the date of birth."""
    client = Client()
    client.get(new_link(visit, now))
    return client


@pytest.fixture
def client(stranger: Client, visit: Appointment) -> Client:
    stranger.post(
        f"/visit/{visit.reference}/", {"born_day": 17, "born_month": 5, "born_year": 1980}
    )
    return stranger


def press(client: Client, visit: Appointment, start: dt.datetime, **typed: object):
    return send(client, visit, **{"start": start.isoformat(), "version": visit.version, **typed})


def send(client: Client, visit: Appointment, **typed: object):
    return client.post(f"/visit/{visit.reference}/move/", typed)


def now_at(visit: Appointment) -> dt.datetime:
    return Appointment.objects.get(pk=visit.pk).starts


def test_a_press_moves_the_visit_and_says_so(client: Client, visit: Appointment) -> None:
    page = client.get(f"/visit/{visit.reference}/move/").content.decode()
    value = melbourne(4, 10, 15).astimezone(dt.UTC).isoformat()
    assert f'value="{value}"' in page
    assert f'value="{TEN.astimezone(dt.UTC).isoformat()}"' not in page
    answer = press(client, visit, melbourne(4, 10, 15))
    assert answer["Location"] == f"/visit/{visit.reference}/"
    assert b"Your visit is moved." in client.get(answer["Location"]).content
    assert now_at(visit) == melbourne(4, 10, 15)


def test_h09_the_link_alone_moves_nothing(stranger: Client, visit: Appointment) -> None:
    answer = press(stranger, visit, melbourne(4, 11))
    assert answer["Location"] == f"/visit/{visit.reference}/"
    assert now_at(visit) == TEN


def test_looking_moves_nothing(client: Client, visit: Appointment) -> None:
    assert client.get(f"/visit/{visit.reference}/move/", {"start": "x"}).status_code == 200
    assert client.head(f"/visit/{visit.reference}/move/").status_code == 200
    assert now_at(visit) == TEN


def test_a_time_that_is_taken_keeps_the_visit_and_offers_the_nearest(
    client: Client, visit: Appointment, cast: Cast, book
) -> None:
    book(melbourne(4, 11), patient=cast.quinn)
    answer = press(client, visit, melbourne(4, 11))
    assert answer.status_code == 409
    words = answer.content.decode()
    assert "Your visit stays where it is" in words
    assert "The nearest free times" in words
    assert now_at(visit) == TEN


def test_a_visit_that_moved_meanwhile_says_what_it_is_now(
    client: Client, visit: Appointment, now: dt.datetime
) -> None:
    scheduling.move(now=now, appointment=visit, start=melbourne(4, 14), version=visit.version)
    answer = press(client, visit, melbourne(4, 11))
    assert answer.status_code == 409
    assert b"Thu 04 Mar, 14:00" in answer.content
    assert now_at(visit) == melbourne(4, 14)


def test_close_to_the_visit_it_is_done_by_phone(
    client: Client, visit: Appointment, cast: Cast
) -> None:
    assert b"Move this visit" in client.get(f"/visit/{visit.reference}/").content
    cast.massage.cancel_hours = 51
    cast.massage.save()
    assert b"Move this visit" not in client.get(f"/visit/{visit.reference}/").content
    answer = press(client, visit, melbourne(4, 11))
    assert answer.status_code == 409
    assert b"can no longer be moved here" in answer.content
    assert now_at(visit) == TEN


@pytest.mark.parametrize(
    "typed", [{"start": ""}, {"start": "soon"}, {"version": "x"}, {"version": "-1"}]
)
def test_what_makes_no_sense_is_named(client: Client, visit: Appointment, typed: dict) -> None:
    sent = {"start": melbourne(4, 11).isoformat(), "version": visit.version, **typed}
    answer = send(client, visit, **sent)
    assert answer.status_code == 200
    assert b"There is a problem" in answer.content
    assert now_at(visit) == TEN
