"""The free starts of one service at one place, so kept that a wish meets only what may suit."""

import datetime as dt
import heapq
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import islice

from bookings.availability import Start
from bookings.models import Location, Wish
from bookings.models.waitlist_rules import Part


class Free:
    """By weekday and part of the day, by the location's clock; each in order of time."""

    def __init__(self, starts: Sequence[Start], location: Location) -> None:
        self._kept: dict[tuple[int, str], list[Start]] = defaultdict(list)
        zone = location.tz
        for one in starts:
            local = one.start.astimezone(zone)
            self._kept[local.isoweekday(), Part.of(local)].append(one)

    def fitting(self, wish: Wish, now: dt.datetime) -> Iterator[Start]:
        """Those that suit the wish, the earliest first."""
        since, until = wish.window(now)
        for one in heapq.merge(*self._asked(wish, since), key=_start):
            if one.start >= until:
                return
            if not wish.people_ids or one.practitioner_id in wish.people_ids:
                yield one

    def _asked(self, wish: Wish, since: dt.datetime) -> Iterator[Iterator[Start]]:
        for (day, part), starts in self._kept.items():
            suits = not wish.weekdays or day in wish.weekdays
            if suits and (not wish.parts or part in wish.parts):
                yield islice(starts, bisect_left(starts, since, key=_start), None)


def _start(one: Start) -> dt.datetime:
    return one.start
