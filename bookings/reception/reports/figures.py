"""The figures of each report, read by one statement each."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db import connection

from bookings.reception.reports import statements
from bookings.reception.reports.period import Period


@dataclass(frozen=True)
class Use:
    """Minutes: worked and not closed; booked within them; booked outside of them."""

    name: str
    open: int
    booked: int
    outside: int

    @property
    def percent(self) -> int | None:
        """Booked of open, None where nothing was open."""
        return round(100 * self.booked / self.open) if self.open else None

    @property
    def hours_open(self) -> str:
        return clock_of(self.open)

    @property
    def hours_booked(self) -> str:
        return clock_of(self.booked)

    @property
    def hours_outside(self) -> str:
        return clock_of(self.outside)


@dataclass(frozen=True)
class Utilisation:
    people: list[Use]
    hours: list[Use]
    total: Use


@dataclass(frozen=True)
class Attendance:
    """Visits that should have begun in a week, or of a practitioner, by what became of them."""

    name: str
    came: int = 0
    missed: int = 0
    late: int = 0
    early: int = 0

    @property
    def percent(self) -> int | None:
        """Those whose time was lost, of those who came or whose time was lost."""
        lost = self.missed + self.late
        return round(100 * lost / (self.came + lost)) if self.came + lost else None


@dataclass(frozen=True)
class Absence:
    weeks: list[Attendance]
    people: list[Attendance]
    total: Attendance
    rows: list[tuple[dt.date, str, int, int, int, int]]


@dataclass(frozen=True)
class Turnaround:
    """Reviews that ended in a week; hours from the request to the decision.

    A lapsed one was not decided: it counts as ended and late, and has no hours.
    """

    week: dt.date | None
    decided: int
    in_time: int
    lapsed: int
    median: float
    slow: float

    @property
    def percent(self) -> int:
        return round(100 * self.in_time / self.decided) if self.decided else 0


def utilisation(period: Period) -> Utilisation:
    """How much of the open time was booked; one query."""
    people: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    hours: dict[int, list[int]] = defaultdict(lambda: [0, 0, 0])
    for name, hour, *minutes in _rows(statements.UTILISATION, period):
        for sums in (people[name], hours[hour]):
            sums[:] = [one + more for one, more in zip(sums, minutes, strict=True)]
    total = [sum(column) for column in zip([0, 0, 0], *hours.values(), strict=True)]
    return Utilisation(
        people=[Use(name, *sums) for name, sums in people.items()],
        hours=[Use(f"{hour:02}:00", *sums) for hour, sums in sorted(hours.items())],
        total=Use("All", *total),
    )


def absence(period: Period) -> Absence:
    """Who came, who did not, and who said so too late; one query."""
    rows = _rows(statements.ATTENDANCE, period)
    weeks: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    people: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for week, name, *counts in rows:
        for sums in (weeks[_short(week)], people[name]):
            sums[:] = [one + more for one, more in zip(sums, counts, strict=True)]
    total = [sum(column) for column in zip([0, 0, 0, 0], *weeks.values(), strict=True)]
    return Absence(
        weeks=[Attendance(name, *sums) for name, sums in weeks.items()],
        people=[Attendance(name, *people[name]) for name in sorted(people)],
        total=Attendance("All", *total),
        rows=rows,
    )


def turnaround(period: Period) -> list[Turnaround]:
    """By week, and over all in the last row, whose week is None; one query."""
    return [Turnaround(*row) for row in _rows(statements.TURNAROUND, period)]


def clock_of(minutes: int) -> str:
    """Hours and minutes, such as 12:30."""
    return f"{minutes // 60}:{minutes % 60:02}"


def _rows(statement: str, period: Period) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, period.asked())
        return cursor.fetchall()


def _short(week: dt.date) -> str:
    return f"{week.day} {week:%b %Y}"
