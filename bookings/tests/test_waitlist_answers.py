"""What an answer to an offer makes of the time, the visit and the wish."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from bookings import scheduling
from bookings.models import Appointment, Status, Wish, WishOffer
from bookings.scheduling import NotPossible
from bookings.tests.waitlist import Wait
from conftest import Cast, melbourne

pytestmark = pytest.mark.django_db
Book = Callable[..., Appointment]
HOUR = dt.timedelta(hours=1)


def the_offer(wish: Wish) -> WishOffer:
    return wish.offers.get(answer="")


def test_taking_it_books_it_once_and_ends_the_wish(
    cast: Cast, wait: Wait, now: dt.datetime
) -> None:
    wish = wait()
    scheduling.match(now=now)
    offered = the_offer(wish)
    visit = scheduling.accept(now=now + HOUR, offer=offered)
    assert (visit.status, visit.patient, visit.starts) == (
        Status.BOOKED,
        cast.pat,
        offered.starts,
    )
    assert scheduling.accept(now=now + 5 * HOUR, offer=offered) == visit
    assert Appointment.objects.count() == 1
    wish.refresh_from_db()
    assert (wish.ended_why, wish.ended_at) == (Wish.Why.TAKEN, now + HOUR)


def test_an_answer_that_was_given_is_not_given_again(
    cast: Cast, wait: Wait, now: dt.datetime
) -> None:
    wish = wait()
    scheduling.match(now=now)
    offered = the_offer(wish)
    scheduling.decline(now=now, offer=offered)
    for again in (scheduling.accept, scheduling.decline, scheduling.withdraw):
        with pytest.raises(NotPossible):
            again(now=now, offer=offered)
    scheduling.decline(now=now, offer=offered, stop=True)
    wish.refresh_from_db()
    assert wish.ended_why == Wish.Why.STOPPED


def test_stop_waiting_frees_the_time_too(cast: Cast, wait: Wait, now: dt.datetime) -> None:
    wish = wait()
    scheduling.match(now=now)
    scheduling.decline(now=now, offer=the_offer(wish), stop=True)
    assert not Wish.objects.open().exists()
    assert not Appointment.objects.exists()


def test_a_visit_is_brought_forward_by_moving_it(
    cast: Cast, wait: Wait, book: Book, screened: Any, now: dt.datetime
) -> None:
    visit = book(melbourne(10, 10), assessment=screened("clear"))
    wish = wait(visit=visit)
    scheduling.match(now=now)
    offered = the_offer(wish)
    moved = scheduling.accept(now=now, offer=offered)
    assert (moved.pk, moved.starts) == (visit.pk, melbourne(3, 9))
    assert Appointment.objects.count() == 1
    wish.refresh_from_db()
    assert wish.ended_why == Wish.Why.TAKEN


def test_a_refused_move_keeps_the_visit_and_the_time_held(
    cast: Cast, wait: Wait, book: Book, screened: Any, now: dt.datetime
) -> None:
    visit = book(melbourne(10, 10), assessment=screened("clear"))
    wish = wait(visit=visit)
    scheduling.match(now=now)
    offered = the_offer(wish)
    scheduling.cancel(now=now, appointment=visit, who=Appointment.CancelledBy.PATIENT)
    with pytest.raises(NotPossible):
        scheduling.accept(now=now, offer=offered)
    assert Appointment.objects.holds().count() == 1
    assert scheduling.end_finished(now=now) == 1
    wish.refresh_from_db()
    assert wish.ended_why == Wish.Why.VISIT
    assert not Appointment.objects.holds().exists()


def test_no_later_time_and_none_inside_the_cancellation_window_is_offered(
    cast: Cast, wait: Wait, book: Book, screened: Any, now: dt.datetime
) -> None:
    visit = book(melbourne(3, 9, 30), assessment=screened("clear"))
    wait(visit=visit, notice_hours=0)
    assert scheduling.match(now=now).offered == 1
    scheduling.pass_overdue(now=melbourne(2, 9, 45))
    assert scheduling.match(now=melbourne(2, 9, 45)).offered == 0
