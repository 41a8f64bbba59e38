"""Who comes, how they are reached, and what they have read."""

import re
from typing import Any

from django import forms
from django.conf import settings

from bookings.access.newcomers import Party
from bookings.models import Draft, Patient

PHONE = re.compile(r"^\+?[\d\s().-]{6,30}$")


def clean_phone(number: str) -> str:
    """A number that can be rung; raises ValidationError with how to put it right."""
    if not PHONE.match(number) or sum(sign.isdigit() for sign in number) < 6:
        raise forms.ValidationError("Enter a phone number in figures, such as 03 5550 0100.")
    return number


def _if_typed(number: str) -> str:
    return clean_phone(number) if number else ""


_EMAIL = {
    "required": "Enter an email address.",
    "invalid": "Enter an email address in full, such as name@example.com.",
    "max_length": "This email address is too long. Check it.",
}
_PHONE = {"required": "Enter a phone number."}
_COMES = {
    "first_name": "First name of the person who comes",
    "last_name": "Last name of the person who comes",
    "email": "Email address of the person who comes",
    "phone": "Phone number of the person who comes (if they have one)",
}
_AGREES = {
    Party.YOUNG: "The young person agrees: I may see this visit, move or cancel it, and I get the"
    " emails about it too.",
    Party.ADULT: "The person who comes agrees: I may see this visit, move or cancel it, and I get"
    " the emails about it too.",
}
_OWN_ADDRESS = {
    Party.YOUNG: "Give the young person’s own address. We write to them, and tell a parent or"
    " guardian only if they agree.",
    Party.ADULT: "Leave it empty if they have none.",
}
_IN_THE_DEMO = " In this demo, mail goes to addresses that end in .example alone."
_HELPER_FIELDS = {"name": "helper", "email": "helper_email", "phone": "helper_phone"}


class DetailsForm(forms.Form):
    """Who comes; and apart from that, who fills it in for them, with what they may."""

    first_name = forms.CharField(
        label="First name", max_length=80, error_messages={"required": "Enter the first name."}
    )
    last_name = forms.CharField(
        label="Last name", max_length=80, error_messages={"required": "Enter the last name."}
    )
    email = forms.EmailField(label="Email address", max_length=254, error_messages=_EMAIL)
    phone = forms.CharField(label="Phone number", max_length=30, error_messages=_PHONE)
    helper = forms.CharField(
        label="Your own first and last name",
        max_length=160,
        error_messages={"required": "Enter your own name."},
    )
    helper_email = forms.EmailField(
        label="Your own email address", max_length=254, error_messages=_EMAIL
    )
    helper_phone = forms.CharField(
        label="Your own phone number", max_length=30, error_messages=_PHONE
    )
    agrees = forms.BooleanField(required=False)
    assent = forms.BooleanField(
        required=False,
        label="Tick if the young person has agreed to this visit",
        help_text="You may leave it empty. We ask them again at the visit, and they may say no.",
    )
    read_it = forms.BooleanField(
        label="I have read this. I know that I can ask about it, say no, or stop at any time.",
        error_messages={"required": "Tick the box to say that you have read the information."},
    )
    electrical = forms.BooleanField(
        required=False,
        label="Yes to electrical stimulation through the needles",
        help_text="Leave it empty for no. You can decide anew at the visit.",
    )
    messages = forms.BooleanField(
        required=False,
        label="Yes to optional emails",
        help_text="Such as how to go on after the last visit. Emails about a visit, and what to"
        " look out for after it, come in any case.",
    )

    def __init__(
        self,
        *args: Any,
        who: str,
        party: Party,
        statement: bool,
        electrical: bool,
        record: Patient | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.party = party
        if who == Draft.Who.CHILD:
            self.fields["assent"].label = "Tick if your child has agreed to this visit"
        for name in self._not_asked(statement, electrical):
            del self.fields[name]
        self._label()
        if record:
            self._know(record)

    def _not_asked(self, statement: bool, electrical: bool) -> set[str]:
        left = {
            Party.SELF: {*_HELPER_FIELDS.values(), "agrees", "assent"},
            Party.CHILD: {"email", "phone", "agrees"},
            Party.YOUNG: set[str](),
            Party.ADULT: {"assent"},
        }[self.party]
        left |= set() if statement else {"read_it"}
        return left if statement and electrical else left | {"electrical"}

    def _label(self) -> None:
        fields, own = self.fields, self.party is Party.SELF
        mail = "email" if own else "helper_email"
        fields[mail].help_text = "We send the confirmation here."
        fields["phone" if own else "helper_phone"].help_text = "We ring only if we have to."
        tokens = {"first_name": "given-name", "last_name": "family-name"} if own else {}
        tokens |= {mail: "email", "phone" if own else "helper_phone": "tel", "helper": "name"}
        for name, label in {} if own else _COMES.items():
            if name in fields:
                fields[name].label = label
        if self.party in _AGREES:
            fields["agrees"].label = _AGREES[self.party]
            fields["email"].help_text = _OWN_ADDRESS[self.party]
            fields["helper_email"].help_text = "Needed only if you tick the box below it."
            fields["helper_email"].required = fields["phone"].required = False
            fields["email"].required = self.party is Party.YOUNG
        if settings.DEMO:
            fields["email" if "email" in fields else mail].help_text += _IN_THE_DEMO
        for name, token in tokens.items():
            if name in fields:
                fields[name].widget.attrs["autocomplete"] = token
        for name in fields.keys() & {"phone", "helper_phone"}:
            fields[name].widget.input_type = "tel"

    def _know(self, record: Patient) -> None:
        """Of whoever has signed in: what is on record stands there, and its address stays."""
        for name in ("first_name", "last_name", "phone"):
            self.initial[name] = self.initial.get(name) or getattr(record, name)
        if record.email and "email" in self.fields:
            self.initial["email"] = record.email
            self.fields["email"].disabled = True
            self.fields["email"].help_text = "It is changed on the page “My visits”."

    def clean_phone(self) -> str:
        return _if_typed(self.cleaned_data["phone"])

    def clean_helper_phone(self) -> str:
        return _if_typed(self.cleaned_data["helper_phone"])

    def clean(self) -> dict[str, Any]:
        """Who is written to has an address, and one who did not agree is not reached by it."""
        typed = super().clean() or self.cleaned_data
        if self.party not in _AGREES or {"email", "helper_email"} & self.errors.keys():
            return typed
        email, other = typed["email"].lower(), typed["helper_email"].lower()
        if typed["agrees"] and not other:
            self.add_error("helper_email", "Enter your own email address, or take the tick off.")
        if not typed["agrees"] and not email:
            self.add_error(
                "email",
                "Enter their email address. If they have none, tick that they agree that you get"
                " the emails.",
            )
        if not typed["agrees"] and email and email == other:
            self.add_error("email", "Give an address of their own: this one is yours too.")
        return typed

    def typed(self) -> dict[str, Any]:
        """For the draft. The boxes are kept too, so that going back loses nothing."""
        said = self.cleaned_data
        helper = {name: said.get(field, "") for name, field in _HELPER_FIELDS.items()}
        return {
            "party": self.party.value,
            "first_name": said["first_name"],
            "last_name": said["last_name"],
            "email": said.get("email", ""),
            "phone": said.get("phone", ""),
            "helper": None if self.party is Party.SELF else helper,
            "agrees": said.get("agrees", False),
            "assent": said.get("assent", False),
            "read_it": said.get("read_it", False),
            "electrical": said.get("electrical"),
            "messages": said["messages"],
        }


def initial(details: dict[str, Any]) -> dict[str, Any]:
    """What was typed before; no box is ever ticked for anybody."""
    helper = details.get("helper") or {}
    return {
        **{name: details.get(name, "") for name in ("first_name", "last_name", "email", "phone")},
        **{field: helper.get(name, "") for name, field in _HELPER_FIELDS.items()},
    }


def written_to(details: dict[str, Any]) -> str:
    """Who will get the emails, in words, for the page on which everything is checked."""
    helper = details.get("helper")
    if not helper or (details["email"] and not details["agrees"]):
        return str(details["first_name"])
    if not details["email"] or details["email"].lower() == helper["email"].lower():
        return str(helper["name"])
    return f"{details['first_name']} and {helper['name']}"


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
