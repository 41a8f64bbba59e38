"""What reception's pages ask for. Each form of a visit carries the version that was seen."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, cast

from django import forms

from bookings.holidays import Holiday
from bookings.models import Appointment
from bookings.reception.slots import CHOOSE, Chosen, chosen

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


class VersionForm(DeskForm):
    version = forms.IntegerField(widget=forms.HiddenInput)


class CompleteForm(VersionForm):
    needles_used = yes_no("Were needles used?")
    spoken_consent = forms.BooleanField(
        required=False,
        label="The patient said yes to needles at this visit",
        help_text="Only needed if needles were used.",
    )
    screening_checked = forms.BooleanField(
        required=False,
        label="I asked the health questions at the visit",
        help_text="Only needed if needles were used and the screening light was not green.",
    )


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


class MoveDayForm(DeskForm):
    day = forms.DateField(required=False, label="Another day", widget=DayInput)
    anyone = forms.BooleanField(required=False, label="With anyone who offers this")


class DecideForm(VersionForm):
    yes = yes_no("Can this visit go ahead?")
    reason = forms.CharField(
        label="Why?",
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Kept with the visit. Reception does not see it.",
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
