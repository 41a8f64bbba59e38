"""For whom, and when that person was born (hazard H20)."""

import datetime as dt
from typing import Any

from django import forms

from bookings.forms.fields import DateOfBirthField
from bookings.models import Clinic, Draft
from bookings.models.patient import age_on


class StartForm(forms.Form):
    """The first question. What an address wished for, such as a service, is carried along."""

    who = forms.ChoiceField(
        label="Who is the visit for?",
        choices=Draft.Who.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose who the visit is for."},
    )
    born = DateOfBirthField(label="When was that person born?")
    service = forms.SlugField(required=False, widget=forms.HiddenInput)
    location = forms.SlugField(required=False, widget=forms.HiddenInput)
    practitioner = forms.SlugField(required=False, widget=forms.HiddenInput)
    read = forms.IntegerField(
        required=False, min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, clinic: Clinic, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.clinic, self.today = clinic, today
        born = self.fields["born"]
        assert isinstance(born, DateOfBirthField)  # noqa: S101 - tells the type checker
        born.today = today

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        who, born = cleaned.get("who"), cleaned.get("born")
        if born is None:
            return cleaned
        age = age_on(born, self.today)
        if who == Draft.Who.ME and age < self.clinic.guardian_age:
            self.add_error(
                "who",
                f"Under {self.clinic.guardian_age}, a parent or guardian books the visit."
                " Ask them to fill this in and choose “For my child”.",
            )
        if who == Draft.Who.CHILD and age >= self.clinic.adult_age:
            self.add_error(
                "who",
                f"At {self.clinic.adult_age} or older, choose “For me” or"
                " “For someone I care for”.",
            )
        return cleaned

    @property
    def wish(self) -> dict[str, str]:
        """What the address that led here asked for."""
        names = ("service", "location", "practitioner")
        return {name: self.cleaned_data[name] for name in names if self.cleaned_data.get(name)}
