"""The calendar as data for the script that draws it; times are by the clock of the place."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from bookings.models import Location
from bookings.reception.calendar import Calendar, Column, Span
from bookings.reception.calendar_cards import Cards
from bookings.reception.calendar_choice import ROOM, WEEK

Event = dict[str, Any]


def events(calendar: Calendar) -> dict[str, Any]:
    """Columns, hours and everything to draw.

    `rooms` says that a card stands in the room of its column, or of the week: `room`.
    """
    choice = calendar.choice
    return {
        "day": choice.days[0].isoformat(),
        "week": choice.view == WEEK,
        "rooms": choice.by == ROOM,
        "room": next((one.room for one in calendar.columns if choice.view == WEEK), None),
        "first": calendar.first,
        "last": calendar.last,
        "columns": [{"id": one.key, "title": one.name} for one in calendar.columns],
        "events": [event for one in calendar.columns for event in _of_column(one, calendar)],
    }


def _of_column(column: Column, calendar: Calendar) -> Iterator[Event]:
    place = calendar.place
    if place is None:
        return
    edges = _edges(column.day, calendar, place)
    for kind, title, span in _behind_visits(column, edges):
        yield {
            "resourceIds": [column.key],
            "start": _wall(span[0], place),
            "end": _wall(span[1], place),
            "title": title,
            "display": "background",
            "classNames": [f"behind-{kind}"],
        }
    cards = Cards(place)
    for line in column.lines:
        visit = line.visit
        yield {
            "id": visit.reference,
            "resourceIds": [column.key],
            "start": _wall(visit.starts, place),
            "end": _wall(visit.ends, place),
            "title": str(visit.patient),
            "editable": line.can.move,
            "classNames": [f"card-{line.css}"],
            "extendedProps": cards.of(line)._asdict(),
        }


def _behind_visits(column: Column, edges: Span) -> Iterator[tuple[str, str, Span]]:
    """(kind, words, span) of all that lies behind the visits, within the drawn hours."""
    found = [("closed", "", span) for span in _gaps(column.open, edges)]
    found += [("shut", one.reason, (one.during.lower, one.during.upper)) for one in column.shut]
    found += [("held", "Held online", (one.starts, one.ends)) for one in column.holds]
    for line in column.lines:
        blocked = line.visit.blocked
        found += [("buffer", "", (blocked.lower, line.visit.starts))]
        found += [("buffer", "", (line.visit.ends, blocked.upper))]
    for kind, title, span in found:
        drawn = (max(span[0], edges[0]), min(span[1], edges[1]))
        if drawn[0] < drawn[1]:
            yield kind, title, drawn


def _wall(moment: dt.datetime, place: Location) -> str:
    return f"{moment.astimezone(place.tz):%Y-%m-%dT%H:%M}"


def _edges(day: dt.date, calendar: Calendar, place: Location) -> Span:
    opens = place.instant(day, dt.time(calendar.first))
    if calendar.last == 24:
        return opens, place.midnight(day + dt.timedelta(days=1))
    return opens, place.instant(day, dt.time(calendar.last))


def _gaps(spans: list[Span], edges: Span) -> Iterator[Span]:
    """What of the drawn hours lies outside all of these."""
    at = edges[0]
    for starts, ends in sorted(spans):
        if starts > at:
            yield at, min(starts, edges[1])
        at = max(at, ends)
    if at < edges[1]:
        yield at, edges[1]
