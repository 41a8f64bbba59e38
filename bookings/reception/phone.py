"""Book by phone: one form for who, what and when, so that nothing typed is ever lost."""

import datetime as dt
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms

from bookings import availability
from bookings.availability import Narrower
from bookings.models import Patient
from bookings.reception import queries
from bookings.reception.conflicts import Conflict, conflicts
from bookings.reception.forms import DayInput, DeskForm, PlaceField, TimeInput, WantedForm
from bookings.reception.slots import Slot, slots

SHOWN = 12
BIRTHDAYS = ["%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%Y-%m-%d"]


class WhoForm(DeskForm):
    """A known patient, or the details of a new one."""

    patient = forms.ModelChoiceField(
        Patient.objects.standing(),
        to_field_name="reference",
        required=False,
        widget=forms.HiddenInput,
        error_messages={"invalid_choice": "Please choose the patient again."},
    )
    first_name = forms.CharField(required=False, max_length=80, label="First name")
    last_name = forms.CharField(required=False, max_length=80, label="Last name")
    date_of_birth = forms.DateField(
        required=False,
        input_formats=BIRTHDAYS,
        label="Date of birth",
        help_text="Day/month/year, such as 17/5/1980.",
        error_messages={"invalid": "Write the date of birth as day/month/year."},
    )
    phone = forms.CharField(required=False, max_length=30, label="Phone")
    email = forms.EmailField(required=False, label="Email")
    optional_mail = forms.BooleanField(
        required=False,
        label="Said yes to optional emails",
        help_text="Emails about a visit, and what to look out for after it, come in any case.",
    )
    somebody_else = forms.BooleanField(
        required=False, label="This is somebody else with the same name and birthday"
    )

    NEEDED = {
        "first_name": "Enter the first name.",
        "last_name": "Enter the last name.",
        "date_of_birth": "Enter the date of birth.",
        "phone": "Enter a phone number.",
    }

    def clean(self) -> dict[str, Any]:
        """Without a known patient the new one's details are needed, and must be new."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("patient") or "patient" in self.errors:
            return cleaned
        for name, sentence in self.NEEDED.items():
            if not cleaned.get(name) and name not in self.errors:
                self.add_error(name, sentence)
        if not self.errors and not cleaned["somebody_else"] and self.same():
            self.add_error(
                "somebody_else",
                "There is a record with this name and birthday. Find and choose it, or tick this.",
            )
        return cleaned

    def same(self) -> bool:
        """Whether somebody with this last name and birthday is on record."""
        return (
            Patient.objects.standing()
            .filter(
                last_name__iexact=self.cleaned_data["last_name"],
                first_name__iexact=self.cleaned_data["first_name"],
                date_of_birth=self.cleaned_data["date_of_birth"],
            )
            .exists()
        )

    def save(self, *, now: dt.datetime) -> Patient:
        """The known patient, or a new record."""
        known = self.cleaned_data["patient"]
        if known:
            return known
        names = ("first_name", "last_name", "date_of_birth", "phone", "email")
        return Patient.objects.create(
            created_at=now,
            unsubscribed_at=None if self.cleaned_data["optional_mail"] else now,
            **{name: self.cleaned_data[name] for name in names},
        )


class WhatForm(WantedForm):
    """What is wanted, on which day; the time is a button."""

    day = forms.DateField(
        required=False, widget=DayInput, label="Day", help_text="Empty: the next free times."
    )
    at = forms.TimeField(
        required=False,
        widget=TimeInput,
        label="Time",
        help_text="Empty: all free times. A time that is not free says why.",
    )
    key = forms.CharField(widget=forms.HiddenInput, max_length=64)
    usual = forms.CharField(required=False, widget=forms.HiddenInput, max_length=8)
    place = PlaceField()


def new_key() -> str:
    """An idempotency key: the same form sent twice makes one visit."""
    return secrets.token_hex(16)


@dataclass(frozen=True)
class Times:
    """What is shown for what has been chosen so far; nothing until service and location are."""

    free: Sequence[Slot] = ()
    typed: Sequence[Conflict] = ()
    looked: bool = False


def times(data: Any, user: Any, *, now: dt.datetime, patient: Patient | None) -> Times:
    """Free times; for a typed time, what stands against it with each practitioner."""
    form = WhatForm(data)
    form.is_valid()
    chosen = form.cleaned_data
    service, location = chosen.get("service"), chosen.get("location")
    if not (service and location):
        return Times()
    asked: Narrower = {
        "location": location,
        "practitioner": chosen.get("practitioner"),
        "patient": patient,
        "for_staff": True,
    }
    day, at = chosen.get("day"), chosen.get("at")
    if day and at:
        start = location.instant(day, at)
        typed = conflicts(user, now=now, service=service, start=start, **asked)
        return Times(typed=typed, looked=True)
    since, until = (
        queries.day_bounds(day, [location]) if day else (now, now + dt.timedelta(days=14))
    )
    limit = None if day else SHOWN
    found = availability.find(
        now=now, service=service, since=since, until=until, limit=limit, **asked
    )
    return Times(free=slots(found), looked=True)
