"""Take a move back: within the clinic's undo window it is a move to where the visit was."""

import datetime as dt
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser

from bookings.availability import Rule
from bookings.models import Appointment, Clinic, Status
from bookings.scheduling import guard
from bookings.scheduling.changes import before_the_last_move
from bookings.scheduling.errors import NotPossible, TimeTaken
from bookings.scheduling.move import move
from bookings.scheduling.override import Override
from bookings.scheduling.place import GUARDS


def undo(
    *, now: dt.datetime, appointment: Appointment, version: int, by: AbstractBaseUser
) -> Appointment:
    """Move the visit back to where its history says that it was before staff moved it.

    What had been passed by an override then is passed again. Raises NotPossible once the
    window is over or when there was no such move; TimeTaken when the old time is not free
    any more; Changed, Busy.
    """
    before = _before(now, appointment, version)
    try:
        return move(
            now=now,
            appointment=appointment,
            start=before.during.lower,
            practitioner=before.practitioner,
            location=before.location,
            room=before.room,
            extra_minutes=before.extra_minutes,
            version=version,
            by=by,
            tell=before.tell_patient,
            for_staff=True,
            override=_passed(before),
        )
    except TimeTaken as error:
        taken = "The time that the visit had before is no longer free."
        raise TimeTaken(taken, error.nearest, error.refusals) from error


def may_undo(visit: Appointment, now: dt.datetime, seconds: int) -> bool:
    """Whether staff moved it, and the clinic's undo window of so many seconds is still open."""
    moved = visit.changed_by_id is not None and visit.changed_at > visit.created_at
    stands = visit.status in (Status.PENDING, Status.BOOKED)
    return moved and stands and now - visit.changed_at <= dt.timedelta(seconds=seconds)


def _before(now: dt.datetime, appointment: Appointment, version: int) -> Any:
    """The state to go back to; raises NotPossible, Changed."""
    with guard.this_version(appointment, version):
        before = before_the_last_move(appointment)
    if before is None or appointment.changed_by_id is None:
        raise NotPossible("There is no move of this visit to take back.")
    clinic = Clinic.objects.first() or Clinic()
    if not may_undo(appointment, now, clinic.undo_seconds):
        raise NotPossible("It is too late to take this move back. Move the visit instead.")
    return before


def _passed(before: Any) -> Override | None:
    """The rules that the visit had been let past where it was."""
    rules = [rules for flag, rules in GUARDS.items() if getattr(before, flag)]
    return Override(frozenset[Rule]().union(*rules), "put back") if rules else None
