"""Two desks: the list is made again when it is answered, and what changed since is said."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bookings import scheduling
from bookings.models import Appointment, Closure
from bookings.tests.desk import answer, stand_at
from bookings.tests.test_what_if import ADD, Book, close, value, visit
from bookings.whatif import lost, question
from conftest import Cast, melbourne

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("morning")]
__all__ = ["visit"]


def told(page: Any) -> str:
    """What the page says after something has changed; nothing is saved."""
    assert page.status_code == 409
    assert not Closure.objects.exists()
    said = page.content.decode()
    assert "Something has changed since you looked. Nothing is saved yet." in said
    return said


def test_a_visit_booked_meanwhile_is_shown_before_anything_is_saved(
    reception: Client, cast: Cast, visit: Appointment, book: Book
) -> None:
    page = close(reception, cast)
    chosen = {visit.reference: value(page, visit), "tell": "yes"}
    book(melbourne(2, 15), patient=cast.quinn)
    again = reception.post(ADD, answer(page, **chosen))
    said = told(again)
    assert "Concerned as well, by now: Quinn Example, Tue 2 Mar, 15:00." in said
    assert f'value="{chosen[visit.reference]}" selected' in said
    reception.post(ADD, answer(again, **chosen))
    visit.refresh_from_db()
    assert visit.starts == melbourne(3, 14)


def test_a_visit_cancelled_meanwhile_is_named_and_saving_goes_on(
    reception: Client, cast: Cast, visit: Appointment, now: Any
) -> None:
    page = close(reception, cast)
    scheduling.cancel(now=now, appointment=visit, who=Appointment.CancelledBy.PATIENT)
    again = reception.post(ADD, answer(page))
    said = told(again)
    assert "No longer concerned: Pat Example, Tue 2 Mar, 14:00." in said
    assert "No visit loses its place any more." in said
    assert reception.post(ADD, answer(again)).status_code == 302
    assert Closure.objects.exists()


def test_a_visit_moved_meanwhile_within_the_closed_time_is_shown_as_it_now_is(
    reception: Client, cast: Cast, visit: Appointment, now: Any
) -> None:
    page = close(reception, cast)
    scheduling.move(
        now=now, appointment=visit, start=melbourne(2, 16), version=visit.version, for_staff=True
    )
    said = told(reception.post(ADD, answer(page)))
    assert "Changed at another desk: Pat Example, Tue 2 Mar, 16:00." in said


def test_a_time_that_went_meanwhile_is_refused_beside_its_box(
    reception: Client, cast: Cast, visit: Appointment, book: Book
) -> None:
    page = close(reception, cast)
    chosen = {visit.reference: value(page, visit), "tell": "yes"}
    book(melbourne(3, 14), patient=cast.quinn)
    again = reception.post(ADD, answer(page, **chosen))
    assert again.content.decode().count("This time is no longer free, or is not offered.") == 2
    assert not Closure.objects.exists()


@pytest.mark.parametrize("seen", ["", "nonsense", "A.B.C D"])
def test_an_answer_to_a_page_that_nobody_saw_is_asked_again(
    reception: Client, cast: Cast, visit: Appointment, seen: str
) -> None:
    page = close(reception, cast)
    told(reception.post(ADD, {**answer(page), "whatif-seen": seen}))


def test_the_page_asks_as_often_for_one_visit_as_for_many(
    reception: Client, cast: Cast, visit: Appointment, book: Book, now: Any, monkeypatch: Any
) -> None:
    def queries() -> int:
        stand_at(now, monkeypatch)
        with CaptureQueriesContext(connection) as seen:
            close(reception, cast, starts="2027-03-02T12:00", ends="2027-03-06T00:00")
        return len(seen)

    queries()
    with_one = queries()
    for day in (3, 4, 5):
        for hour in (10, 12, 14):
            book(melbourne(day, hour), patient=cast.quinn)
    assert queries() == with_one
    assert with_one <= 26


def test_more_visits_than_a_page_holds_are_named_and_go_on_the_list(
    reception: Client, cast: Cast, book: Book, monkeypatch: Any
) -> None:
    monkeypatch.setattr(lost, "SHOWN", 2)
    monkeypatch.setattr(question, "SHOWN", 2)
    for hour in (10, 12, 14):
        book(melbourne(2, hour), patient=cast.quinn)
    page = close(reception, cast)
    said = page.content.decode()
    assert "3 visits would lose their place" in said
    assert "And 1 more, which go on the list" in said
    assert len(page.context["lines"]) == 2
    assert reception.post(ADD, answer(page)).status_code == 302
