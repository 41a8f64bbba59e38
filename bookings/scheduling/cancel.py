"""Cancel a visit: its time is free at once, and its history stays."""

import datetime as dt

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from bookings.models import Appointment, Course, Patient, Status
from bookings.scheduling import guard


def cancel(
    *,
    now: dt.datetime,
    appointment: Appointment,
    who: str,
    by: AbstractBaseUser | None = None,
    note: str = "",
    tell: bool = True,
    version: int | None = None,
) -> Appointment:
    """Free the visit's time; `who` is one of Appointment.CancelledBy.

    A patient's cancellation inside the service's window is marked late. With `tell`
    False no mail says so. A hold is let go, not cancelled. Raises NotPossible, Changed.
    """
    with guard.this_version(appointment, version) as row:
        guard.require(row, Status.PENDING, Status.BOOKED)
        return release(row, now=now, who=who, by=by, note=note, tell=tell)


@transaction.atomic
def clear_visits(*, now: dt.datetime, patient: Patient, by: AbstractBaseUser) -> int:
    """Cancel every visit that is ahead of this patient, and tell nobody; returns how many.

    A course that was suggested can be booked no more.
    For whom no message may reach any more (hazard H08). Raises NotPossible, and then
    nothing is cancelled, when somebody closed one of them meanwhile.
    """
    Course.objects.filter(patient=patient).end(now)
    ahead = Appointment.objects.upcoming(now).filter(patient=patient).order_by("pk")
    for visit in ahead:
        cancel(now=now, appointment=visit, who=Appointment.CancelledBy.CLINIC, by=by, tell=False)
    return len(ahead)


def release(
    row: Appointment,
    *,
    now: dt.datetime,
    who: str,
    by: AbstractBaseUser | None = None,
    note: str = "",
    tell: bool = True,
) -> Appointment:
    """Cancel a row that the caller holds locked."""
    by_patient = who == Appointment.CancelledBy.PATIENT
    return guard.save(
        row,
        status=Status.CANCELLED,
        takes_time=False,
        cancelled_at=now,
        cancelled_by=who,
        cancelled_late=by_patient and row.is_late_to_cancel(now),
        cancel_note=note,
        changed_by_id=by.pk if by else None,
        tell_patient=tell,
    )
