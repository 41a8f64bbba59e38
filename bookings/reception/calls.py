"""The list of calls: visits that cannot stand, why, and whether the patient was reached."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils import timezone

from bookings.models import Appointment, CallAttempt, Closure, Location, Practitioner
from bookings.reception.forms import DayInput, DeskForm, TimeInput

OUTSIDE = "outside the working hours"
# So many stand on a page; the next come as these are done.
MOST = 100


@dataclass(frozen=True)
class Call:
    """One visit of the list; `tried` says what came of the last call and when."""

    visit: Appointment
    why: list[str]
    tried: str


def calls(rows: Iterable[Any]) -> list[Call]:
    """Lines for rows of `orphans`."""
    return [Call(visit=row, why=_why(row), tried=_tried(row)) for row in rows]


def _why(row: Any) -> list[str]:
    off = [
        f"{one} is switched off"
        for one in (row.practitioner, row.service, row.room, row.location)
        if one is not None and not one.active
    ]
    why = [*off, row.closed] if row.closed else off
    return why or [OUTSIDE]


def _tried(row: Any) -> str:
    if not row.tried:
        return ""
    at = row.tried_at.astimezone(row.location.tz)
    return f"{CallAttempt.How(row.tried).label}, {at:%a %d %b, %H:%M}"


class HowForm(DeskForm):
    how = forms.ChoiceField(choices=CallAttempt.How.choices)


class AwayForm(DeskForm):
    """Who is away, from when until when; a time that is left out is the end of the day."""

    practitioner = forms.ModelChoiceField(
        Practitioner.objects.filter(active=True),
        label="Who is away?",
        empty_label="Choose a practitioner",
        error_messages={"required": "Choose who is away."},
    )
    since_day = forms.DateField(
        label="From", widget=DayInput, error_messages={"required": "Choose the first day."}
    )
    since_time = forms.TimeField(
        label="From, at", required=False, widget=TimeInput, help_text="Empty: the whole day."
    )
    until_day = forms.DateField(
        label="Until", widget=DayInput, error_messages={"required": "Choose the last day."}
    )
    until_time = forms.TimeField(
        label="Until, at", required=False, widget=TimeInput, help_text="Empty: the end of the day."
    )
    reason = forms.CharField(
        max_length=120,
        label="Note for the team",
        initial="Away",
        help_text="Staff read it, patients do not. Keep health out of it.",
        error_messages={"required": "Write a word, such as “Away”."},
    )

    def clean(self) -> dict[str, Any]:
        """Adds `since` and `until`, by the clock of where the practitioner works."""
        typed = self.cleaned_data
        if {"practitioner", "since_day", "until_day"} <= typed.keys():
            place = place_of(typed["practitioner"])
            typed["since"] = _instant(place, typed["since_day"], typed.get("since_time"))
            after = typed["until_day"] if typed.get("until_time") else _next(typed["until_day"])
            typed["until"] = _instant(place, after, typed.get("until_time"))
            if typed["until"] <= typed["since"]:
                self.add_error("until_day", "The end comes after the start.")
        return typed

    def closure(self) -> Closure:
        """The closure of the practitioner, not saved yet."""
        typed = self.cleaned_data
        return Closure(
            practitioner=typed["practitioner"],
            during=(typed["since"], typed["until"]),
            reason=typed["reason"],
        )


def rest_of_today(now: dt.datetime) -> dict[str, Any]:
    """What the form of who is away starts with."""
    there = now.astimezone(timezone.get_current_timezone())
    start = there.replace(second=0, microsecond=0, tzinfo=None)
    return {"since_day": start.date(), "since_time": start.time(), "until_day": start.date()}


def place_of(practitioner: Practitioner) -> Location | None:
    """Where somebody works first, else the first location."""
    hours = practitioner.hours.select_related("location").first()
    return hours.location if hours else Location.objects.filter(active=True).first()


def _instant(place: Location | None, day: dt.date, at: dt.time | None) -> dt.datetime:
    at = at or dt.time.min
    if place is None:
        return dt.datetime.combine(day, at, tzinfo=dt.UTC)
    return place.instant(day, at)


def _next(day: dt.date) -> dt.date:
    return day + dt.timedelta(days=1) if day < dt.date.max else day
