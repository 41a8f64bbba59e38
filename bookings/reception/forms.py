"""What reception's pages ask for. Each form of a visit carries the version that was seen."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, cast

from django import forms

from bookings.availability import Rule
from bookings.holidays import Holiday
from bookings.models import Appointment, Location, Practitioner, Room, Service
from bookings.reception.slots import CHOOSE, Chosen, chosen
from bookings.scheduling import Override

YES_NO = [("yes", "Yes"), ("no", "No")]


def yes_no(label: str, **kwargs: Any) -> forms.TypedChoiceField:
    """A question that has no answer until somebody gives one."""
    return forms.TypedChoiceField(
        label=label,
        choices=YES_NO,
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        **kwargs,
    )


class DayInput(forms.DateInput):
    """The browser's own date field; it wants the day as year-month-day."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class DeskForm(forms.Form):
    """Labels are questions or names; none ends in a colon."""

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, label_suffix="", **kwargs)


class PlaceField(forms.CharField):
    """The time whose button was pressed; it cleans to a Chosen."""

    widget = forms.HiddenInput
    default_error_messages = {"required": CHOOSE}

    def clean(self, value: Any) -> Chosen:
        return chosen(super().clean(value))


class TimeInput(forms.TimeInput):
    """The browser's own time field; it wants hours and minutes."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class PastForm(DeskForm):
    """A time that the list would not offer: which rules are passed, and why.

    `past` is the value of the button of a conflict; it cleans to the place's own value.
    """

    past = forms.CharField(widget=forms.HiddenInput, error_messages={"required": CHOOSE})
    reason = forms.CharField(
        max_length=200,
        label="Why all the same?",
        help_text="Kept with the visit, and read by the team. Keep health out of it.",
        error_messages={"required": "Say why it is booked all the same."},
    )

    @property
    def place(self) -> str:
        """The part that says where and when, also of what is not valid."""
        return str(self["past"].value() or "").rpartition("|")[0]

    def clean_past(self) -> frozenset[Rule]:
        rules = self.cleaned_data["past"].rpartition("|")[2].split(",")
        if not set(rules) <= {*Rule}:
            raise forms.ValidationError(CHOOSE)
        return frozenset(Rule(rule) for rule in rules)

    @property
    def override(self) -> Override:
        return Override(self.cleaned_data["past"], self.cleaned_data["reason"])


class VersionForm(DeskForm):
    version = forms.IntegerField(widget=forms.HiddenInput)


class CancelForm(VersionForm):
    who = forms.ChoiceField(
        label="Who cancels?",
        choices=[
            (Appointment.CancelledBy.PATIENT, "The patient"),
            (Appointment.CancelledBy.CLINIC, "The clinic"),
        ],
        widget=forms.RadioSelect,
    )
    tell = yes_no("Tell the patient by email?")
    note = forms.CharField(
        required=False,
        max_length=200,
        label="Note for the team",
        help_text="Keep health out of it. The patient does not see it.",
    )


class MoveForm(VersionForm):
    tell = yes_no("Tell the patient by email?")
    place = PlaceField()


class RoomField(forms.ModelChoiceField):
    """Of one location, which needs no name beside each room."""

    def label_from_instance(self, room: Any) -> str:
        return str(room.name)


class MoveDayForm(DeskForm):
    day = forms.DateField(required=False, label="Another day", widget=DayInput)
    at = forms.TimeField(
        required=False,
        label="At",
        widget=TimeInput,
        help_text="Empty: all free times of the day.",
    )
    room = RoomField(Room.objects.none(), required=False, label="Room", empty_label="Any that fits")
    anyone = forms.BooleanField(required=False, label="With anyone who offers this")

    def __init__(self, data: Any, visit: Appointment) -> None:
        super().__init__(data)
        if visit.service.needs_room:
            rooms = cast(forms.ModelChoiceField, self.fields["room"])
            rooms.queryset = Room.objects.filter(active=True, location=visit.location_id)
        else:
            del self.fields["room"]


class CorrectForm(VersionForm):
    reason = forms.CharField(
        max_length=200,
        label="What was wrong?",
        help_text="Kept with the visit. Keep health out of it.",
        error_messages={"required": "Say in a few words what was wrong."},
    )


class WantedForm(DeskForm):
    """Which service, where, and with whom or anyone."""

    service = forms.ModelChoiceField(
        Service.objects.offered(),
        empty_label="Choose a service",
        label="Service",
        error_messages={"required": "Choose a service."},
    )
    location = forms.ModelChoiceField(
        Location.objects.filter(active=True),
        empty_label="Choose a location",
        label="Location",
        error_messages={"required": "Choose a location."},
    )
    practitioner = forms.ModelChoiceField(
        Practitioner.objects.filter(active=True),
        required=False,
        empty_label="Anyone",
        label="Practitioner",
    )


class WhyForm(WantedForm):
    """Which time is asked about, in the address, so that the answer can be shared."""

    day = forms.DateField(
        label="Day", widget=DayInput, error_messages={"required": "Choose a day."}
    )
    at = forms.TimeField(
        label="Time", widget=TimeInput, error_messages={"required": "Enter a time."}
    )
    for_staff = forms.BooleanField(
        required=False, label="As reception books, without minimum notice and horizon"
    )


class DoneForm(DeskForm):
    outcome = forms.CharField(
        max_length=200,
        label="What came of it?",
        error_messages={"required": "Say in a few words what came of it."},
    )


class HolidaysForm(DeskForm):
    """Of the holidays that were shown, those on which the location is shut.

    `everything` ticks all of them, to be looked over and saved.
    """

    days = forms.TypedMultipleChoiceField(
        required=False,
        coerce=dt.date.fromisoformat,
        label="Public holidays",
        error_messages={
            "invalid_choice": "The list has changed since you opened it. Please look again."
        },
    )

    def __init__(self, data: Any, *, listed: Sequence[Holiday], everything: bool) -> None:
        ticked = [one.day.isoformat() for one in listed if one.imported or everything]
        super().__init__(data, initial={"days": ticked})
        days = cast(forms.TypedMultipleChoiceField, self.fields["days"])
        days.choices = [(one.day.isoformat(), one.name) for one in listed]

    def ticked(self) -> set[str]:
        """The ticked days as year-month-day, what was sent before what stands."""
        return set(self["days"].value() or [])
