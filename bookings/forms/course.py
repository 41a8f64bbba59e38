"""The times of a course: the same weekday and time, each of which can be another one."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms

from bookings import availability
from bookings.availability import Turn
from bookings.models import Course, Location

_WEEK = dt.timedelta(days=7)
# A course begins soon, and each of its visits lies near the one that was wished for.
_FAR, _NEAR = 26 * _WEEK, 13 * _WEEK


def usual(course: Course, *, after: dt.datetime) -> dt.datetime:
    """The weekday and time of the visit at which it was suggested, the first after `after`."""
    had = course.suggested_at_visit.local_starts
    place, day = course.location, had.date() + course.weeks_apart * _WEEK
    while place.instant(day, had.time()) < after:
        day += _WEEK
    return place.instant(day, had.time())


def soon(start: dt.datetime, otherwise: dt.datetime, *, now: dt.datetime) -> dt.datetime:
    """This start, unless it is past or half a year away."""
    return start if now <= start <= now + _FAR else otherwise


def wished(course: Course, typed: Mapping[str, Any], *, first: dt.datetime) -> list[dt.datetime]:
    """The start of each visit: what was chosen for it, else the time of the first one, weeks on.

    What cannot be read, or lies far from there, was not chosen.
    """
    starts = availability.wishes(
        first, visits=course.visits, weeks_apart=course.weeks_apart, location=course.location
    )
    found = []
    for number, start in enumerate(starts, 1):
        chosen = _instant(typed.get(name(number)))
        found.append(chosen if chosen and abs(chosen - start) < _NEAR else start)
    return found


def name(number: int) -> str:
    """The name of a visit's field."""
    return f"visit_{number}"


class StartForm(forms.Form):
    """The time of the first visit, as an instant with its offset; nonsense means the usual one."""

    start = forms.DateTimeField(required=False, input_formats=["%Y-%m-%dT%H:%M:%S%z"])

    def first(self, otherwise: dt.datetime, *, now: dt.datetime) -> dt.datetime:
        found = self.cleaned_data.get("start") if self.is_valid() else None
        return soon(found, otherwise, now=now) if found else otherwise


class CourseForm(forms.Form):
    """A choice for each visit among its free times; what is no longer among them is taken.

    `first` is where the course would begin, from which the times not chosen are counted.
    """

    def __init__(
        self, data: Any, *, turns: Sequence[Turn], course: Course, first: dt.datetime
    ) -> None:
        super().__init__(data, label_suffix="")
        self.turns, self.course, self.first = turns, course, first
        for turn in turns:
            self.fields[name(turn.number)] = _field(turn, course.location)
            if turn.is_free:
                self.initial[name(turn.number)] = turn.wished.isoformat()

    def starts(self) -> list[dt.datetime]:
        """What was chosen, in order; aware."""
        return [
            dt.datetime.fromisoformat(self.cleaned_data[name(turn.number)]) for turn in self.turns
        ]

    def taken(self) -> list[int]:
        """The visits whose chosen time is not free, or no longer."""
        return [
            turn.number
            for turn in self.turns
            if self.has_error(name(turn.number), code="invalid_choice")
        ]

    def each(self) -> list["Row"]:
        """A row for each visit, in order."""
        return [self._row(turn) for turn in self.turns]

    def _row(self, turn: Turn) -> "Row":
        field, zone = self[name(turn.number)], self.course.location.tz
        day = turn.wished.astimezone(zone).date()
        local = [start.astimezone(zone) for start in turn.choices]
        choices = [
            Choice(radio, start, start.date() != day)
            for radio, start in zip(field, local, strict=True)
        ]
        return Row(field, choices)


@dataclass(frozen=True, slots=True)
class Choice:
    """A free time as a radio button; `local` is by the location's clock."""

    radio: forms.boundfield.BoundWidget
    local: dt.datetime
    on_another_day: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One visit of the form."""

    field: forms.BoundField
    choices: list[Choice]


def _field(turn: Turn, location: Location) -> forms.ChoiceField:
    day, at = words_of_day(turn.wished, location), _clock(turn.wished, location)
    near = "Choose one near it." if turn.choices else "Nothing is free around this day."
    return forms.ChoiceField(
        label=f"Visit {turn.number}: {day}",
        help_text="" if turn.is_free else f"{at} is not free on this day. {near}",
        choices=[(one.isoformat(), "") for one in turn.choices],
        widget=forms.RadioSelect,
        error_messages={
            "required": f"Choose a time for visit {turn.number}.",
            "invalid_choice": (
                f"Visit {turn.number} on {day} at {at} has just been taken. Choose another time."
            ),
        },
    )


def words_of_day(start: dt.datetime, location: Location) -> str:
    """Tue 3 March, by the location's clock."""
    local = start.astimezone(location.tz)
    return f"{local:%a} {local.day} {local:%B}"


def _clock(start: dt.datetime, location: Location) -> str:
    local = start.astimezone(location.tz)
    return f"{local.hour % 12 or 12}:{local.minute:02} {'am' if local.hour < 12 else 'pm'}"


def _instant(words: Any) -> dt.datetime | None:
    """An aware instant; None for anything else."""
    try:
        found = dt.datetime.fromisoformat(str(words or ""))
    except ValueError:
        return None
    return found.astimezone(dt.UTC) if found.tzinfo else None
