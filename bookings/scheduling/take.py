"""Take the first place that is still free: one try a transaction, in line, under the guards."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.db import IntegrityError

from bookings.models import Appointment
from bookings.scheduling import guard
from bookings.scheduling.place import Place, Wish, places

Write = Callable[[Place], Appointment]


def take(wish: Wish, write: Write) -> Appointment | None:
    """Let `write` put the visit at the best place; None if somebody was faster everywhere.

    After a lost try the places are looked for again: in a rush most of those seen at first
    are gone by then. Raises Busy when its tries have used up their time.
    """
    tries, lost = guard.Tries(), set[Place]()
    while place := next((one for one in places(wish) if one not in lost), None):
        visit = tries.run(partial(in_line, wish, place, partial(_if_free, wish, place, write)))
        if visit:
            return visit
        lost.add(place)
    return None


def _if_free(wish: Wish, place: Place, write: Write) -> Appointment | None:
    return write(place) if wish.is_free(place) else None


def in_line(wish: Wish, place: Place, act: Callable[[], Appointment | None]) -> Appointment | None:
    """Act in one transaction that has to itself what the place takes.

    What the constraints refuse is as good as taken: None.
    """
    _, blocked = wish.ranges(place.minutes)
    try:
        with guard.in_line(
            now=wish.now,
            blocked=blocked,
            practitioner=place.practitioner_id,
            room=place.room_id,
            patient=wish.patient.pk if wish.patient else None,
        ):
            return act()
    except IntegrityError as error:
        if guard.sqlstate(error) not in (guard.EXCLUDED, guard.UNIQUE):
            raise
        return None


def put(wish: Wish, place: Place, *, idempotency_key: str, **fields: Any) -> Appointment:
    """Write the row of this key at the place: the hold that it had, else a new one.

    Within the transaction of `in_line`. A key that has become a visit or a hold meanwhile is
    refused by the database, since it is unique.
    """
    row = _still_held(wish.has) or Appointment(idempotency_key=idempotency_key, version=0)
    told = {"held_until": None, **fields, "changed_at": wish.now, **wish.at(place)}
    for name, value in told.items():
        setattr(row, name, value)
    row.version += 1
    row.save()
    return row


def _still_held(hold: Appointment | None) -> Appointment | None:
    """The hold, locked, unless it was swept or has become a visit."""
    if hold is None:
        return None
    return Appointment.objects.holds().select_for_update().filter(pk=hold.pk).first()
