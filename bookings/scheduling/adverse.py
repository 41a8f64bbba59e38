"""Something happened at a visit: it is kept, and nothing goes on as before (hazard H14)."""

import datetime as dt

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.db.models import Exists, OuterRef

from bookings.models import AdverseEvent, Appointment, Patient, Review, Status, Task
from bookings.scheduling import guard
from bookings.scheduling.errors import NotPossible
from bookings.scheduling.review import LAPSES_BEFORE, open_review, review_due

_YES = (Review.Decision.CLEAR, Review.Decision.CONDITIONS)
_AT_THE_DOOR = "Something happened at an earlier visit: look at this one before it starts."
# A second press of the same button is the same event.
_ONE_PRESS = dt.timedelta(minutes=2)


def can_have_happened(visit: Appointment, now: dt.datetime) -> bool:
    """Once the patient is here or the visit has begun, unless it did not take place."""
    here = visit.status in (Status.ARRIVED, Status.FULFILLED)
    return here or (visit.status == Status.BOOKED and visit.starts <= now)


@transaction.atomic
def record(
    *,
    now: dt.datetime,
    appointment: Appointment,
    kind: str,
    words: str = "",
    by: AbstractBaseUser | None = None,
) -> AdverseEvent:
    """Keep what happened, as an AdverseEvent.Kind; “other” needs words.

    The patient's health answers so far count no more, and each visit ahead with needles
    waits for a practitioner's decision. Pressed twice, it is kept once. Raises NotPossible.
    """
    with guard.this_version(appointment, None) as row:
        if not can_have_happened(row, now):
            raise NotPossible("This can be kept once the patient is here.")
        if kind == AdverseEvent.Kind.OTHER and not words.strip():
            raise NotPossible("Please say in a sentence what happened.")
        return keep(now=now, visit=row, kind=kind, words=words.strip(), by=by)


def keep(
    *,
    now: dt.datetime,
    visit: Appointment,
    kind: str,
    words: str,
    by: AbstractBaseUser | None,
) -> AdverseEvent:
    """The event of a row that is locked already, with all that follows from it."""
    same = AdverseEvent.objects.filter(appointment=visit, kind=kind, at__gt=now - _ONE_PRESS)
    for event in same:
        if event.words == words:
            return event
    event = AdverseEvent.objects.create(
        appointment=visit, kind=kind, words=words, at=now, by_id=by.pk if by else None
    )
    ask_again(now=now, patient=visit.patient)
    return event


def ask_again(*, now: dt.datetime, patient: Patient | None) -> int:
    """Health answers so far count no more; returns how many visits ahead wait for review now."""
    if patient is None:
        return 0
    Patient.objects.filter(pk=patient.pk).update(ask_again_since=now)
    patient.ask_again_since = now
    ahead = Appointment.objects.upcoming(now).filter(
        patient=patient, status=Status.BOOKED, service__uses_needles=True
    )
    # In the order of their numbers, so that two at once cannot wait for each other.
    return sum(_to_review(visit, now) for visit in ahead.order_by("pk"))


def needs_a_look(patient: Patient | None) -> bool:
    """Whether no practitioner has said yes to a visit since something happened; one query."""
    if patient is None:
        return False
    yes = Review.objects.filter(
        appointment__patient=patient,
        decided_at__gt=OuterRef("ask_again_since"),
        decision__in=_YES,
    )
    rows = Patient.objects.filter(ask_again_since__isnull=False, pk=patient.pk)
    return rows.exclude(Exists(yes)).exists()


def _to_review(visit: Appointment, now: dt.datetime) -> bool:
    """Wait for a decision; a visit that starts too soon for one stays, with a call-back."""
    with guard.this_version(visit, None) as row:
        if row.status != Status.BOOKED:
            return False
        last = row.starts - LAPSES_BEFORE
        # Without answers there is nothing to decide on yet: once they are given, it waits.
        if last <= now or row.assessment_id is None:
            Task.about(row, Task.Kind.CLINICAL, _AT_THE_DOOR, now=now).save()
            return False
        open_review(row, now=now, due=min(review_due(since=now, location=row.location), last))
        guard.save(row, status=Status.PENDING)
        return True
