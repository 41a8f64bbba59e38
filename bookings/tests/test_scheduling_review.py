"""Bookings that wait for a practitioner, and visits that are screened after they were booked."""

import datetime as dt

import pytest

from bookings import scheduling
from bookings.models import Review, Status, Task
from conftest import NOW, Cast, melbourne
from portal.models import User

HOUR = dt.timedelta(hours=1)


def test_h05_a_review_is_pending_and_takes_its_time(cast: Cast, book, pending) -> None:
    assert (pending.status, pending.confirmed_at) == (Status.PENDING, None)
    assert pending.review.due_at == melbourne(2, 17)
    with pytest.raises(scheduling.TimeTaken):
        book(melbourne(8, 10), patient=cast.quinn)


def test_h05_a_review_cannot_take_a_time_before_the_decision_is_due(
    cast: Cast, book, screened
) -> None:
    wanted = {"service": cast.needling, "assessment": screened("review"), "source": "online"}
    with pytest.raises(scheduling.TimeTaken) as refused:
        book(melbourne(2, 14), **wanted)
    assert refused.value.nearest[0].start >= melbourne(2, 19)
    assert book(melbourne(3, 9), **wanted).status == Status.PENDING


@pytest.mark.parametrize("level", ["stop", "stop_urgent", "emergency"])
def test_a_stop_never_books(cast: Cast, book, screened, level: str) -> None:
    with pytest.raises(scheduling.NotPossible, match="cannot be booked online"):
        book(melbourne(3, 10), service=cast.needling, assessment=screened(level), source="online")


def test_h03_a_stop_for_needles_leaves_the_other_services_open(cast: Cast, book, screened) -> None:
    stop = screened("stop", binds="needling")
    assert book(melbourne(3, 10), assessment=stop, source="online").status == Status.BOOKED


@pytest.mark.parametrize("level", ["note", "clear"])
def test_note_and_clear_book_at_once(cast: Cast, book, screened, level: str) -> None:
    visit = book(
        melbourne(3, 10), service=cast.needling, assessment=screened(level), source="online"
    )
    assert (visit.status, visit.confirmed_at) == (Status.BOOKED, NOW)


def test_a_yes_confirms_with_who_and_why(pending, lead: User) -> None:
    visit = scheduling.decide(
        now=NOW + HOUR, appointment=pending, decision="clear", reason="Dose is stable.", by=lead
    )
    assert (visit.status, visit.confirmed_at) == (Status.BOOKED, NOW + HOUR)
    review = Review.objects.get(appointment=visit)
    assert (review.decision, review.decided_by, review.reason) == ("clear", lead, "Dose is stable.")


def test_a_no_frees_the_time(cast: Cast, book, pending, lead: User) -> None:
    scheduling.decide(
        now=NOW, appointment=pending, decision="decline", reason="Letter first.", by=lead
    )
    assert book(melbourne(8, 10), patient=cast.quinn).status == Status.BOOKED


def test_two_reviewers_give_one_decision(pending, lead: User) -> None:
    scheduling.decide(now=NOW, appointment=pending, decision="clear", reason="Fine.", by=lead)
    with pytest.raises(scheduling.NotPossible):
        scheduling.decide(now=NOW, appointment=pending, decision="decline", reason="No.", by=lead)
    assert Review.objects.get().decision == "clear"


def test_a_decision_needs_its_reason(pending, lead: User) -> None:
    with pytest.raises(scheduling.NotPossible, match="say why"):
        scheduling.decide(now=NOW, appointment=pending, decision="clear", reason=" ", by=lead)


def test_h05_undecided_two_hours_before_the_start_it_lapses(pending) -> None:
    assert scheduling.lapse_undecided(now=melbourne(8, 7, 59)) == 0
    assert scheduling.lapse_undecided(now=melbourne(8, 8)) == 1
    pending.refresh_from_db()
    assert (pending.status, pending.cancelled_by) == (Status.CANCELLED, "lapse")
    assert Review.objects.get().decision == "lapsed"
    assert Task.objects.get().kind == Task.Kind.LAPSED
    assert scheduling.lapse_undecided(now=melbourne(8, 8)) == 0


def test_a_screening_that_passes_stays_with_the_booked_visit(cast: Cast, book, screened) -> None:
    visit = book(melbourne(8, 10), service=cast.needling)
    done = scheduling.screen(now=NOW, appointment=visit, assessment=screened("note"))
    assert done.status == Status.BOOKED
    assert done.assessment
    assert done.assessment.outcome == "note"


def test_h05_a_screening_after_booking_that_needs_a_look_makes_the_visit_pending(
    cast: Cast, book, screened
) -> None:
    visit = book(melbourne(8, 10), service=cast.needling)
    done = scheduling.screen(now=NOW, appointment=visit, assessment=screened("stop"))
    assert (done.status, done.review.due_at) == (Status.PENDING, melbourne(2, 17))


def test_h05_a_screening_at_the_door_calls_the_practitioner_and_keeps_the_time(
    cast: Cast, book, screened
) -> None:
    visit = book(melbourne(2, 10), service=cast.needling)
    done = scheduling.screen(now=melbourne(2, 9), appointment=visit, assessment=screened("review"))
    assert (done.status, Task.objects.get().kind) == (Status.BOOKED, Task.Kind.CLINICAL)
