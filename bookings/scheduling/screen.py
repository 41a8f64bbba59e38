"""Tie a health screening to a visit that was booked without one, as by phone."""

import datetime as dt
from typing import Any

from bookings.models import Appointment, Status, Task
from bookings.scheduling import guard
from bookings.scheduling.adverse import needs_a_look
from bookings.scheduling.review import LAPSES_BEFORE, open_review, review_due
from bookings.scheduling.verdict import verdict_on
from screening.models import Assessment

PASSES = ("note", "clear")
_AT_THE_DOOR = "The health answers of this visit need a look before it starts."


def screen(*, now: dt.datetime, appointment: Appointment, assessment: Assessment) -> Appointment:
    """Keep the answers with the visit; anything but clear or note is for a practitioner.

    So is needling when something happened since a practitioner last said yes (hazard H14).
    The visit goes back to pending while there is time to decide. When it starts too soon
    for that it stays, its light turns, and a clinical call-back is put on the list: the
    time is never taken away at the door. Raises NotPossible.
    """
    with guard.this_version(appointment, None) as row:
        guard.require(row, Status.PENDING, Status.BOOKED)
        kept = {"assessment": assessment, **_needs(row, assessment, now)}
        look = row.service.uses_needles and needs_a_look(row.patient)
        if assessment.outcome_for(row.service.kind) in PASSES and not look:
            return guard.save(row, **kept)
        last = row.starts - LAPSES_BEFORE
        if last <= now:
            Task.about(row, Task.Kind.CLINICAL, _AT_THE_DOOR, now=now).save()
            return guard.save(row, **kept)
        due = min(review_due(since=now, location=row.location), last)
        open_review(row, now=now, due=due)
        return guard.save(row, **kept, status=Status.PENDING)


def _needs(row: Appointment, assessment: Assessment, now: dt.datetime) -> dict[str, Any]:
    """The visit's columns about its length and a senior practitioner, as the answers ask.

    Asked for after booking, it is for reception to find: the visit keeps its time, and
    when it is moved, the list offers what suits it.
    """
    verdict = verdict_on(assessment, row.local_starts.date(), kind=row.service.kind)
    wants = []
    if verdict.extra_minutes > row.extra_minutes:
        wants.append(f"{verdict.extra_minutes} minutes more")
    if verdict.senior and not row.practitioner.senior:
        wants.append("a senior practitioner")
    if wants:
        why = f"This visit needs {' and '.join(wants)}. Please move it."
        Task.about(row, Task.Kind.CALL_BACK, why, now=now).save()
    return {
        "extra_minutes": max(row.extra_minutes, verdict.extra_minutes),
        "needs_senior": row.needs_senior or verdict.senior,
    }
