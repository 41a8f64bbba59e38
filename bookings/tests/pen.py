"""Draws what random diaries are made of."""

import datetime as dt
from dataclasses import dataclass
from typing import Any, TypeVar

from hypothesis import strategies as st
from psycopg.types.range import Range

T = TypeVar("T")

# With half an hour, at midnight, by 45 minutes, in both hemispheres, and never.
ZONES = (
    "Australia/Melbourne",
    "Australia/Lord_Howe",
    "Pacific/Chatham",
    "Europe/Berlin",
    "America/New_York",
    "Asia/Beirut",
    "Asia/Kolkata",
)
# A day on which one of these changes, or none does.
ANCHORS = [
    dt.datetime(2027, month, day, tzinfo=dt.UTC)
    for month, day in ((3, 14), (3, 28), (4, 4), (6, 16), (9, 26), (10, 3), (10, 31), (11, 7))
]
FEATURES = ("couch", "device")


@dataclass
class Pen:
    """Draws what a diary is made of, and writes it."""

    draw: Any

    def one_of(self, *choices: T) -> T:
        return self.draw(st.sampled_from(choices))

    def yes(self, most: int) -> bool:
        """False once in `most`."""
        return bool(self.number(1, most) > 1)

    def maybe(self, value: T) -> T | None:
        return self.draw(st.sampled_from((None, value)))

    def number(self, low: int, high: int) -> int:
        return self.draw(st.integers(low, high))

    def minutes(self, *, within_hours: int) -> dt.timedelta:
        """A whole number of five minutes, as diaries have it."""
        return dt.timedelta(minutes=5 * self.number(0, within_hours * 12))

    def time(self) -> dt.time:
        return dt.time(self.number(0, 23), 5 * self.number(0, 11))

    def span(self, anchor: dt.datetime, *, hours: int) -> Range[dt.datetime]:
        """A stretch that begins within 18 hours to either side of the anchor."""
        begin = anchor - dt.timedelta(hours=18) + self.minutes(within_hours=36)
        length = dt.timedelta(minutes=5) + self.minutes(within_hours=hours)
        return Range(begin, begin + length, "[)")
