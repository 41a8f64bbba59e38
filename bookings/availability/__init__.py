"""The free starts of a visit: one SQL statement that lists and validates.

It works in the space of starts, with multiranges. A block of hours allows the starts
from its beginning to its end less the visit's length. A busy stretch [a, b) forbids
those in (a - length - after, b + before): buffers of two neighbours add up. The rooms
of a location are united, then intersected with the practitioner's starts, and what is
left is cut on the service's grid, counted from the block's beginning. docs/time.md has
the rules for clock changes and midnight.
"""

import datetime as dt
from collections import defaultdict
from dataclasses import asdict, dataclass
from typing import Any

from django.db import connection
from django.db.models import Model

from bookings.availability.statement import LIST, NEXT_BY_SERVICE, OPEN
from bookings.models import Appointment, Location, Patient, Practitioner, Room, Service

# Nothing in the diary is longer than this, so hours, visits and buffers that reach in
# from outside the asked window are seen when the window is widened by it.
REACH = dt.timedelta(days=2)
NEXT_FREE_STEPS = (dt.timedelta(days=14), dt.timedelta(days=60))


@dataclass(frozen=True, slots=True)
class Start:
    """One free time: `start` in UTC, with whom, where, and how many minutes it takes."""

    start: dt.datetime
    practitioner_id: int
    location_id: int
    minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ask:
    """The statement's parameters; ids, since a raw statement knows no objects."""

    now: dt.datetime
    services: list[int]
    since: dt.datetime
    until: dt.datetime
    location: int | None = None
    practitioner: int | None = None
    patient: int | None = None
    room: int | None = None
    extra: int = 0
    senior: bool = False
    not_before: dt.datetime | None = None
    ignoring: int = 0
    for_staff: bool = False
    limit: int | None = None
    reach: dt.timedelta = REACH


def find(
    *,
    now: dt.datetime,
    service: Service,
    since: dt.datetime,
    until: dt.datetime,
    location: Location | None = None,
    practitioner: Practitioner | None = None,
    patient: Patient | None = None,
    room: Room | None = None,
    extra_minutes: int = 0,
    senior: bool = False,
    not_before: dt.datetime | None = None,
    ignoring: Appointment | None = None,
    for_staff: bool = False,
    limit: int | None = None,
) -> list[Start]:
    """Free starts in [since, until), sorted by time; one query.

    `ignoring` is the visit that moves and so is no obstacle to itself. `for_staff` lifts
    the service's minimum notice and horizon, not the past. All instants are aware.
    """
    ask = _Ask(
        now=now,
        services=[service.pk],
        since=since,
        until=until,
        location=_id(location),
        practitioner=_id(practitioner),
        patient=_id(patient),
        room=_id(room),
        extra=extra_minutes,
        senior=senior,
        not_before=not_before,
        ignoring=_id(ignoring) or 0,
        for_staff=for_staff,
        limit=limit,
    )
    return [Start(*row) for row in _rows(LIST, ask)]


def next_free(*, now: dt.datetime, service: Service, **narrower: Any) -> Start | None:
    """The first free start within the horizon; takes `find`'s other keywords.

    Looks two weeks ahead first: most answers lie there, and it is the cheaper question.
    """
    for step in NEXT_FREE_STEPS:
        found = find(now=now, service=service, since=now, until=now + step, limit=1, **narrower)
        if found:
            return found[0]
    return None


def next_free_by_service(*, now: dt.datetime, services: list[Service]) -> dict[int, Start]:
    """The first free start of each service within two weeks, by service id; one query."""
    ask = _Ask(
        now=now,
        services=[service.pk for service in services],
        since=now,
        until=now + NEXT_FREE_STEPS[0],
    )
    return {row[0]: Start(*row[1:]) for row in _rows(NEXT_BY_SERVICE, ask)}


def nearest(
    *, now: dt.datetime, service: Service, around: dt.datetime, count: int = 5, **narrower: Any
) -> list[Start]:
    """The `count` free starts nearest to `around`, a week to either side, in order of time."""
    week = dt.timedelta(days=7)
    found = find(now=now, service=service, since=around - week, until=around + week, **narrower)
    one_each = {one.start: one for one in reversed(found)}
    closest = sorted(one_each.values(), key=lambda one: abs(one.start - around))[:count]
    return sorted(closest, key=lambda one: one.start)


def open_hours(
    *, since: dt.datetime, until: dt.datetime, location: Location | None = None
) -> dict[int, list[tuple[dt.datetime, dt.datetime]]]:
    """When anyone works, closures taken off: [start, end) in UTC, in order, by location id.

    A location without hours in [since, until) has an empty list.
    """
    asked: dict[str, Any] = {
        "location": _id(location),
        "since": since,
        "until": until,
        "reach": REACH,
    }
    found: dict[int, list[tuple[dt.datetime, dt.datetime]]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(OPEN, asked)
        for key, opens, closes in cursor.fetchall():
            found[key].append((opens, closes))
    return found


def _id(row: Model | None) -> int | None:
    return row.pk if row else None


def _rows(statement: str, ask: _Ask) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, asdict(ask))
        return cursor.fetchall()
