"""A stretch of time typed by the clock of a place, and kept in UTC."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from psycopg.types.range import Range

from bookings.models import Location, Practitioner
from portal.kit.adminbase import moment_box

UTC = ZoneInfo("UTC")


def zone_of(*, location: Location | None, practitioner: Practitioner | None) -> ZoneInfo:
    """The clock meant: the location's, else that of the practitioner's hours, else the first's."""
    if location is None and practitioner is not None:
        hours = practitioner.hours.select_related("location").first()
        location = hours.location if hours else None
    location = location or Location.objects.filter(active=True).first()
    return location.tz if location else UTC


class StretchForm(forms.ModelForm):
    """Asks for start and end instead of a range; the model has `during`."""

    starts = forms.DateTimeField(widget=moment_box(), label="From")
    ends = forms.DateTimeField(
        widget=moment_box(),
        label="Until",
        help_text=(
            "By the clock of the location; for a practitioner or the whole clinic, by the"
            " clock of their first location."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row = self.instance
        if row.pk:
            zone = self.zone({"practitioner": row.practitioner, "location": row.location})
            self.initial["starts"] = row.during.lower.astimezone(zone).replace(tzinfo=None)
            self.initial["ends"] = row.during.upper.astimezone(zone).replace(tzinfo=None)

    def zone(self, named: dict[str, Any]) -> ZoneInfo:
        return zone_of(location=named.get("location"), practitioner=named.get("practitioner"))

    def clean(self) -> dict[str, Any]:
        """The range in UTC; a range that ends before it starts is refused by its field."""
        cleaned = super().clean() or self.cleaned_data
        starts, ends = cleaned.get("starts"), cleaned.get("ends")
        if starts and ends:
            zone = self.zone(cleaned)
            if ends <= starts:
                self.add_error("ends", "The end comes after the start.")
            else:
                self.instance.during = Range(_by(starts, zone), _by(ends, zone), "[)")
        return cleaned


def _by(typed: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    """What was typed, taken as this zone's clock; forms read it as UTC."""
    return typed.replace(tzinfo=zone).astimezone(dt.UTC)
