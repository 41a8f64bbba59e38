"""A wrong press at the desk is taken back, with a reason."""

from typing import Any

import pytest

from bookings import scheduling
from bookings.models import Appointment, Status
from conftest import Cast, melbourne

EVENING = melbourne(3, 18)


@pytest.fixture
def visit(cast: Cast, book) -> Appointment:
    return book(melbourne(3, 10))


def said(visit: Appointment, **more: Any) -> dict[str, Any]:
    return {"now": EVENING, "appointment": visit, "version": visit.version, **more}


def corrected(visit: Appointment) -> Appointment:
    return scheduling.correct(**said(visit, reason="Pressed the wrong line"))


def test_a_no_show_who_came_after_all_can_be_closed(cast: Cast, visit: Appointment) -> None:
    missed = scheduling.no_show(**said(visit))
    again = corrected(missed)
    assert (again.status, again.closed_at) == (Status.BOOKED, None)
    assert (again.corrected_at, again.correction_note) == (EVENING, "Pressed the wrong line")
    done = scheduling.complete(**said(again, needles_used=False))
    assert done.status == Status.FULFILLED


def test_done_goes_back_to_arrived_and_forgets_what_was_said(
    cast: Cast, visit: Appointment
) -> None:
    done = scheduling.complete(
        **said(visit, needles_used=True, spoken_consent=True, screening_checked=True)
    )
    again = corrected(done)
    assert again.status == Status.ARRIVED
    assert [again.needles_used, again.spoken_consent, again.screening_checked] == [None] * 3
    assert corrected(again).status == Status.BOOKED


@pytest.mark.parametrize("status", [Status.BOOKED, Status.CANCELLED])
def test_what_has_no_outcome_and_what_is_cancelled_stay(
    cast: Cast, visit: Appointment, status: str
) -> None:
    if status == Status.CANCELLED:
        visit = scheduling.cancel(now=EVENING, appointment=visit, who="clinic")
    with pytest.raises(scheduling.NotPossible):
        corrected(visit)


def test_a_correction_needs_a_reason_and_the_version_seen(cast: Cast, visit: Appointment) -> None:
    missed = scheduling.no_show(**said(visit))
    with pytest.raises(scheduling.NotPossible, match="say why"):
        scheduling.correct(**said(missed, reason=" "))
    with pytest.raises(scheduling.Changed):
        scheduling.correct(now=EVENING, appointment=missed, version=1, reason="Wrong line")
