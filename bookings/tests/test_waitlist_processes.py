"""Answers of real processes at the same instant: one counts."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator

import pytest

from bookings import scheduling
from bookings.models import Appointment, Status, Wish, WishOffer
from bookings.tests.racing import RACERS, Racers, racers
from bookings.tests.waitlist import Wait, somebody
from conftest import NOW, Cast
from portal.management.commands.check_invariants import broken

pytestmark = [pytest.mark.long, pytest.mark.django_db(transaction=True)]
ROUNDS = 6
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture(scope="module")
def eight(django_db_setup: None) -> Iterator[Racers]:
    with racers() as running:
        yield running


def sound(now: dt.datetime) -> None:
    found = broken(now=now)
    assert {name: rows for name, rows in found.items() if rows} == {}


def test_two_who_take_one_offer_get_one_visit(eight: Racers, cast: Cast, wait: Wait) -> None:
    wait()
    scheduling.match(now=NOW)
    offer = WishOffer.objects.get()
    take = {"verb": "accept", "now": NOW, "offer": offer}
    told = eight.race([[take]] * RACERS)
    assert Counter(answer for (answer,) in told) == {"done": RACERS}
    assert Appointment.objects.get().status == Status.BOOKED
    sound(NOW)


def test_an_answer_and_the_deadline_stand_in_line(eight: Racers, cast: Cast, wait: Wait) -> None:
    """Four take it a minute before the end, four let it pass and offer it to the next."""
    for _ in range(ROUNDS):
        Wish.objects.all().delete()
        Appointment.objects.all().delete()
        wait(weekdays=[3], until=dt.date(2027, 3, 3))
        scheduling.match(now=NOW)
        offer = WishOffer.objects.get()
        for _ in range(3):
            wait(patient=somebody(NOW), weekdays=[3], until=dt.date(2027, 3, 3), notice_hours=1)
        before, after = offer.deadline - MINUTE, offer.deadline
        take = [{"verb": "accept", "now": before, "offer": offer}]
        ends = [{"verb": "pass_overdue", "now": after}]
        told = eight.race([take, ends] * (RACERS // 2))
        offer.refresh_from_db()
        answers = {answer for (answer,) in told[::2]}
        if offer.answer == WishOffer.Answer.ACCEPTED:
            assert answers == {"done"}
            assert Appointment.objects.get().pk == offer.visit_id
        else:
            assert answers == {"NotPossible"}
            assert not Appointment.objects.exists()
        sound(after)


def test_many_ticks_at_once_offer_each_time_and_each_wish_once(
    eight: Racers, cast: Cast, wait: Wait
) -> None:
    for _ in range(6):
        wait(patient=somebody(NOW))
    place = {"now": NOW, "practitioner": cast.alex}
    starts = scheduling.starts_for(Wish.objects.with_names()[0], now=NOW, count=4)
    wishes = list(Wish.objects.all())
    calls = [
        [
            {"verb": "offer", "wish": wishes[(racer + turn) % 6], "start": one.start, **place}
            for turn, one in enumerate(starts)
        ]
        for racer in range(RACERS)
    ]
    told = Counter(answer for answers in eight.race(calls) for answer in answers)
    assert set(told) <= {"done", "TimeTaken"}
    assert told["done"] == WishOffer.objects.count() == Appointment.objects.count()
    sound(NOW)
