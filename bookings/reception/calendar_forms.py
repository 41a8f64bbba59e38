"""What a card brings with it when it is dropped."""

from typing import Any

from django import forms

from bookings.models import Location, Practitioner, Room
from bookings.reception.forms import VersionForm


class DragForm(VersionForm):
    """`start` is by the clock of the location; `minutes` is how long a pulled card is now."""

    location = forms.ModelChoiceField(
        Location.objects.filter(active=True), to_field_name="slug", required=False
    )
    practitioner = forms.ModelChoiceField(Practitioner.objects.filter(active=True), required=False)
    room = forms.ModelChoiceField(Room.objects.filter(active=True), required=False)
    day = forms.DateField(input_formats=["%Y-%m-%d"])
    at = forms.TimeField(input_formats=["%H:%M"])
    minutes = forms.IntegerField(required=False, min_value=5, max_value=1440)

    def wanted(self, visit: Any) -> dict[str, Any]:
        """The keywords of the move, for a form that is valid."""
        typed = self.cleaned_data
        place = typed["location"] or visit.location
        return {
            "location": place,
            "practitioner": typed["practitioner"],
            "room": typed["room"],
            "start": place.instant(typed["day"], typed["at"]),
            "version": typed["version"],
            "extra_minutes": self._extra(visit),
        }

    def _extra(self, visit: Any) -> int | None:
        """How many minutes the card is longer than its service; None when it was not pulled."""
        minutes = self.cleaned_data["minutes"]
        return None if minutes is None else minutes - (visit.minutes - visit.extra_minutes)
