"""Move a visit: the new time is taken and the old one released in one statement."""

import datetime as dt
from functools import partial

from django.contrib.auth.base_user import AbstractBaseUser

from bookings.models import Appointment, Location, Practitioner, Room, Status
from bookings.scheduling import guard
from bookings.scheduling.errors import NotPossible
from bookings.scheduling.override import Override, take_or_override
from bookings.scheduling.place import Place, Wish
from bookings.scheduling.review import LAPSES_BEFORE
from bookings.scheduling.verdict import verdict_on
from screening import outcomes


def move(
    *,
    now: dt.datetime,
    appointment: Appointment,
    start: dt.datetime,
    version: int,
    practitioner: Practitioner | None = None,
    location: Location | None = None,
    room: Room | None = None,
    by: AbstractBaseUser | None = None,
    tell: bool = True,
    for_staff: bool = False,
    override: Override | None = None,
    extra_minutes: int | None = None,
    held: Appointment | None = None,
) -> Appointment:
    """Put the visit to another start, practitioner or location; None keeps what it has.

    Of the rooms that fit its own comes first; a named `room` is that one and no other.

    It keeps what its screening asked for: a senior practitioner, and more minutes unless
    `extra_minutes` says how many go beyond the practitioner's usual length. A day on
    which the health answers come to more than they do now is refused. `held` is the time
    that was held for this move, and is given up for it. A refused move leaves the visit, and
    what was held, as it was. Raises TimeTaken, Changed, NotPossible, Busy.
    """
    if appointment.patient is None:
        raise ValueError("A hold has no patient and is not moved.")
    place = location or appointment.location
    if extra_minutes is not None:
        _require_as_long(appointment, extra_minutes, start.astimezone(place.tz).date())
    if room and not appointment.service.needs_room:
        raise NotPossible(f"{appointment.service} has no room.")
    _require_as_mild(appointment, start.astimezone(place.tz).date())
    wish = Wish(
        now=now,
        service=appointment.service,
        location=place,
        practitioner=practitioner or appointment.practitioner,
        patient=appointment.patient,
        start=start.astimezone(dt.UTC),
        extra_minutes=appointment.extra_minutes if extra_minutes is None else extra_minutes,
        senior=appointment.needs_senior,
        has=held or appointment,
        not_before=move_earliest(appointment),
        for_staff=for_staff,
        room=room,
    )
    write = partial(_write, wish, appointment, version, by, tell, held)
    return take_or_override(wish, write, override, taken="This time is not free.")


def _require_as_mild(appointment: Appointment, day: dt.date) -> None:
    """Raise NotPossible for a day on which an age or a week makes the outcome worse."""
    kind, assessment = appointment.service.kind, appointment.assessment
    stands = assessment.outcome_for(kind) if assessment else outcomes.CLEAR
    then = verdict_on(assessment, day, kind=kind).outcome
    if outcomes.rank(then) > outcomes.rank(stands):
        raise NotPossible("On that day the health answers need another look. Please ask us first.")


def _require_as_long(appointment: Appointment, extra_minutes: int, day: dt.date) -> None:
    """Raise NotPossible for less than the service, or what the health answers add to it."""
    verdict = verdict_on(appointment.assessment, day, kind=appointment.service.kind)
    if extra_minutes < verdict.extra_minutes:
        least = appointment.minutes - appointment.extra_minutes + verdict.extra_minutes
        raise NotPossible(f"This visit cannot be shorter than {least} minutes.")


def move_earliest(appointment: Appointment) -> dt.datetime | None:
    """A request that waits for review is not moved ahead of its decision (hazard H05)."""
    if appointment.status != Status.PENDING:
        return None
    return appointment.review.due_at + LAPSES_BEFORE


def _write(
    wish: Wish,
    appointment: Appointment,
    version: int,
    by: AbstractBaseUser | None,
    tell: bool,
    held: Appointment | None,
    place: Place,
) -> Appointment:
    if held:
        Appointment.objects.holds().filter(pk=held.pk).delete()
    with guard.this_version(appointment, version) as row:
        guard.require(row, Status.PENDING, Status.BOOKED)
        return guard.save(
            row,
            **wish.at(place),
            changed_at=wish.now,
            changed_by_id=by.pk if by else None,
            tell_patient=tell,
        )
