"""Move the visits that were chosen, each in a transaction of its own, and say what became of it."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib.auth.base_user import AbstractBaseUser

from bookings import scheduling
from bookings.messages import is_reached
from bookings.models import Appointment
from bookings.whatif.forms import MovesForm
from bookings.whatif.lost import NewTime


@dataclass(frozen=True)
class Result:
    """What became of one visit."""

    moved: bool
    sentence: str


def move_chosen(form: MovesForm, *, now: dt.datetime, by: AbstractBaseUser) -> Iterator[Result]:
    """One after the other; what one refuses leaves the others as they are.

    Not inside a transaction: each verb waits for its turn, and tries again.
    """
    tell = bool(form.cleaned_data["tell"])
    for one, time in form.moves():
        try:
            moved = _move(one.visit, time, now=now, by=by, tell=tell)
        except scheduling.SchedulingError as error:
            yield Result(moved=False, sentence=_refused(one.visit, error))
        else:
            yield Result(moved=True, sentence=f"{_placed(moved)} {_told(moved, now)}")


def _move(
    visit: Appointment, time: NewTime, *, now: dt.datetime, by: AbstractBaseUser, tell: bool
) -> Appointment:
    return scheduling.move(
        now=now,
        appointment=visit,
        start=time.start.start,
        practitioner=time.practitioner,
        version=visit.version,
        by=by,
        tell=tell,
        for_staff=True,
    )


def _placed(moved: Appointment) -> str:
    starts = moved.local_starts
    at = f"{starts:%H:%M on %A} {starts.day} {starts:%B}"
    return f"{moved.patient} is now at {at}, with {moved.practitioner}."


def _told(moved: Appointment, now: dt.datetime) -> str:
    """Nobody is left to think that an email went where none goes (hazard H08)."""
    if not moved.tell_patient:
        return "No email tells them."
    if is_reached(moved, now):
        return "An email tells them, once the time to undo is over."
    return "No email reaches them. Please ring."


def _refused(visit: Appointment, error: scheduling.SchedulingError) -> str:
    against = error.refusals if isinstance(error, scheduling.TimeTaken) else []
    why = " ".join([error.to_staff, *(one.sentence for one in against)])
    return f"{visit.patient} was not moved. {why}"
