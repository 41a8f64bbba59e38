"""The calendar as a table of half hours: what it is without a script."""

import datetime as dt
from dataclasses import dataclass, field

from bookings.models import Location
from bookings.reception.calendar import Calendar, Column, Span
from bookings.reception.calendar_cards import Card, Cards

_HALF = dt.timedelta(minutes=30)


@dataclass
class Cell:
    """What starts in this half hour; `state` is a class, `word` says the same."""

    state: str
    word: str = ""
    cards: list[Card] = field(default_factory=list)


@dataclass(frozen=True)
class Slot:
    """One half hour by the clock, across the columns."""

    at: dt.time
    cells: list[Cell]


def slots(calendar: Calendar) -> list[Slot]:
    """From the first hour to the last."""
    if calendar.place is None:
        return []
    place = calendar.place
    times = [
        dt.time(hour, minute) for hour in range(calendar.first, calendar.last) for minute in (0, 30)
    ]
    cards = Cards(place)
    return [
        Slot(at, [_cell(column, at, place, cards) for column in calendar.columns]) for at in times
    ]


def _cell(column: Column, at: dt.time, place: Location, cards: Cards) -> Cell:
    begins = place.instant(column.day, at)
    half = (begins, begins + _HALF)
    lines = [line for line in column.lines if begins <= line.visit.starts < half[1]]
    state, word = _state(column, half)
    return Cell(state, "" if lines else word, [cards.of(line) for line in lines])


def _state(column: Column, half: Span) -> tuple[str, str]:
    """The first of these that fits."""
    if any(_meet(half, (line.visit.starts, line.visit.ends)) for line in column.lines):
        return "taken", ""
    if any(_meet(half, (one.starts, one.ends)) for one in column.holds):
        return "held", "held online"
    blocked = [line.visit.blocked for line in column.lines]
    if any(_meet(half, (one.lower, one.upper)) for one in blocked):
        return "buffer", "kept free"
    for one in column.shut:
        if _meet(half, (one.during.lower, one.during.upper)):
            return "shut", one.reason
    if any(_meet(half, span) for span in column.open):
        return "free", ""
    return "closed", ""


def _meet(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]
