"""The calendar as a table of half hours: what it is without a script."""

import datetime as dt
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field

from django.utils.html import escape
from django.utils.safestring import SafeString

from bookings.models import Location
from bookings.reception.calendar import Calendar, Column, Span
from bookings.reception.calendar_cards import Card, Cards

_HALF = dt.timedelta(minutes=30)
# A full day has hundreds of cards: as a template they took a third of the page's time. The
# reason behind a light is in none of these (hazard H12).
_CARD = """<div class="card card-{card.css}">
<a href="{card.url}"><time>{card.hours}</time> {who}</a>
<span class="minor"><span class="sign" aria-hidden="true">{card.sign}</span> {words}</span>
<span class="minor"><span class="sign sign-{card.light_css}" aria-hidden="true">{card.light_sign}\
</span> {light}</span>
{move}</div>"""
_MOVE = """<a class="card-move" href="{card.move}">Move…\
<span class="visually-hidden"> {who}</span></a>"""


@dataclass
class Cell:
    """What starts in this half hour; `state` is a class, `word` says the same."""

    state: str = "closed"
    word: str = ""
    cards: list[SafeString] = field(default_factory=list)


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
    halves = {day: _Halves(day, times, place) for day in {one.day for one in calendar.columns}}
    columns = [_cells(column, halves[column.day], Cards(place)) for column in calendar.columns]
    return [Slot(at, [cells[row] for cells in columns]) for row, at in enumerate(times)]


class _Halves:
    """The half hours of one day, as instants in their order.

    An hour that the clock leaves out has the instants of the one after it.
    """

    def __init__(self, day: dt.date, times: list[dt.time], place: Location) -> None:
        begins = [place.instant(day, at) for at in times]
        self.rows = sorted(range(len(times)), key=begins.__getitem__)
        self.begins = [begins[row] for row in self.rows]

    def met(self, span: Span) -> list[int]:
        """The rows that share time with this span."""
        first = bisect_right(self.begins, span[0] - _HALF)
        return self.rows[first : bisect_left(self.begins, span[1])]

    def holding(self, moment: dt.datetime) -> list[int]:
        """The rows in which this moment lies."""
        first = bisect_right(self.begins, moment - _HALF)
        return self.rows[first : bisect_right(self.begins, moment)]


def _cells(column: Column, halves: _Halves, cards: Cards) -> list[Cell]:
    """A cell for each half hour; of what meets in one, the last of these has the say."""
    cells = [Cell() for _ in halves.rows]
    visits = [line.visit for line in column.lines]
    behind: list[tuple[str, str, Span]] = [
        *(("free", "", span) for span in column.open),
        *(("shut", one.reason, (one.during.lower, one.during.upper)) for one in column.shut),
        *(("buffer", "kept free", (one.blocked.lower, one.blocked.upper)) for one in visits),
        *(("held", "held online", (one.starts, one.ends)) for one in column.holds),
        *(("taken", "", (one.starts, one.ends)) for one in visits),
    ]
    for state, word, span in behind:
        for row in halves.met(span):
            cells[row].state, cells[row].word = state, word
    for line in column.lines:
        for row in halves.holding(line.visit.starts):
            cells[row].cards.append(_html(cards.of(line)))
    return cells


def _html(card: Card) -> SafeString:
    """Only these three hold words that somebody typed."""
    who, words, light = escape(card.who), escape(card.words), escape(card.light)
    move = _MOVE.format(card=card, who=who) if card.move else ""
    return SafeString(_CARD.format(card=card, who=who, words=words, light=light, move=move))
