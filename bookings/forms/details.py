"""Who comes, how they are reached, and what they have read."""

import re
from typing import Any

from django import forms
from django.conf import settings

from bookings.models import Draft, Patient

PHONE = re.compile(r"^\+?[\d\s().-]{6,30}$")


def clean_phone(number: str) -> str:
    """A number that can be rung; raises ValidationError with how to put it right."""
    if not PHONE.match(number) or sum(sign.isdigit() for sign in number) < 6:
        raise forms.ValidationError("Enter a phone number in figures, such as 03 5550 0100.")
    return number


class DetailsForm(forms.Form):
    """Asked of everyone; the guardian's or carer's name if someone else fills it in."""

    first_name = forms.CharField(
        max_length=80, error_messages={"required": "Enter the first name."}
    )
    last_name = forms.CharField(max_length=80, error_messages={"required": "Enter the last name."})
    helper = forms.CharField(
        label="Your own first and last name",
        max_length=160,
        error_messages={"required": "Enter your own name."},
    )
    email = forms.EmailField(
        label="Email address",
        max_length=254,
        error_messages={
            "required": "Enter an email address.",
            "invalid": "Enter an email address in full, such as name@example.com.",
            "max_length": "This email address is too long. Check it.",
        },
    )
    phone = forms.CharField(
        label="Phone number",
        max_length=30,
        error_messages={"required": "Enter a phone number."},
    )
    read_it = forms.BooleanField(
        label="I have read this. I know that I can ask about it, say no, or stop at any time.",
        error_messages={"required": "Tick the box to say that you have read the information."},
    )

    def __init__(
        self,
        *args: Any,
        who: str,
        own_address: bool,
        statement: bool,
        record: Patient | None = None,
        **kwargs: Any,
    ):
        super().__init__(*args, **kwargs)
        self._label(who, own_address)
        if record:
            self._know(record)
        if who == Draft.Who.ME:
            del self.fields["helper"]
        if not statement:
            del self.fields["read_it"]

    def _label(self, who: str, own_address: bool) -> None:
        own = who == Draft.Who.ME
        hints = {"email": "We send the confirmation here.", "phone": "We ring only if we have to."}
        if own_address and not own:
            hints["email"] = (
                "Give the young person’s own address. We write to them, and tell a parent or"
                " guardian only if they agree."
            )
        if settings.DEMO:
            hints["email"] += " In this demo, mail goes to addresses that end in .example alone."
        labels = {
            "first_name": "First name" if own else "First name of the person who comes",
            "last_name": "Last name" if own else "Last name of the person who comes",
        }
        tokens = {"first_name": "given-name", "last_name": "family-name"} if own else {}
        tokens |= {"helper": "name", "email": "email", "phone": "tel"}
        for name, label in labels.items():
            self.fields[name].label = label
        for name, hint in hints.items():
            self.fields[name].help_text = hint
        for name, token in tokens.items():
            self.fields[name].widget.attrs["autocomplete"] = token
        self.fields["phone"].widget.input_type = "tel"

    def _know(self, record: Patient) -> None:
        """Of whoever has signed in: what is on record stands there, and its address stays."""
        for name in ("first_name", "last_name", "phone"):
            self.initial[name] = self.initial.get(name) or getattr(record, name)
        if record.email:
            self.initial["email"] = record.email
            self.fields["email"].disabled = True
            self.fields["email"].help_text = "It is changed on the page “My visits”."

    def clean_phone(self) -> str:
        return clean_phone(self.cleaned_data["phone"])

    def typed(self) -> dict[str, Any]:
        """For the draft. The boxes are kept too, so that going back loses nothing."""
        return {
            "first_name": self.cleaned_data["first_name"],
            "last_name": self.cleaned_data["last_name"],
            "guardian_name": self.cleaned_data.get("helper", ""),
            "email": self.cleaned_data["email"],
            "phone": self.cleaned_data["phone"],
            "read_it": self.cleaned_data.get("read_it", False),
        }


def initial(details: dict[str, Any]) -> dict[str, Any]:
    """What was typed before; the box of the statement is never ticked for anybody."""
    return {
        **{name: details.get(name, "") for name in ("first_name", "last_name", "email", "phone")},
        "helper": details.get("guardian_name", ""),
    }


class CallBackForm(forms.Form):
    """Please ring me."""

    name = forms.CharField(
        label="Your name",
        max_length=160,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": "Enter your name."},
    )
    phone = forms.CharField(
        label="Phone number",
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "type": "tel"}),
        error_messages={"required": "Enter a phone number."},
    )
    words = forms.CharField(
        label="When is a good time to ring? (if you like)",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def clean_phone(self) -> str:
        return clean_phone(self.cleaned_data["phone"])
