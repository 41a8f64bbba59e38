"""A move by staff is taken back within the undo window, and a stale form says who was faster."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from bookings import scheduling
from bookings.models import Appointment
from bookings.tests.desk import at_desk, person, stand_at
from bookings.tests.test_reception_move import now_is, place, press
from conftest import Cast, melbourne

pytestmark = pytest.mark.django_db

TEN, ELEVEN = melbourne(2, 10), melbourne(2, 11)


@pytest.fixture
def client(cast: Cast, now: dt.datetime, monkeypatch: pytest.MonkeyPatch) -> Client:
    stand_at(now, monkeypatch)
    return at_desk(person("reception"))


@pytest.fixture
def moved(client: Client, book, cast: Cast) -> Appointment:
    """Pat's massage, which the desk has moved from ten to eleven."""
    visit = book(TEN)
    press(client, "visit_move_to", visit, tell="yes", place=place(cast, ELEVEN))
    return now_is(visit)


def test_undo_puts_the_visit_back_and_counts_as_a_move(client: Client, moved: Appointment) -> None:
    press(client, "visit_undo", moved)
    again = now_is(moved)
    assert (again.starts, again.version) == (TEN, moved.version + 1)
    assert again.room_id == moved.room_id


def test_today_offers_undo_beside_a_visit_that_was_moved_just_now(
    client: Client, moved: Appointment, book, cast: Cast, now: dt.datetime, monkeypatch
) -> None:
    book(melbourne(2, 14), patient=cast.quinn)
    page = client.get(reverse("admin:index")).content.decode()
    assert page.count("/undo/") == 1
    stand_at(now + dt.timedelta(seconds=200), monkeypatch)
    assert "/undo/" not in client.get(reverse("admin:index")).content.decode()


def test_undo_is_refused_once_the_window_is_over(
    client: Client, moved: Appointment, now: dt.datetime, monkeypatch
) -> None:
    stand_at(now + dt.timedelta(seconds=200), monkeypatch)
    answer = press(client, "visit_undo", moved)
    assert answer.status_code == 409
    assert "too late to take this move back" in answer.content.decode()
    assert now_is(moved).starts == ELEVEN


def test_undo_is_refused_when_the_old_time_is_taken(
    client: Client, moved: Appointment, book, cast: Cast
) -> None:
    book(TEN, patient=cast.quinn)
    answer = press(client, "visit_undo", moved)
    assert "had before is no longer free" in answer.content.decode()
    assert now_is(moved).starts == ELEVEN


def test_undo_is_refused_when_the_visit_has_changed(
    client: Client, moved: Appointment, cast: Cast
) -> None:
    press(client, "visit_move_to", moved, tell="yes", place=place(cast, melbourne(2, 15)))
    assert press(client, "visit_undo", moved).status_code == 409
    assert now_is(moved).starts == melbourne(2, 15)


def test_there_is_nothing_to_take_back_of_a_visit_that_stands_where_it_was_booked(
    client: Client, book
) -> None:
    answer = press(client, "visit_undo", book(TEN))
    assert "no move of this visit to take back" in answer.content.decode()


def test_a_stale_form_says_who_was_faster_and_when(
    client: Client, moved: Appointment, cast: Cast
) -> None:
    other = at_desk(person("manager", "robin@staff.example"))
    press(other, "visit_move_to", moved, tell="yes", place=place(cast, melbourne(2, 15)))
    answer = press(client, "visit_cancel", moved, who="patient", tell="yes").content.decode()
    assert "changed at another desk" in answer
    assert "by robin@staff.example: it is now booked, Tue 02 Mar, 15:00." in answer


def test_a_patient_is_told_no_name_of_staff(moved: Appointment, now: dt.datetime) -> None:
    with pytest.raises(scheduling.Changed) as told:
        scheduling.cancel(now=now, appointment=moved, who="patient", version=1)
    assert "by" not in told.value.sentence.split()


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "just now"), (1, "1 second ago"), (59, "59 seconds ago"), (7300, "2 hours ago")],
)
def test_an_age_is_told_in_its_largest_unit(seconds: int, words: str) -> None:
    assert scheduling.ago(dt.timedelta(seconds=seconds)) == words
