"""Hold a time while somebody types: theirs alone for ten minutes, and longer by a press."""

import datetime as dt
from collections.abc import Collection
from functools import partial

from django.db import transaction

from bookings.models import Appointment, Location, Practitioner, Service, Status
from bookings.models.appointment import AppointmentQuerySet
from bookings.scheduling.errors import NotPossible, TimeTaken
from bookings.scheduling.place import Place, Wish
from bookings.scheduling.take import put, take

HELD_FOR = dt.timedelta(minutes=10)
# Room for more than ten extensions (WCAG 2.2, 2.2.1), and an end for who walked away.
AT_MOST = dt.timedelta(hours=2)


def hold(
    *,
    now: dt.datetime,
    service: Service,
    location: Location,
    start: dt.datetime,
    key: str,
    practitioner: Practitioner | None = None,
    extra_minutes: int = 0,
    senior: bool = False,
    not_before: dt.datetime | None = None,
) -> Appointment:
    """Keep a time for the holder of `key` until `held_until`, at most two hours in all.

    A key has one hold: the same start again extends it, another start moves it, and a
    refused move keeps what was held. Raises TimeTaken with the nearest free times;
    NotPossible when the key has become a visit or the two hours are over; Busy.
    """
    held = Appointment.objects.filter(idempotency_key=key).first()
    if held and held.status != Status.PROPOSED:
        raise NotPossible("This visit is booked already.")
    start = start.astimezone(dt.UTC)
    since = held.created_at if held and held.starts == start else now
    until = min(now + HELD_FOR, since + AT_MOST)
    if until <= now:
        raise NotPossible("This time was held for two hours. Please choose a time again.")
    wish = Wish(
        now=now,
        service=service,
        location=location,
        practitioner=practitioner,
        patient=None,
        start=start,
        extra_minutes=extra_minutes,
        senior=senior,
        not_before=not_before,
        has=held,
    )
    write = partial(_write, wish, key=key, since=since, until=until)
    taken = take(wish, write) or _twin(key, start, held)
    if taken is None:
        raise TimeTaken("Sorry, this time has just been taken.", wish.nearest())
    return taken


def let_go(*, key: str) -> None:
    """Free what the holder of `key` holds, if anything; a visit stays."""
    let_go_all([key])


def let_go_all(keys: Collection[str]) -> None:
    """Free what the holders of these keys hold."""
    _erase(Appointment.objects.holds().filter(idempotency_key__in=keys).select_for_update())


def sweep_lapsed(*, now: dt.datetime) -> int:
    """Erase holds that have lapsed, save those in use this instant; returns how many."""
    return _erase(Appointment.objects.lapsed(now).select_for_update(skip_locked=True))


@transaction.atomic
def _erase(locked: AppointmentQuerySet) -> int:
    """Erase the rows of a locking query.

    Django reads what it deletes, and deletes by the key: a hold that became a visit between
    the two would go as well, if it were not locked.
    """
    keys = list(locked.values_list("pk", flat=True))
    return Appointment.objects.filter(pk__in=keys).delete()[0]


def _write(
    wish: Wish, place: Place, *, key: str, since: dt.datetime, until: dt.datetime
) -> Appointment:
    return put(
        wish,
        place,
        idempotency_key=key,
        status=Status.PROPOSED,
        source=Appointment.Source.ONLINE,
        created_at=since,
        held_until=until,
    )


def _twin(key: str, start: dt.datetime, seen: Appointment | None) -> Appointment | None:
    """The same press, sent twice at once: the first has it, if it wrote since we looked."""
    rows = Appointment.objects.holds().filter(idempotency_key=key, during__startswith=start)
    if seen:
        rows = rows.exclude(pk=seen.pk, version=seen.version)
    return rows.first()
