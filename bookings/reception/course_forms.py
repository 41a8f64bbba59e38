"""What the desk asks about a course."""

from typing import Any

from django import forms

from bookings.models import Appointment, Practitioner, Service
from bookings.models.course import LEAST, MOST, MOST_WEEKS
from bookings.reception.forms import DayInput, DeskForm, TimeInput, yes_no


def _apart(weeks: int) -> str:
    return "Every week" if weeks == 1 else f"Every {weeks} weeks"


class SuggestForm(DeskForm):
    """How many visits, how far apart, of which service; with whom is the practitioner's own."""

    visits = forms.TypedChoiceField(
        coerce=int,
        label="How many visits?",
        choices=[(number, str(number)) for number in range(LEAST, MOST + 1)],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how many visits."},
    )
    weeks_apart = forms.TypedChoiceField(
        coerce=int,
        label="How often?",
        choices=[(weeks, _apart(weeks)) for weeks in range(1, MOST_WEEKS + 1)],
        initial=1,
    )
    service = forms.ModelChoiceField(
        Service.objects.none(),
        empty_label=None,
        label="Service",
        error_messages={"required": "Choose a service."},
    )

    def __init__(self, data: Any = None, *, of: Practitioner, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        service: Any = self.fields["service"]
        service.queryset = Service.objects.offered().filter(practitioners=of)


class BeginForm(DeskForm):
    """When the first visit would be, by the location's clock; empty: the usual time."""

    day = forms.DateField(required=False, label="First visit", widget=DayInput)
    at = forms.TimeField(required=False, label="At", widget=TimeInput)


class CancelRestForm(DeskForm):
    """Who wants it, and whether the patient is told (hazard H08)."""

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
