"""Who is to decide a review (hazard H05): the visit's practitioner, or somebody who is there."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from psycopg.types.range import Range

from bookings import scheduling
from bookings.models import Appointment, Closure, Practitioner, Review
from bookings.tasks import sweep
from conftest import NOW, Cast, _practitioner, melbourne
from portal.kit import clock

Book = Callable[..., Appointment]


@pytest.fixture
def cleo(cast: Cast) -> Practitioner:
    """A colleague in Melbourne, with the same hours as Alex."""
    return _practitioner("Cleo Demo", cast.melbourne, [cast.needling, cast.massage])


@pytest.fixture
def wait(cast: Cast, book: Book, screened) -> Callable[..., Review]:
    """A pending needling visit with Alex at a time; its review."""

    def _wait(start: dt.datetime, **changes: object) -> Review:
        visit = book(
            start,
            service=cast.needling,
            practitioner=cast.alex,
            assessment=screened("review"),
            **changes,
        )
        return visit.review

    return _wait


def away(who: Practitioner, since: dt.datetime, until: dt.datetime) -> None:
    Closure.objects.create(practitioner=who, during=Range(since, until, "[)"), reason="Leave")


def test_the_visits_own_practitioner_decides_when_at_work(cast: Cast, cleo, wait) -> None:
    assert wait(melbourne(8, 10)).assigned_to == cast.alex


def test_h05_somebody_on_leave_is_not_asked(cast: Cast, cleo, wait) -> None:
    away(cast.alex, melbourne(2, 0), melbourne(6, 0))
    assert wait(melbourne(8, 10)).assigned_to == cleo


def test_h05_the_colleague_with_the_fewest_open_reviews_is_asked(
    cast: Cast, cleo: Practitioner, wait
) -> None:
    other = _practitioner("Drew Demo", cast.melbourne, [cast.needling])
    away(cast.alex, melbourne(2, 0), melbourne(6, 0))
    first = wait(melbourne(8, 10))
    second = wait(melbourne(9, 10), patient=cast.quinn)
    assert {first.assigned_to, second.assigned_to} == {cleo, other}


def test_nobody_at_work_means_anyone(cast: Cast, wait) -> None:
    away(cast.alex, melbourne(2, 0), melbourne(6, 0))
    assert wait(melbourne(8, 10)).assigned_to is None


def test_h05_reviews_of_somebody_who_goes_on_leave_are_handed_on(
    cast: Cast, cleo: Practitioner, wait
) -> None:
    review = wait(melbourne(8, 10))
    away(cast.alex, melbourne(2, 0), melbourne(6, 0))
    assert scheduling.reassign_away(now=NOW) == 1
    review.refresh_from_db()
    assert review.assigned_to == cleo
    assert scheduling.reassign_away(now=NOW) == 0


def test_an_hour_away_hands_on_nothing(cast: Cast, cleo: Practitioner, wait) -> None:
    review = wait(melbourne(8, 10))
    away(cast.alex, melbourne(2, 12), melbourne(2, 13))
    assert scheduling.reassign_away(now=NOW) == 0
    review.refresh_from_db()
    assert review.assigned_to == cast.alex


def test_h05_who_has_left_the_clinic_decides_nothing(cast: Cast, cleo: Practitioner, wait) -> None:
    review = wait(melbourne(8, 10))
    Practitioner.objects.filter(pk=cast.alex.pk).update(active=False)
    assert scheduling.reassign_away(now=NOW) == 1
    review.refresh_from_db()
    assert review.assigned_to == cleo


def test_nothing_to_hand_on_is_one_query(cast: Cast, wait) -> None:
    for hour in (9, 11, 13):
        wait(melbourne(8, hour), patient=cast.quinn)
    with CaptureQueriesContext(connection) as seen:
        assert scheduling.reassign_away(now=NOW) == 0
    assert len(seen) == 1


def test_the_worker_hands_on_and_escalates(
    cast: Cast, cleo: Practitioner, wait, monkeypatch: pytest.MonkeyPatch
) -> None:
    wait(melbourne(8, 10))
    away(cast.alex, melbourne(2, 0), melbourne(6, 0))
    monkeypatch.setattr(clock, "now", lambda: melbourne(3, 9))
    assert "1 reviews handed on, 1 overdue" in sweep()


def test_a_decided_review_is_given_to_nobody(cast: Cast, cleo: Practitioner, wait) -> None:
    review = wait(melbourne(8, 10))
    scheduling.lapse_undecided(now=melbourne(8, 8))
    with pytest.raises(scheduling.NotPossible, match="decided already"):
        scheduling.assign(appointment=review.appointment, practitioner=cleo)
