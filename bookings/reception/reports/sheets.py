"""The figures as files for a spreadsheet, which must not take a name for a formula."""

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from bookings.reception.reports.figures import absence, turnaround, utilisation
from bookings.reception.reports.period import Period

Rows = Iterable[Sequence[Any]]
# A cell that begins so is run by a spreadsheet, or hides one that is.
_RUNS = ("=", "+", "-", "@", "\t", "\r")
# By it a spreadsheet knows that the letters are UTF-8.
_BOM = "\ufeff"


def safe(cell: Any) -> Any:
    """Words that a spreadsheet shows and never runs; numbers stay numbers."""
    if isinstance(cell, str) and cell.startswith(_RUNS):
        return f"'{cell}"
    return "" if cell is None else cell


def written(rows: Rows) -> str:
    """The text of a file, with a byte order mark."""
    out = io.StringIO()
    csv.writer(out).writerows([safe(cell) for cell in row] for row in rows)
    return _BOM + out.getvalue()


def _people(period: Period) -> Rows:
    return _use("Practitioner", utilisation(period).people)


def _hours(period: Period) -> Rows:
    return _use("Hour", utilisation(period).hours)


def _use(first: str, rows: Iterable[Any]) -> Rows:
    yield first, "Open minutes", "Booked minutes", "Booked outside hours", "Booked percent"
    for row in rows:
        yield row.name, row.open, row.booked, row.outside, row.percent


def _absence(period: Period) -> Rows:
    yield (
        "Week from",
        "Practitioner",
        "Came",
        "Did not come",
        "Cancelled late",
        "Cancelled in time",
    )
    yield from absence(period).rows


def _reviews(period: Period) -> Rows:
    yield (
        "Week from",
        "Ended",
        "Decided in time",
        "In time percent",
        "Lapsed",
        "Median hours",
        "90th percentile hours",
    )
    for row in turnaround(period):
        yield (
            row.week or "All",
            row.decided,
            row.in_time,
            row.percent,
            row.lapsed,
            round(row.median, 1),
            round(row.slow, 1),
        )


SHEETS: dict[str, Callable[[Period], Rows]] = {
    "practitioners": _people,
    "hours": _hours,
    "absence": _absence,
    "reviews": _reviews,
}
