"""Tie a health screening to a visit that was booked without one, as by phone."""

import datetime as dt

from bookings.models import Appointment, Status, Task
from bookings.scheduling import guard
from bookings.scheduling.review import LAPSES_BEFORE, open_review, review_due
from bookings.scheduling.verdict import verdict_on
from screening.models import Assessment

PASSES = ("note", "clear")


def screen(*, now: dt.datetime, appointment: Appointment, assessment: Assessment) -> Appointment:
    """Keep the answers with the visit; anything but clear or note is for a practitioner.

    The visit goes back to pending while there is time to decide. When it starts too soon
    for that it stays, its light turns, and a clinical call-back is put on the list: the
    time is never taken away at the door. Raises NotPossible.
    """
    with guard.this_version(appointment, None) as row:
        guard.require(row, Status.PENDING, Status.BOOKED)
        _suit(row, assessment, now)
        if assessment.outcome_for(row.service.kind) in PASSES:
            return guard.save(row, assessment=assessment)
        last = row.starts - LAPSES_BEFORE
        if last <= now:
            Task.objects.create(
                kind=Task.Kind.CLINICAL,
                patient=row.patient,
                appointment=row,
                what={"why": "The health answers of this visit need a look before it starts."},
                created_at=now,
                due_at=now,
            )
            return guard.save(row, assessment=assessment)
        due = min(review_due(since=now, location=row.location), last)
        open_review(row, now=now, due=due)
        return guard.save(row, assessment=assessment, status=Status.PENDING)


def _suit(row: Appointment, assessment: Assessment, now: dt.datetime) -> None:
    """A longer visit or a senior practitioner, asked for after booking, is for reception to find.

    The visit keeps its time; when it is moved, the list offers what suits it.
    """
    verdict = verdict_on(assessment, row.local_starts.date(), kind=row.service.kind)
    longer = verdict.extra_minutes > row.extra_minutes
    senior = verdict.senior and not row.practitioner.senior
    row.extra_minutes = max(row.extra_minutes, verdict.extra_minutes)
    row.needs_senior = row.needs_senior or verdict.senior
    row.save(update_fields=["extra_minutes", "needs_senior"])
    wants = [f"{verdict.extra_minutes} minutes more"] * longer + ["a senior practitioner"] * senior
    if wants:
        Task.objects.create(
            kind=Task.Kind.CALL_BACK,
            patient=row.patient,
            appointment=row,
            what={"why": f"This visit needs {' and '.join(wants)}. Please move it."},
            created_at=now,
            due_at=now,
        )
