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
    columns = [_Spans(column, place) for column in calendar.columns]
    return [Slot(at, [column.cell(at) for column in columns]) for at in times]


class _Spans:
    """What takes time in a column, read off once for all its cells."""

    def __init__(self, column: Column, place: Location) -> None:
        cards = Cards(place)
        visits = [line.visit for line in column.lines]
        self.day, self.place = column.day, place
        self.cards = [(line.visit.starts, cards.of(line)) for line in column.lines]
        self.taken = [(one.starts, one.ends) for one in visits]
        self.kinds = [
            ("held", [("held online", one.starts, one.ends) for one in column.holds]),
            ("buffer", [("kept free", one.blocked.lower, one.blocked.upper) for one in visits]),
            ("shut", [(one.reason, one.during.lower, one.during.upper) for one in column.shut]),
            ("free", [("", opens, closes) for opens, closes in column.open]),
        ]

    def cell(self, at: dt.time) -> Cell:
        """The half hour that begins at this time by the clock of the place."""
        begins = self.place.instant(self.day, at)
        half = (begins, begins + _HALF)
        cards = [card for starts, card in self.cards if half[0] <= starts < half[1]]
        if cards or any(_meet(half, span) for span in self.taken):
            return Cell("taken", cards=cards)
        for state, spans in self.kinds:
            for word, starts, ends in spans:
                if _meet(half, (starts, ends)):
                    return Cell(state, word)
        return Cell("closed")


def _meet(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]
