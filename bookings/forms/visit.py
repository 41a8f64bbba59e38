"""Forms of a visit's own page."""

import datetime as dt
from typing import Any

from django import forms

from bookings.forms.fields import DateOfBirthField


class BornForm(forms.Form):
    """Who are you? Asked once a browser, before more than time and place is shown."""

    born = DateOfBirthField(label="What is the date of birth of the person who comes?")

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        born = self.fields["born"]
        if isinstance(born, DateOfBirthField):
            born.today = today


class CancelForm(forms.Form):
    """`version` is the state of the visit that the page has shown."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
