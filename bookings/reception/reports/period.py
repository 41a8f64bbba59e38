"""Which days a report is about, as the address says it."""

import datetime as dt
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict

from bookings.availability.ask import DAY
from bookings.models import Location
from bookings.reception.forms import DayInput, DeskForm

WEEKS = 4
MOST_DAYS = 366
_WEEK = dt.timedelta(days=7)
_DAY_ERRORS = {
    "required": "Enter a day.",
    "invalid": "Enter a real day, as year-month-day, such as 2027-03-01.",
}


@dataclass(frozen=True)
class Period:
    """The days from `first` to `last`, both included, at one location or at all."""

    first: dt.date
    last: dt.date
    location: Location | None = None

    def asked(self) -> dict[str, Any]:
        """The parameters of the statements; [since, until) holds the days in every zone."""
        midnight = dt.time(0, tzinfo=dt.UTC)
        return {
            "first": self.first,
            "last": self.last,
            "location": self.location.pk if self.location else None,
            "since": dt.datetime.combine(self.first, midnight) - DAY,
            "until": dt.datetime.combine(self.last, midnight) + 2 * DAY,
        }

    def query(self) -> str:
        """The part of an address that asks for this period."""
        said = {"from": self.first.isoformat(), "to": self.last.isoformat()}
        if self.location:
            said["location"] = self.location.slug
        return urlencode(said)


class PeriodForm(DeskForm):
    """From, to and where. `from` is a word of Python, so the fields are set by name."""

    location = forms.ModelChoiceField(
        Location.objects.filter(active=True),
        to_field_name="slug",
        required=False,
        empty_label="All locations",
        error_messages={"invalid_choice": "Choose one of the locations in the list."},
    )

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        for name in ("from", "to"):
            self.fields[name] = forms.DateField(
                label=name.capitalize(), widget=DayInput(), error_messages=_DAY_ERRORS
            )
        self.order_fields(["from", "to", "location"])

    def clean(self) -> dict[str, Any]:
        """The days are in order, and not so many that the page would be slow."""
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("from"), cleaned.get("to")
        if first and last and last < first:
            self.add_error("to", "The last day is before the first. Swap them.")
        elif first and last and (last - first).days >= MOST_DAYS:
            self.add_error("to", f"Choose at most {MOST_DAYS} days, a year.")
        return cleaned

    def clean_from(self) -> dt.date:
        return _of_our_time(self.cleaned_data["from"])

    def clean_to(self) -> dt.date:
        return _of_our_time(self.cleaned_data["to"])

    def period(self) -> Period | None:
        """What was asked for, or None while it makes no sense."""
        if not self.is_valid():
            return None
        asked = self.cleaned_data
        return Period(asked["from"], asked["to"], asked["location"])


def asked_for(data: QueryDict, today: dt.date) -> PeriodForm:
    """The form filled by the address; what it leaves out is the last four weeks, everywhere."""
    usual = presets(today)[0][1]
    said = {"from": usual.first.isoformat(), "to": usual.last.isoformat()}
    return PeriodForm({**said, **{name: data[name] for name in data}})


def presets(today: dt.date, location: Location | None = None) -> list[tuple[str, Period]]:
    """The periods that one press chooses."""
    month = today.replace(day=1)
    last_month = (month - dt.timedelta(days=1)).replace(day=1)
    since = today + dt.timedelta(days=1)
    return [
        ("Last 4 weeks", Period(since - WEEKS * _WEEK, today, location)),
        ("Last week", Period(since - _WEEK, today, location)),
        ("This month", Period(month, today, location)),
        ("Last month", Period(last_month, month - dt.timedelta(days=1), location)),
        ("Last 13 weeks", Period(since - 13 * _WEEK, today, location)),
    ]


def _of_our_time(day: dt.date) -> dt.date:
    if not 2000 <= day.year <= 2100:
        raise forms.ValidationError("Enter a year between 2000 and 2100.")
    return day
