"""Why a start is not offered, in reception's words, from the parts of the very list."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Unpack
from zoneinfo import ZoneInfo

from bookings.availability.ask import DAY, Narrower, ask, rows
from bookings.availability.why import WHY
from bookings.models import Service


class Rule(StrEnum):
    """What can refuse a start, in the order in which it is told."""

    PAST = "past"
    NOTICE = "notice"
    NOT_BEFORE = "not_before"
    HORIZON = "horizon"
    OUTSIDE_HOURS = "outside_hours"
    ON_LEAVE = "on_leave"
    DAY_FULL = "day_full"
    PRACTITIONER_BUSY = "practitioner_busy"
    PATIENT_BUSY = "patient_busy"
    ROOM_BUSY = "room_busy"
    OFF_GRID = "off_grid"


# What staff may pass with a reason. Time that is over and a decision that is still to
# come (hazard H05) bind everybody; notice and horizon do not bind staff at all.
OVERRIDABLE = frozenset(
    {
        Rule.OUTSIDE_HOURS,
        Rule.ON_LEAVE,
        Rule.DAY_FULL,
        Rule.PRACTITIONER_BUSY,
        Rule.PATIENT_BUSY,
        Rule.ROOM_BUSY,
        Rule.OFF_GRID,
    }
)


@dataclass(frozen=True, slots=True)
class Refusal:
    """One rule that refuses a start, and the sentence that says so."""

    rule: Rule
    sentence: str


@dataclass(frozen=True, slots=True)
class Explained:
    """What stands against a start with one practitioner at one location; nothing: it is free.

    `room_id` is the room that it would have: a free one, else the plainest that fits.
    """

    practitioner_id: int
    location_id: int
    minutes: int
    room_id: int | None
    refusals: tuple[Refusal, ...]

    @property
    def first(self) -> Refusal | None:
        """The first rule that refuses it, None if it is offered."""
        return self.refusals[0] if self.refusals else None


def explain(
    *, now: dt.datetime, service: Service, start: dt.datetime, **narrower: Unpack[Narrower]
) -> list[Explained]:
    """Every rule that refuses this start, for each who offers the service; one query.

    Takes `find`'s other keywords; times in the sentences are by the location's clock.
    Without `location` it answers for those at which somebody works around then.
    """
    asked = ask(now=now, service=service, since=start - DAY, until=start + DAY, **narrower)
    asked = replace(asked, start=start)
    one_room = asked.room is not None
    return [_explained(start, _Row(*row), one_room) for row in rows(WHY, asked)]


@dataclass(frozen=True, slots=True)
class _Row:
    """A line of WHY, column by column."""

    practitioner_id: int
    location_id: int
    zone: str
    minutes: int
    before: dt.timedelta
    after: dt.timedelta
    past: bool
    notice: dt.datetime | None
    not_before: dt.datetime | None
    horizon: dt.datetime | None
    fits: bool
    aligned: bool
    opens: dt.datetime | None
    closes: dt.datetime | None
    closed: str | None
    closed_until: dt.datetime | None
    closed_whose: str | None
    filled: bool | None
    busy: Any
    busy_blocked: Any
    busy_held: dt.datetime | None
    own: Any
    no_room: bool
    fitting: int
    room_features: list[str]
    room_id: int | None


def _explained(start: dt.datetime, row: _Row, one_room: bool) -> Explained:
    refusals = tuple(_Words(start, row, one_room).refusals())
    return Explained(row.practitioner_id, row.location_id, row.minutes, row.room_id, refusals)


class _Words:
    """The sentences of one line, empty for a rule that does not refuse."""

    def __init__(self, start: dt.datetime, row: _Row, one_room: bool) -> None:
        self.row, self.zone, self.one_room = row, ZoneInfo(row.zone), one_room
        self.start = start
        self.end = start + dt.timedelta(minutes=row.minutes)

    def refusals(self) -> Iterator[Refusal]:
        """Those that refuse, in the order of Rule: each has a method of its name."""
        for rule in Rule:
            sentence = getattr(self, rule)()
            if sentence:
                yield Refusal(rule, sentence)

    def past(self) -> str:
        return "This time is over." if self.row.past else ""

    def notice(self) -> str:
        opens = self.row.notice
        return f"Online booking is open from {self._at(opens)}." if opens else ""

    def not_before(self) -> str:
        earliest = self.row.not_before
        return f"The screening allows times from {self._at(earliest)}." if earliest else ""

    def horizon(self) -> str:
        latest = self.row.horizon
        return f"Online booking is open until {self._at(latest)}." if latest else ""

    def outside_hours(self) -> str:
        row = self.row
        if row.fits:
            return ""
        if row.opens is None or row.closes is None:
            return "There are no working hours on this day."
        if self.start < row.opens:
            return f"The hours begin at {self._at(row.opens)}."
        if self.end > row.closes:
            ends = f"the visit would end at {self._at(self.end)}"
            return f"The hours end at {self._at(row.closes)}, and {ends}."
        return f"The visit, {self._at(self.start)} to {self._at(self.end)}, falls into a break."

    def on_leave(self) -> str:
        row = self.row
        if row.closed is None or row.closed_until is None:
            return ""
        whose = {"practitioner": "On leave", "location": "Closed here", "clinic": "Closed"}
        until = self._at(row.closed_until)
        return f"{whose[row.closed_whose or 'clinic']} until {until}: {row.closed}."

    def day_full(self) -> str:
        return "The most visits that this day may have are booked." if self.row.filled else ""

    def practitioner_busy(self) -> str:
        row, visit = self.row, self.row.busy
        if visit is None:
            return ""
        begins = self._at(visit.lower)
        if row.busy_held:
            return f"Somebody is booking {begins}: held until {self._at(row.busy_held)}."
        if self.start < visit.upper and visit.lower < self.end:
            return f"There is a visit from {begins} to {self._at(visit.upper)}."
        if visit.upper <= self.start:
            free = self._at(row.busy_blocked.upper + row.before)
            return f"The buffer after {begins} ends {free}."
        shut = self._at(row.busy_blocked.lower - row.after)
        return (
            f"The visit would end {self._at(self.end)}; the buffer before {begins} begins {shut}."
        )

    def patient_busy(self) -> str:
        visit = self.row.own
        if visit is None:
            return ""
        span = f"{self._at(visit.lower)} to {self._at(visit.upper)}"
        return f"The patient has another visit from {span}."

    def room_busy(self) -> str:
        row = self.row
        if not row.no_room:
            return ""
        needs = f"a room with {' and '.join(row.room_features)}" if row.room_features else "a room"
        if self.one_room:
            return self._of_the_room(needs)
        if not row.fitting:
            return f"The service needs {needs}, and there is none here."
        return f"No room is free: the service needs {needs}."

    def _of_the_room(self, needs: str) -> str:
        """Of the one room that was asked for."""
        if not self.row.fitting:
            return f"The service needs {needs}, and this room is not one."
        return "This room is taken or closed at that time."

    def off_grid(self) -> str:
        if self.row.aligned or not self.row.fits:
            return ""
        return "It is not one of the service’s usual starting times."

    def _at(self, moment: dt.datetime) -> str:
        """The time by the location's clock, with the day unless it is the start's own."""
        local = moment.astimezone(self.zone)
        same_day = local.date() == self.start.astimezone(self.zone).date()
        return f"{local:%H:%M}" if same_day else f"{local:%H:%M on %A %-d %B}"
