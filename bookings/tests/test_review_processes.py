"""Eight reviewers in processes of their own, who decide the same review at the same instant."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from bookings.models import Appointment, Review, Status
from bookings.tests.desk import person
from bookings.tests.racing import Racers, racers
from conftest import NOW, Cast, melbourne

pytestmark = [pytest.mark.long, pytest.mark.django_db(transaction=True)]

# What each of the eight presses.
PRESSES: list[dict[str, Any]] = [
    {"verb": "decide", "decision": "clear"},
    {"verb": "decide", "decision": "conditions", "conditions": "Thin needles."},
    {"verb": "decide", "decision": "decline"},
    {"verb": "ask_for_letter"},
] * 2
AFTER = {
    "clear": Status.BOOKED,
    "conditions": Status.BOOKED,
    "decline": Status.CANCELLED,
    "": Status.PENDING,
}


@pytest.fixture(scope="module")
def eight(django_db_setup: None) -> Iterator[Racers]:
    with racers() as running:
        yield running


@pytest.mark.parametrize("turn", range(3))
def test_eight_reviewers_at_the_same_instant_give_one_decision(
    eight: Racers,
    cast: Cast,
    book: Callable[..., Appointment],
    screened: Callable[..., Any],
    turn: int,
) -> None:
    visit = book(melbourne(8, 10 + turn), service=cast.needling, assessment=screened("review"))
    lead = person("clinical lead")
    given = {
        "now": NOW + dt.timedelta(hours=1),
        "appointment": visit,
        "by": lead,
        "reason": "Mine.",
        "version": visit.version,
    }
    told = Counter(answers[0] for answers in eight.race([[{**given, **one}] for one in PRESSES]))
    assert told["done"] == 1
    assert told["Changed"] + told["NotPossible"] == len(PRESSES) - 1
    visit.refresh_from_db()
    assert visit.version == 2
    review = Review.objects.get(appointment=visit)
    assert visit.status == AFTER[review.decision]
    assert (review.decision == "") == (review.letter_asked_at is not None)
