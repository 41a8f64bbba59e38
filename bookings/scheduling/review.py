"""When a review is due, and what happens to a request that nobody decides (hazard H05)."""

import datetime as dt

from bookings import availability
from bookings.models import Appointment, Clinic, Location, Review, Status, Task
from bookings.scheduling import guard
from bookings.scheduling.assign import assignee, no_longer_overdue
from bookings.scheduling.cancel import release

LAPSES_BEFORE = dt.timedelta(hours=2)
# Clinic hours are looked for this far ahead; a clinic that is shut for longer decides then.
LOOK_AHEAD = dt.timedelta(days=30)


def review_due(*, since: dt.datetime, location: Location) -> dt.datetime:
    """When a review asked for at `since` has to be decided, counted in the location's hours."""
    clinic = Clinic.objects.first()
    left = dt.timedelta(hours=clinic.review_hours if clinic else 8)
    return after_open_hours(left, since=since, location=location)


def after_open_hours(left: dt.timedelta, *, since: dt.datetime, location: Location) -> dt.datetime:
    """The instant at which the location has been open for `left` since then; one query."""
    hours = availability.open_hours(since=since, until=since + LOOK_AHEAD, location=location)
    for opens, closes in hours[location.pk]:
        if closes - opens >= left:
            return opens + left
        left -= closes - opens
    return since + LOOK_AHEAD


def review_earliest(*, since: dt.datetime, location: Location) -> dt.datetime:
    """The earliest start that a review patient is offered: never one that would lapse undecided."""
    return review_due(since=since, location=location) + LAPSES_BEFORE


def open_review(visit: Appointment, *, now: dt.datetime, due: dt.datetime) -> Review:
    """Ask somebody to decide on this visit by `due`; a review of it that was closed opens again."""
    return Review.objects.update_or_create(
        appointment=visit,
        defaults={
            "assigned_to": assignee(visit, now=now, due=due),
            "asked_at": now,
            "due_at": due,
            "letter_asked_at": None,
            "escalated_at": None,
            "decided_at": None,
            "decided_by": None,
            "decision": "",
        },
    )[0]


def lapse_undecided(*, now: dt.datetime) -> int:
    """Free the time of every request that nobody decided 2 h before its start.

    The patient is told and asked to ring, and a call-back is put on the list; nothing is
    ever approved by the passing of time. Returns how many lapsed.
    """
    late = Appointment.objects.filter(
        status=Status.PENDING, during__startswith__lte=now + LAPSES_BEFORE
    )
    return sum(_lapse(row, now) for row in late)


def _lapse(appointment: Appointment, now: dt.datetime) -> int:
    with guard.this_version(appointment, None) as row:
        # It may have been decided, or moved away, since the late ones were read.
        if row.status != Status.PENDING or row.starts > now + LAPSES_BEFORE:
            return 0
        Review.objects.filter(appointment=row).update(
            decided_at=now, decision=Review.Decision.LAPSED
        )
        no_longer_overdue(row, now)
        release(row, now=now, who=Appointment.CancelledBy.LAPSE)
        why = "Nobody decided this request in time."
        Task.about(row, Task.Kind.LAPSED, why, now=now).save()
        return 1
