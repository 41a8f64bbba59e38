"""Forms of My visits."""

from typing import Any

from django import forms

from bookings.forms.visit import BornForm
from bookings.models import Patient


class MyBornForm(BornForm):
    """Whose visits? The address alone shows nobody's."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["born"].label = "What is the date of birth of the person who comes to us?"


class CodeForm(forms.Form):
    code = forms.CharField(
        label="Code from our email",
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
        error_messages={"required": "Enter the code from our email."},
    )


class AddressForm(forms.Form):
    """The new address; and whose, where the page shows several people."""

    who = forms.ChoiceField(
        label="Whose address is it?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whose address it is."},
    )
    email = forms.EmailField(
        label="New email address",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text="We send a code there. Nothing changes until you have typed it in.",
        error_messages={
            "required": "Enter the new email address.",
            "invalid": "Enter an email address in full, such as name@example.com.",
            "max_length": "This email address is too long. Check it.",
        },
    )

    def __init__(self, *args: Any, people: list[list[Patient]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {records[0].reference: records for records in people}
        who = self.fields["who"]
        assert isinstance(who, forms.ChoiceField)  # noqa: S101 - tells the type checker
        who.choices = [(key, str(records[0])) for key, records in self.people.items()]
        if len(people) == 1:
            who.required, who.widget = False, forms.HiddenInput()

    def clean_who(self) -> list[Patient]:
        """The records of the person; the only one there is need not be chosen."""
        only = next(iter(self.people))
        return self.people[self.cleaned_data["who"] or only]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        records, email = cleaned.get("who"), cleaned.get("email")
        if records and email and email.lower() == records[0].email.lower():
            self.add_error("email", "This is the address that we have already.")
        return cleaned
