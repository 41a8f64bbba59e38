"""Take the first place that is still free: one try a transaction, in line, under the guards."""

from collections.abc import Callable
from functools import partial

from django.db import IntegrityError

from bookings.models import Appointment
from bookings.scheduling import guard
from bookings.scheduling.place import Place, Wish, places

Write = Callable[[Place], Appointment]


def take(wish: Wish, write: Write) -> Appointment | None:
    """Let `write` put the visit at the best place; None if somebody was faster everywhere."""
    for place in places(wish):
        visit = guard.with_tries(partial(_try, wish, place, write))
        if visit:
            return visit
    return None


def _try(wish: Wish, place: Place, write: Write) -> Appointment | None:
    """One place in one transaction; what the constraints refuse is as good as taken."""
    try:
        with guard.in_line(
            practitioner=place.practitioner.pk,
            room=place.room.pk if place.room else None,
            patient=wish.patient.pk,
        ):
            free = wish.free(place.practitioner, place.room)
            return write(place) if free else None
    except IntegrityError as error:
        if guard.sqlstate(error) not in (guard.EXCLUDED, guard.UNIQUE):
            raise
        return None
