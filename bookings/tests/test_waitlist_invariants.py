"""The proof on the live database knows the waitlist, and can fail."""

import datetime as dt

import pytest
from django.db import connection

from bookings import scheduling
from bookings.models import Appointment
from bookings.tests.waitlist import Wait
from conftest import NOW, Cast
from portal.management.commands.check_invariants import broken

pytestmark = pytest.mark.django_db
TWICE = "no time is offered twice, and no wish has two"


def test_a_time_held_for_somebody_who_waits_may_be_held_for_longer(cast: Cast, wait: Wait) -> None:
    wish = wait(weekdays=[5])
    scheduling.match(now=NOW)
    assert wish.offers.get().deadline - NOW > dt.timedelta(hours=2)
    assert not any(broken(now=NOW).values())


def test_an_offer_whose_time_is_not_held_is_counted(cast: Cast, wait: Wait) -> None:
    wish = wait()
    scheduling.match(now=NOW)
    Appointment.objects.filter(idempotency_key=wish.offers.get().key).delete()
    assert broken(now=NOW)["every offer of the waitlist is held"] == [wish.reference]


def test_a_time_that_is_offered_twice_is_counted(cast: Cast, wait: Wait) -> None:
    wish, other = wait(), wait(patient=cast.quinn)
    scheduling.match(now=NOW)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE bookings_wishoffer DROP CONSTRAINT no_time_is_offered_twice")
    other.offers.update(during=wish.offers.get().during)
    assert set(broken(now=NOW)[TWICE]) == {wish.reference, other.reference}


def test_who_waits_in_vain_is_counted(cast: Cast, wait: Wait) -> None:
    wish = wait(until=NOW.date() + dt.timedelta(days=1))
    assert not any(broken(now=NOW).values())
    later = NOW + dt.timedelta(days=2)
    assert broken(now=later)["nobody waits in vain"] == [wish.reference]
