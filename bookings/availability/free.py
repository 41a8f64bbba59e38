"""Free starts: lists, the next one, the nearest ones, and who could take one."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import Any, Unpack

from django.db import connection

from bookings.availability.ask import Ask, Narrower, Start, ask, rows
from bookings.availability.hours import AT_WORK, BLOCKS, OPEN
from bookings.availability.statement import LIST, NEXT_BY_SERVICE, PLACES
from bookings.models import Location, Service

FORTNIGHT = dt.timedelta(days=14)
NEXT_FREE_STEPS = (dt.timedelta(days=2), FORTNIGHT, dt.timedelta(days=60))
NEAREST_STEPS = (dt.timedelta(days=1), dt.timedelta(days=7))
INSTANT = dt.timedelta(microseconds=1)


def find(
    *,
    now: dt.datetime,
    service: Service,
    since: dt.datetime,
    until: dt.datetime,
    limit: int | None = None,
    **narrower: Unpack[Narrower],
) -> list[Start]:
    """Free starts in [since, until), sorted by time; one query. All instants are aware.

    What narrows it: `location`; `practitioner`, one or several (None is anyone); `patient`,
    whose other visits are in the way; `room`; what the screening asks: `extra_minutes`,
    `senior`, `not_before`. `ignoring` is the visit that moves, or the asker's own hold, and
    so is no obstacle. `for_staff` lifts the service's minimum notice and horizon, not the
    past. `limit` is how many.
    """
    asked = ask(now=now, service=service, since=since, until=until, limit=limit, **narrower)
    return [Start(*row) for row in rows(LIST, asked)]


def next_free(*, now: dt.datetime, service: Service, **narrower: Unpack[Narrower]) -> Start | None:
    """The first free start within the horizon; takes `find`'s other keywords.

    Looks two days ahead first, then two weeks: most answers lie there, and the nearer the
    end, the cheaper the question.
    """
    for step in NEXT_FREE_STEPS:
        found = find(now=now, service=service, since=now, until=now + step, limit=1, **narrower)
        if found:
            return found[0]
    return None


def next_free_by_service(*, now: dt.datetime, services: list[Service]) -> dict[int, Start]:
    """The first free start of each service within two weeks, by service id; one query."""
    asked = Ask(
        now=now,
        services=[service.pk for service in services],
        since=now,
        until=now + FORTNIGHT,
    )
    return {row[0]: Start(*row[1:]) for row in rows(NEXT_BY_SERVICE, asked)}


def nearest(
    *,
    now: dt.datetime,
    service: Service,
    around: dt.datetime,
    count: int = 5,
    **narrower: Unpack[Narrower],
) -> list[Start]:
    """The `count` free starts nearest to `around`, a week to either side, in order of time.

    Most lie within a day, which is the cheaper question in a rush; its edge is out of doubt
    only if that day has enough of them.
    """
    one_each: dict[dt.datetime, Start] = {}
    for reach in NEAREST_STEPS:
        found = find(
            now=now, service=service, since=around - reach, until=around + reach, **narrower
        )
        one_each = {one.start: one for one in reversed(found)}
        if len(one_each) >= count:
            break
    closest = sorted(one_each.values(), key=lambda one: abs(one.start - around))[:count]
    return sorted(closest, key=lambda one: one.start)


@dataclass(frozen=True, slots=True)
class FreePlace:
    """Somebody who is free at a start, and a room that is, if the service needs one."""

    practitioner_id: int
    minutes: int
    room_id: int | None


def places(
    *, now: dt.datetime, service: Service, start: dt.datetime, **narrower: Unpack[Narrower]
) -> list[FreePlace]:
    """Each practitioner who is free at this very start with each free room, the plainest
    room first; one query. Takes `find`'s other keywords."""
    asked = ask(now=now, service=service, since=start, until=start + INSTANT, **narrower)
    return [FreePlace(*row[:3]) for row in rows(PLACES, asked)]


def is_free(
    *,
    now: dt.datetime,
    service: Service,
    start: dt.datetime,
    at: FreePlace,
    **narrower: Unpack[Narrower],
) -> bool:
    """Whether `at` is among the places of this very start; one query, asked of it alone."""
    asked = ask(now=now, service=service, since=start, until=start + INSTANT, **narrower)
    asked = replace(asked, practitioners=[at.practitioner_id], room=at.room_id)
    return any(FreePlace(*row[:3]) == at for row in rows(PLACES, asked))


def open_hours(
    *, since: dt.datetime, until: dt.datetime, location: Location | None = None
) -> dict[int, list[tuple[dt.datetime, dt.datetime]]]:
    """When anyone works, closures taken off: [start, end) in UTC, in order, by location id.

    A location without hours in [since, until) has an empty list.
    """
    asked: dict[str, Any] = {
        "location": location.pk if location else None,
        "since": since,
        "until": until,
    }
    found: dict[int, list[tuple[dt.datetime, dt.datetime]]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(OPEN, asked)
        for key, opens, closes in cursor.fetchall():
            found[key].append((opens, closes))
    return found


def at_work(*, since: dt.datetime, until: dt.datetime, location: Location) -> set[int]:
    """The ids of practitioners who work there at all in [since, until), closures taken off."""
    with connection.cursor() as cursor:
        cursor.execute(AT_WORK, {"location": location.pk, "since": since, "until": until})
        return {key for (key,) in cursor.fetchall()}


@dataclass(frozen=True, slots=True)
class Hours:
    """One block of a practitioner's work, in UTC."""

    practitioner_id: int
    opens: dt.datetime
    closes: dt.datetime


def hours(*, since: dt.datetime, until: dt.datetime, location: Location) -> list[Hours]:
    """Every block there with an instant in [since, until), closures left in; one query."""
    with connection.cursor() as cursor:
        cursor.execute(
            BLOCKS.format(whose=""), {"location": location.pk, "since": since, "until": until}
        )
        return [Hours(key, opens, closes) for key, _, opens, closes in cursor.fetchall()]
