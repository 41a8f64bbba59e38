"""What the pages of the waitlist ask at the desk."""

import datetime as dt
from typing import Any

from django import forms

from bookings.models import Appointment, Location, Patient, Practitioner, Service
from bookings.models.waitlist_rules import WEEKDAYS, Part
from bookings.reception.forms import DayInput, DeskForm, PlaceField


class FindForm(DeskForm):
    q = forms.CharField(
        max_length=80,
        label="Find by name, phone, email or birthday",
        help_text="Two letters are enough; a birthday such as 17/5 or 1980.",
        widget=forms.SearchInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Type part of a name, a phone number or a birthday."},
    )


class FirstForm(DeskForm):
    reason = forms.CharField(
        max_length=200,
        label="Why first?",
        widget=forms.TextInput(attrs={"size": 14}),
        error_messages={"required": "Say why: the reason is kept."},
    )


class SlotForm(DeskForm):
    place = PlaceField()


class AnswerForm(DeskForm):
    """Which offer is answered: the one that the page has shown."""

    offer = forms.IntegerField(min_value=1)


class VisitField(forms.ModelChoiceField):
    """A visit by its time, service and place."""

    def label_from_instance(self, obj: Appointment) -> str:
        return f"{obj.local_starts:%a %d %b, %H:%M}: {obj.service}, {obj.location}"


class CallerForm(DeskForm):
    """What a caller waits for; nothing ticked means any."""

    visit = VisitField(
        Appointment.objects.none(),
        label="Bring forward a visit?",
        required=False,
        empty_label="No, a new visit",
    )
    service = forms.ModelChoiceField(
        Service.objects.filter(active=True),
        required=False,
        empty_label="Choose a service",
        help_text="Of a visit that is brought forward, service and location stay.",
    )
    location = forms.ModelChoiceField(
        Location.objects.filter(active=True), required=False, empty_label="Choose a location"
    )
    practitioners = forms.ModelMultipleChoiceField(
        Practitioner.objects.filter(active=True),
        label="With whom",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="None ticked: anyone.",
    )
    weekdays = forms.TypedMultipleChoiceField(
        label="Days",
        choices=WEEKDAYS,
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="None ticked: any day.",
    )
    parts = forms.MultipleChoiceField(
        label="Part of the day",
        choices=Part.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="None ticked: any time.",
    )
    notice_hours = forms.IntegerField(
        label="Has to know how many hours before",
        min_value=0,
        max_value=24 * 14,
        initial=24,
        error_messages={"required": "Enter a number of hours."},
    )
    until = forms.DateField(
        label="Until",
        widget=DayInput,
        error_messages={"required": "Enter the last day that helps."},
    )

    def __init__(self, data: Any = None, *, patient: Patient, now: dt.datetime) -> None:
        super().__init__(data)
        self._now = now
        ahead = Appointment.objects.upcoming(now).filter(patient=patient).with_names()
        visits = self.fields["visit"]
        if isinstance(visits, forms.ModelChoiceField):
            visits.queryset = ahead.order_by("during")

    def clean(self) -> dict[str, Any]:
        """A visit brings its service and place along; the last day is ahead."""
        typed = self.cleaned_data
        if visit := typed.get("visit"):
            typed |= {"service": visit.service, "location": visit.location}
        for name in ("service", "location"):
            if not typed.get(name) and name not in self.errors:
                self.add_error(name, f"Choose a {name}.")
        until, place = typed.get("until"), typed.get("location")
        if until and place and until < self._now.astimezone(place.tz).date():
            self.add_error("until", "This day has passed.")
        return typed
