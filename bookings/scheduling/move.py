"""Move a visit: the new time is taken and the old one released in one statement."""

import datetime as dt

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import IntegrityError

from bookings.models import Appointment, Location, Practitioner, Status
from bookings.scheduling import guard
from bookings.scheduling.errors import TimeTaken
from bookings.scheduling.place import Place, Wish, places
from bookings.scheduling.review import LAPSES_BEFORE


def move(
    *,
    now: dt.datetime,
    appointment: Appointment,
    start: dt.datetime,
    version: int,
    practitioner: Practitioner | None = None,
    location: Location | None = None,
    by: AbstractBaseUser | None = None,
    tell: bool = True,
    for_staff: bool = False,
) -> Appointment:
    """Put the visit to another start, practitioner or location; None keeps what it has.

    A refused move leaves the visit as it was. Raises TimeTaken, Changed, NotPossible, Busy.
    """
    if appointment.patient is None:
        raise ValueError("A hold has no patient and is not moved.")
    wish = Wish(
        now=now,
        service=appointment.service,
        location=location or appointment.location,
        practitioner=practitioner or appointment.practitioner,
        patient=appointment.patient,
        start=start.astimezone(dt.UTC),
        ignoring=appointment,
        not_before=_not_before(appointment),
        for_staff=for_staff,
    )
    for place in places(wish):
        moved = guard.with_tries(
            lambda place=place: _put(wish, place, appointment, version, by, tell)  # type: ignore[misc]
        )
        if moved:
            return moved
    raise TimeTaken("This time is not free.", wish.nearest())


def _not_before(appointment: Appointment) -> dt.datetime | None:
    """A request that waits for review is not moved ahead of its decision (hazard H05)."""
    if appointment.status != Status.PENDING:
        return None
    return appointment.review.due_at + LAPSES_BEFORE


def _put(
    wish: Wish,
    place: Place,
    appointment: Appointment,
    version: int,
    by: AbstractBaseUser | None,
    tell: bool,
) -> Appointment | None:
    during, blocked = wish.ranges(place.minutes)
    try:
        with (
            guard.in_line(
                practitioner=place.practitioner.pk,
                room=place.room.pk if place.room else None,
                patient=wish.patient.pk,
            ),
            guard.this_version(appointment, version) as row,
        ):
            guard.require(row, Status.PENDING, Status.BOOKED)
            if not wish.free(place.practitioner, place.room):
                return None
            return guard.save(
                row,
                during=during,
                blocked=blocked,
                practitioner=place.practitioner,
                location=wish.location,
                room=place.room,
                changed_at=wish.now,
                changed_by_id=by.pk if by else None,
                tell_patient=tell,
            )
    except IntegrityError as error:
        if guard.sqlstate(error) != guard.EXCLUDED:
            raise
        return None
