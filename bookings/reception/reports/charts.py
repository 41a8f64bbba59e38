"""Bars drawn by the server: a line for each row, and each part of it one after the other."""

from collections.abc import Sequence
from dataclasses import dataclass

from bookings.reception.reports.figures import Absence, Attendance, Turnaround, Use, Utilisation

# In the picture's own units: a row's height, and where its bar begins and how long it may be.
ROW, LEFT, LONG = 28, 120, 220
WIDE = LEFT + LONG + 60


@dataclass(frozen=True)
class Bar:
    """One row; `parts` are (class, x, width), and `said` stands behind the last of them."""

    name: str
    said: str
    y: int
    parts: list[tuple[str, float, float]]
    end: float

    @property
    def middle(self) -> int:
        """Where its words stand."""
        return self.y + 19


@dataclass(frozen=True)
class Chart:
    """`keys` say what each class means, (class, words); a chart without bars is not drawn."""

    label: str
    bars: list[Bar]
    keys: list[tuple[str, str]]
    width: int = WIDE
    left: int = LEFT

    @property
    def height(self) -> int:
        return ROW * len(self.bars)


def of_use(label: str, rows: Sequence[Use]) -> Chart:
    """Booked of open in a hundred; what had no open time has no bar."""
    shares = [(row.name, row.percent) for row in rows if row.percent is not None]
    bars = [
        _bar(n, name, f"{share} %", [("booked", share), ("free", 100 - share)], 100)
        for n, (name, share) in enumerate(shares)
    ]
    return Chart(label, bars, [("booked", "booked"), ("free", "free")])


def of_absence(label: str, rows: Sequence[Attendance]) -> Chart:
    """How many did not come, and how many cancelled late."""
    most = max((row.missed + row.late for row in rows), default=0) or 1
    bars = [
        _bar(
            n,
            row.name,
            str(row.missed + row.late),
            [("missed", row.missed), ("late", row.late)],
            most,
        )
        for n, row in enumerate(rows)
    ]
    return Chart(label, bars, [("missed", "did not come"), ("late", "cancelled late")])


def of_turnaround(label: str, rows: Sequence[Turnaround]) -> Chart:
    """Half were decided within the first part, nine of ten within both."""
    most = max((row.slow for row in rows), default=0) or 1
    bars = [
        _bar(
            n,
            f"{row.week.day} {row.week:%b %Y}" if row.week else "All",
            f"{row.slow:.1f} h",
            [("booked", row.median), ("late", row.slow - row.median)],
            most,
        )
        for n, row in enumerate(rows)
    ]
    return Chart(label, bars, [("booked", "half of them"), ("late", "nine of ten")])


def drawn(use: Utilisation, gone: Absence, turned: Sequence[Turnaround]) -> dict[str, Chart]:
    """The pictures of the page, by name."""
    weeks = [row for row in turned if row.week]
    return {
        "people": of_use("Booked share of open time by practitioner", use.people),
        "hours": of_use("Booked share of open time by hour of the day", use.hours),
        "weeks": of_absence("Lost visits by week", gone.weeks),
        "absent": of_absence("Lost visits by practitioner", gone.people),
        "reviews": of_turnaround("Hours to a decision by week", weeks),
    }


def _bar(number: int, name: str, said: str, parts: list[tuple[str, float]], most: float) -> Bar:
    drawn, x = [], float(LEFT)
    for css, value in parts:
        width = round(value * LONG / most, 1)
        if width > 0:
            drawn.append((css, round(x, 1), width))
        x += width
    return Bar(_cut(name), said, number * ROW, drawn, round(x + 6, 1))


def _cut(name: str) -> str:
    """As much of a name as there is room for; the table has all of it."""
    return name if len(name) <= 16 else f"{name[:15].rstrip()}…"
