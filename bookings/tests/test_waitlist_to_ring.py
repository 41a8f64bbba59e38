"""Whom no email can offer a time, what one look costs, and what is kept of a wish."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from bookings import scheduling
from bookings.models import (
    Appointment,
    Clinic,
    Patient,
    Service,
    Step,
    Wish,
    WishOffer,
)
from bookings.tests.waitlist import Wait, somebody
from conftest import Cast, melbourne
from portal.models import User

pytestmark = pytest.mark.django_db
Book = Callable[..., Appointment]
HOUR = dt.timedelta(hours=1)


def why(wish: Wish) -> str:
    wish.refresh_from_db()
    return wish.ended_why


def test_joining_again_keeps_the_place_in_line(cast: Cast, wait: Wait, now: dt.datetime) -> None:
    wish = wait()
    again = wait(now=now + HOUR, weekdays=[5])
    assert (again, again.created_at, again.weekdays) == (wish, now, [5])


@pytest.mark.parametrize("off", ["online", "sending", "step", "service", "patient", "address"])
def test_what_no_email_can_offer_is_listed_for_reception_to_ring(
    cast: Cast, wait: Wait, now: dt.datetime, off: str
) -> None:
    wish = wait()
    {
        "online": lambda: Clinic.objects.update(offers_online=False),
        "sending": lambda: Clinic.objects.update(sending_stopped=True),
        "step": lambda: Step.objects.filter(key="waitlist-offer").update(active=False),
        "service": lambda: Service.objects.update(paused=True),
        "patient": lambda: Patient.objects.update(online_booking=False),
        "address": lambda: Patient.objects.update(email=""),
    }[off]()
    assert scheduling.match(now=now) == scheduling.Matched(0, 1)
    wish.refresh_from_db()
    assert (wish.match_start, wish.match_practitioner) == (melbourne(3, 9), cast.alex)
    assert Wish.objects.matched(now).get() == wish
    Clinic.objects.update(offers_online=False)
    Wish.objects.update(weekdays=[7])
    scheduling.match(now=now)
    assert not Wish.objects.matched(now).exists()


def test_old_wishes_are_erased_with_their_offers(cast: Cast, wait: Wait, now: dt.datetime) -> None:
    wish = wait()
    scheduling.match(now=now)
    scheduling.end_wishes(now=now, wishes=[wish.pk], why=Wish.Why.STAFF)
    assert Wish.objects.erase_old(now + dt.timedelta(days=90)) == 0
    assert Wish.objects.erase_old(now + dt.timedelta(days=91)) == 1
    assert not WishOffer.objects.exists()


def test_merged_records_wait_once(cast: Cast, wait: Wait, lead: User, now: dt.datetime) -> None:
    kept, gone = wait(), wait(patient=cast.quinn)
    other = wait(patient=cast.quinn, service=cast.needling)
    scheduling.merge(now=now, kept=cast.pat, gone=cast.quinn, by=lead)
    assert set(Wish.objects.open()) == {kept, other}
    assert why(gone) == Wish.Why.STAFF
    assert {wish.patient for wish in Wish.objects.all()} == {cast.pat}


def test_one_look_asks_once_for_each_service_however_many_wait(
    cast: Cast, wait: Wait, now: dt.datetime, django_assert_num_queries: Any
) -> None:
    Clinic.objects.update(offers_online=False)
    wait()
    # Clinic, wishes, services, places, who acts for them, practitioners, earlier offers, own
    # visits, free times; the first look also notes whom to ring.
    with django_assert_num_queries(10):
        scheduling.match(now=now)
    for _ in range(8):
        wait(patient=somebody(now))
    scheduling.match(now=now)
    with django_assert_num_queries(9):
        scheduling.match(now=now)
