"""The calendar: a column for each practitioner, room or day, with all that takes time in it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict

from bookings import availability
from bookings.access.family import Around
from bookings.models import Appointment, Closure, Location, Room
from bookings.reception import queries, rows
from bookings.reception.calendar_choice import ROOM, WEEK, Choice
from bookings.reception.house import House
from bookings.reception.today import Tab, viewer

Span = tuple[dt.datetime, dt.datetime]
NO_ROOM = "No room"


@dataclass
class Column:
    """`open` is when somebody works in it, `shut` what closes it; both are instants."""

    key: str
    name: str
    day: dt.date
    practitioner: int | None = None
    room: int | None = None
    week_url: str = ""
    lines: list[rows.Row] = field(default_factory=list)
    holds: list[Appointment] = field(default_factory=list)
    open: list[Span] = field(default_factory=list)
    shut: list[Closure] = field(default_factory=list)


@dataclass(frozen=True)
class Calendar:
    """`first` and `last` are the hours between which it is drawn, by the place's clock."""

    choice: Choice
    place: Location | None
    present: dt.date
    columns: list[Column]
    people: list[Tab]
    places: list[Tab]
    first: int = 8
    last: int = 18

    def links(self) -> dict[str, Any]:
        """The ways to other choices, for the bar above the table."""
        choice = self.choice
        return {
            "before": choice.other(-1),
            "today": choice.url(day=self.present),
            "after": choice.other(1),
            "events_url": choice.url("calendar_events"),
            "bars": [
                ("View", choice.views()),
                ("Columns", choice.sorts()),
                ("Location", self.places),
                ("Whose week", self.people),
            ],
        }


@dataclass(frozen=True)
class _Found:
    """The rows of these days at one place."""

    visits: list[Appointment]
    closures: list[Closure]
    hours: list[availability.Hours]
    names: dict[int, str]


def build(*, now: dt.datetime, user: Any, asked: QueryDict, house: House) -> Calendar:
    """Read what the address asks for; a fixed number of queries."""
    places = house.places
    choice = Choice.of(asked, places, now)
    place = next((one for one in places if one.slug == choice.location), None)
    if place is None:
        return Calendar(choice, None, now.date(), [], [], [])
    found = _read(choice, place, now)
    who = _who(choice, found, user)
    columns = _columns(choice, found, who)
    seen_by = viewer(user, house)
    for column in columns:
        _fill(column, found, place, now, seen_by)
    first, last = _hours(columns, place)
    return Calendar(
        choice=choice,
        place=place,
        present=now.astimezone(place.tz).date(),
        columns=columns,
        people=_people(choice, found, who),
        places=choice.places(places),
        first=first,
        last=last,
    )


def _read(choice: Choice, place: Location, now: dt.datetime) -> _Found:
    since = queries.day_bounds(choice.days[0], [place])[0]
    until = queries.day_bounds(choice.days[-1], [place])[1]
    hours = availability.hours(since=since, until=until, location=place)
    working = {one.practitioner_id for one in hours}
    visits, people = queries.diary(place, since, until, now, working)
    if choice.by == ROOM:
        found = Room.objects.filter(location=place, active=True).order_by("name")
        names = dict(found.values_list("pk", "name"))
        names |= {one.room_id: one.room.name for one in visits if one.room_id and one.room}
    else:
        names = {key: one.name for key, one in people.items()}
    return _Found(visits, queries.closures_within(since, until, [place]), hours, names)


def _who(choice: Choice, found: _Found, user: Any) -> int | None:
    """Whose week: the one asked for, else one's own, else the first by name."""
    if choice.view != WEEK or not found.names:
        return None
    if choice.who and int(choice.who) in found.names:
        return int(choice.who)
    mine = None if choice.by == ROOM else queries.own_practitioner(user)
    if mine and mine.pk in found.names:
        return mine.pk
    return min(found.names, key=lambda key: found.names[key])


def _columns(choice: Choice, found: _Found, who: int | None) -> list[Column]:
    if choice.view == WEEK:
        week = choice.days if who else []
        return [
            _column(choice, day.isoformat(), f"{day:%a} {day.day} {day:%b}", day, who)
            for day in week
        ]
    columns = [
        _column(choice, str(key), name, choice.day, key)
        for key, name in sorted(found.names.items(), key=lambda pair: pair[1])
    ]
    for column in columns:
        column.week_url = choice.url(view=WEEK, who=column.key)
    if choice.by == ROOM and any(one.room_id is None for one in found.visits):
        columns.append(Column("0", NO_ROOM, choice.day))
    return columns


def _column(choice: Choice, key: str, name: str, day: dt.date, whose: int | None) -> Column:
    if choice.by == ROOM:
        return Column(key, name, day, room=whose)
    return Column(key, name, day, practitioner=whose)


# A card says nothing of those around a patient: they are not looked up for hundreds of visits.
_NOT_ASKED = Around()


def _fill(
    column: Column, found: _Found, place: Location, now: dt.datetime, seen_by: rows.Viewer
) -> None:
    since, until = queries.day_bounds(column.day, [place])
    for one in found.visits:
        if not (_is_in(column, one) and since <= one.starts < until):
            continue
        if one.patient_id is None:
            column.holds.append(one)
        else:
            column.lines.append(rows.row(one, now, seen_by, around=_NOT_ASKED, reached=True))
    column.open = [
        (max(one.opens, since), min(one.closes, until))
        for one in found.hours
        if column.practitioner in (None, one.practitioner_id)
        and one.opens < until
        and one.closes > since
    ]
    column.shut = [
        one
        for one in found.closures
        if one.practitioner_id in (None, column.practitioner)
        and one.room_id in (None, column.room)
        and one.during.lower < until
        and one.during.upper > since
    ]


def _is_in(column: Column, one: Appointment) -> bool:
    if column.practitioner is not None:
        return one.practitioner_id == column.practitioner
    return one.room_id == column.room


def _hours(columns: Sequence[Column], place: Location) -> tuple[int, int]:
    """The hours that hold all work and all visits, by the clock; 8 to 18 without any."""
    first, last = [], []
    for column in columns:
        spans = [*column.open, *((line.visit.starts, line.visit.ends) for line in column.lines)]
        for starts, ends in spans:
            opens, closes = starts.astimezone(place.tz), ends.astimezone(place.tz)
            first.append(opens.hour)
            late = closes.hour + (1 if closes.minute else 0)
            last.append(24 if closes.date() > column.day else late)
    return min(first, default=8), max(last, default=18)


def _people(choice: Choice, found: _Found, who: int | None) -> list[Tab]:
    """Whose week may be looked at instead."""
    if choice.view != WEEK:
        return []
    return [
        Tab(name, choice.url(who=str(key)), key == who)
        for key, name in sorted(found.names.items(), key=lambda pair: pair[1])
    ]
