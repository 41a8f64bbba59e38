"""Who is not offered a time, and how waiting ends by itself (hazards H05, H08, H14)."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from bookings import scheduling
from bookings.models import (
    Appointment,
    Clinic,
    Patient,
    Review,
    Status,
    Wish,
    WishOffer,
)
from bookings.scheduling import NotPossible
from bookings.tests.answers import assessment
from bookings.tests.waitlist import Wait
from conftest import Cast, melbourne
from portal.models import User

pytestmark = pytest.mark.django_db
Book = Callable[..., Appointment]
HOUR = dt.timedelta(hours=1)


def why(wish: Wish) -> str:
    wish.refresh_from_db()
    return wish.ended_why


@pytest.mark.parametrize(
    "silent",
    [
        {"contact_state": "none"},
        {"contact_state": "died"},
        {"contact_state": "paused", "paused_until": melbourne(9, 9)},
    ],
)
def test_h08_who_may_not_be_contacted_is_offered_nothing(
    cast: Cast, wait: Wait, now: dt.datetime, silent: dict[str, Any]
) -> None:
    wait()
    Patient.objects.filter(pk=cast.pat.pk).update(**silent)
    assert scheduling.match(now=now).offered == 0
    assert not WishOffer.objects.exists()


@pytest.mark.parametrize("state", ["none", "died"])
def test_h08_wishes_and_offers_end_with_the_contact_and_the_time_is_free(
    cast: Cast, wait: Wait, now: dt.datetime, state: str
) -> None:
    wish = wait()
    scheduling.match(now=now)
    Patient.objects.filter(pk=cast.pat.pk).update(contact_state=state)
    assert scheduling.end_finished(now=now) == 1
    assert why(wish) == Wish.Why.CONTACT
    assert wish.offers.get().answer == WishOffer.Answer.WITHDRAWN
    assert not Appointment.objects.exists()


def test_h08_clearing_what_is_ahead_ends_the_wishes_too(
    cast: Cast, wait: Wait, lead: User, now: dt.datetime
) -> None:
    wish = wait()
    scheduling.match(now=now)
    assert scheduling.clear_visits(now=now, patient=cast.pat, by=lead) == 0
    assert why(wish) == Wish.Why.CONTACT
    assert not Appointment.objects.exists()


def test_answers_that_count_no_more_offer_nothing_until_they_are_given_again(
    cast: Cast, wait: Wait, now: dt.datetime
) -> None:
    wish = wait()
    Patient.objects.filter(pk=cast.pat.pk).update(ask_again_since=now + HOUR)
    assert scheduling.match(now=now).offered == 0
    Patient.objects.filter(pk=cast.pat.pk).update(ask_again_since=None)
    Clinic.objects.update(screening_valid_days=0)
    assert scheduling.match(now=now).offered == 0
    Clinic.objects.update(screening_valid_days=180)
    assert scheduling.match(now=now).offered == 1
    Patient.objects.filter(pk=cast.pat.pk).update(ask_again_since=now + HOUR)
    with pytest.raises(NotPossible, match="health questions"):
        scheduling.accept(now=now, offer=wish.offers.get())
    assert Appointment.objects.holds().count() == 1


def test_who_may_not_book_online_any_more_is_asked_to_ring(
    cast: Cast, wait: Wait, lead: User, now: dt.datetime
) -> None:
    wish = wait()
    scheduling.match(now=now)
    Patient.objects.filter(pk=cast.pat.pk).update(online_booking=False)
    with pytest.raises(NotPossible, match="Please call us"):
        scheduling.accept(now=now, offer=wish.offers.get())
    assert scheduling.accept(now=now, offer=wish.offers.get(), by=lead).patient == cast.pat


def test_h05_answers_for_review_are_offered_times_after_the_decision(
    cast: Cast, wait: Wait, now: dt.datetime
) -> None:
    wish = wait(service=cast.needling)
    scheduling.answer_again(wish=wish, assessment=assessment(now, "review"))
    scheduling.match(now=now + dt.timedelta(days=20))
    offered = wish.offers.get()
    visit = scheduling.accept(now=offered.deadline - dt.timedelta(minutes=1), offer=offered)
    assert visit.status == Status.PENDING
    asked = Review.objects.get(appointment=visit)
    assert asked.due_at + scheduling.LAPSES_BEFORE <= visit.starts
    assert asked.due_at > offered.deadline


def test_answers_that_stop_the_service_cannot_wait_for_it(
    cast: Cast, wait: Wait, now: dt.datetime
) -> None:
    with pytest.raises(NotPossible):
        wait(service=cast.needling, assessment=assessment(now, "stop"))


def test_a_wish_ends_when_its_last_day_has_passed(cast: Cast, wait: Wait, now: dt.datetime) -> None:
    wish = wait(until=dt.date(2027, 3, 3))
    assert scheduling.end_finished(now=melbourne(3, 23, 59)) == 0
    assert scheduling.end_finished(now=melbourne(4, 0)) == 1
    assert why(wish) == Wish.Why.DATE


def test_a_wish_ends_when_such_a_visit_is_booked_otherwise(
    cast: Cast, wait: Wait, book: Book, now: dt.datetime
) -> None:
    wish = wait(weekdays=[3])
    book(melbourne(4, 9), now=now + HOUR)
    assert scheduling.end_finished(now=now + HOUR) == 0
    book(melbourne(3, 9), now=now + HOUR)
    assert scheduling.end_finished(now=now + HOUR) == 1
    assert why(wish) == Wish.Why.BOOKED


def test_a_visit_that_was_there_before_ends_no_wish(
    cast: Cast, wait: Wait, book: Book, now: dt.datetime
) -> None:
    visit = book(melbourne(10, 9))
    wish = wait(visit=visit, now=now + HOUR)
    assert scheduling.end_finished(now=now + HOUR) == 0
    scheduling.move(
        now=now + 2 * HOUR, appointment=visit, start=melbourne(4, 9), version=visit.version
    )
    assert scheduling.end_finished(now=now + 2 * HOUR) == 1
    assert why(wish) == Wish.Why.BOOKED
