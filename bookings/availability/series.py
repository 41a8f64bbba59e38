"""The times of a course: the same weekday and time by the location's clock, or near it."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Unpack

from psycopg.types.multirange import Multirange
from psycopg.types.range import Range

from bookings.availability.ask import Narrower, Start, ask, rows
from bookings.availability.free import INSTANT, FreePlace
from bookings.availability.statement import LIST_WITHIN, PLACES_OF_EACH
from bookings.models import Location, Service

DAY = dt.timedelta(days=1)
# So many free times are shown for each visit: of its day, and of each neighbour.
CHOICES, BESIDE = 4, 1
Window = Range[dt.datetime]


@dataclass(frozen=True, slots=True)
class Turn:
    """One visit of a course: when it would be, and the free times there and around.

    `choices` are in order of time, on the day itself and its neighbours; all in UTC.
    """

    number: int
    wished: dt.datetime
    choices: list[dt.datetime]

    @property
    def is_free(self) -> bool:
        """Whether the very time that was wished for is free."""
        return self.wished in self.choices


def wishes(
    first: dt.datetime, *, visits: int, weeks_apart: int, location: Location
) -> list[dt.datetime]:
    """So many instants in UTC: the weekday and time of `first` by the location's clock.

    A time that the clocks skip or repeat is taken as docs/time.md says.
    """
    local = first.astimezone(location.tz)
    step = weeks_apart * 7 * DAY
    later = (local.date() + number * step for number in range(1, visits))
    return [first.astimezone(dt.UTC), *(location.instant(day, local.time()) for day in later)]


def series(
    *,
    now: dt.datetime,
    service: Service,
    wished: Sequence[dt.datetime],
    **narrower: Unpack[Narrower],
) -> list[Turn]:
    """What is free at each of these times, else near it; one query, however many there are.

    Takes `find`'s keywords, with a location. Near means on the same local day, or the one
    before or after.
    """
    location = narrower.get("location")
    if location is None:
        raise ValueError("A course is by the clock of a location.")
    days = [_around(moment, location) for moment in wished]
    free = find_within(now=now, service=service, windows=days, **narrower)
    starts = sorted({one.start for one in free})
    return [
        Turn(number, moment, _nearest(moment, [one for one in starts if one in window], location))
        for number, (moment, window) in enumerate(zip(wished, days, strict=True), 1)
    ]


def find_within(
    *,
    now: dt.datetime,
    service: Service,
    windows: Sequence[Window],
    **narrower: Unpack[Narrower],
) -> list[Start]:
    """Free starts in any of these windows, sorted by time; one query. Else as `find`."""
    found = _within(LIST_WITHIN, now=now, service=service, windows=windows, **narrower)
    return [Start(*row) for row in found]


def places_of_each(
    *,
    now: dt.datetime,
    service: Service,
    starts: Sequence[dt.datetime],
    **narrower: Unpack[Narrower],
) -> dict[dt.datetime, list[FreePlace]]:
    """Who is free at each of these very starts, with each free room, the plainest first.

    One query; a start that is not free has an empty list.
    """
    instants = [Range(start, start + INSTANT, "[)") for start in starts]
    found: dict[dt.datetime, list[FreePlace]] = defaultdict(list)
    for start, *place, _ in _within(
        PLACES_OF_EACH, now=now, service=service, windows=instants, **narrower
    ):
        found[start].append(FreePlace(*place))
    return {start: found[start.astimezone(dt.UTC)] for start in starts}


def _within(
    statement: str,
    *,
    now: dt.datetime,
    service: Service,
    windows: Sequence[Window],
    **narrower: Unpack[Narrower],
) -> list[tuple[Any, ...]]:
    since = min(one.lower for one in windows if one.lower)
    until = max(one.upper for one in windows if one.upper)
    asked = ask(now=now, service=service, since=since, until=until, **narrower)
    return rows(statement, replace(asked, windows=Multirange(windows)))


def _around(moment: dt.datetime, location: Location) -> Window:
    """From the midnight before the day before until that after the day after."""
    day = moment.astimezone(location.tz).date()
    return Range(location.midnight(day - DAY), location.midnight(day + 2 * DAY), "[)")


def _nearest(moment: dt.datetime, free: list[dt.datetime], location: Location) -> list[dt.datetime]:
    """The nearest of the day itself and, by time of day, of its neighbours.

    A day without any leaves more room for those beside it.
    """
    wall = _wall(moment, location)
    days: dict[int, list[tuple[dt.timedelta, dt.datetime]]] = {-1: [], 0: [], 1: []}
    for one in free:
        local = _wall(one, location)
        away = (local.date() - wall.date()).days
        days[away].append((abs(local - away * DAY - wall), one))
    beside = BESIDE if days[0] else CHOICES
    kept = [*sorted(days[0])[:CHOICES], *sorted(days[-1])[:beside], *sorted(days[1])[:beside]]
    return sorted(one for _, one in kept)


def _wall(moment: dt.datetime, location: Location) -> dt.datetime:
    """What the location's clock shows, without its offset."""
    return moment.astimezone(location.tz).replace(tzinfo=None)
