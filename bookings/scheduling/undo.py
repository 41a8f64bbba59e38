"""Take a move back: within the clinic's undo window it is a move to where the visit was."""

import datetime as dt

from django.contrib.auth.base_user import AbstractBaseUser

from bookings.availability import Rule
from bookings.models import Appointment, Clinic
from bookings.scheduling import guard
from bookings.scheduling.changes import before_the_last_move
from bookings.scheduling.errors import NotPossible, TimeTaken
from bookings.scheduling.move import move
from bookings.scheduling.override import Override

_PASSED = {
    "over_practitioner": {Rule.PRACTITIONER_BUSY},
    "over_room": {Rule.ROOM_BUSY},
    "over_patient": {Rule.PATIENT_BUSY},
    "over_hours": {Rule.OUTSIDE_HOURS, Rule.ON_LEAVE},
}


def undo(
    *, now: dt.datetime, appointment: Appointment, version: int, by: AbstractBaseUser
) -> Appointment:
    """Move the visit back to where its history says that it was before staff moved it.

    What had been passed by an override then is passed again. Raises NotPossible once the
    window is over or when there was no such move; TimeTaken when the old time is not free
    any more; Changed, Busy.
    """
    with guard.this_version(appointment, version):
        before = before_the_last_move(appointment)
    if before is None or appointment.changed_by_id is None:
        raise NotPossible("There is no move of this visit to take back.")
    if not may_undo(appointment, now):
        raise NotPossible("It is too late to take this move back. Move the visit instead.")
    passed = [rules for flag, rules in _PASSED.items() if getattr(before, flag)]
    try:
        return move(
            now=now,
            appointment=appointment,
            start=before.during.lower,
            practitioner=before.practitioner,
            location=before.location,
            extra_minutes=before.extra_minutes,
            version=version,
            by=by,
            tell=before.tell_patient,
            for_staff=True,
            override=Override(frozenset[Rule]().union(*passed), "put back") if passed else None,
        )
    except TimeTaken as error:
        taken = "The time that the visit had before is no longer free."
        raise TimeTaken(taken, error.nearest, error.refusals) from error


def may_undo(visit: Appointment, now: dt.datetime) -> bool:
    """Whether the clinic's undo window of the visit's last change is still open."""
    house = Clinic.objects.first() or Clinic()
    return now - visit.changed_at <= dt.timedelta(seconds=house.undo_seconds)
