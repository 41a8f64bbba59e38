"""The contact form: a message or a complaint, kept as work for the desk."""

import datetime as dt
from typing import Any

from django import forms
from django.conf import settings

from bookings.models import Task

# So many an hour for the whole clinic: more than people write, less than a machine does.
MOST_AN_HOUR = 60
ANSWER_WITHIN = {
    Task.Kind.CONTACT.value: dt.timedelta(days=1),
    Task.Kind.COMPLAINT.value: dt.timedelta(days=2),
}


class ContactForm(forms.Form):
    """Name, a way to answer, and the words. `website` is a trap that people never see."""

    kind = forms.ChoiceField(
        label="What would you like to send?",
        choices=[
            (Task.Kind.CONTACT.value, "A question or a message"),
            (Task.Kind.COMPLAINT.value, "A complaint"),
        ],
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose a question or a complaint.",
            "invalid_choice": "Choose a question or a complaint.",
        },
    )
    name = forms.CharField(
        label="Your name",
        max_length=160,
        widget=forms.TextInput({"autocomplete": "name"}),
        error_messages={"required": "Enter your name."},
    )
    email = forms.EmailField(
        label="Email",
        required=False,
        help_text="Give an email address or a phone number, so that we can answer.",
        widget=forms.EmailInput({"autocomplete": "email"}),
        error_messages={
            "invalid": "Enter an email address in the right form, such as name@example.com."
        },
    )
    phone = forms.CharField(
        label="Phone",
        required=False,
        max_length=30,
        widget=forms.TextInput({"autocomplete": "tel", "type": "tel"}),
    )
    words = forms.CharField(
        label="Your message",
        max_length=4000,
        help_text="Please leave out health details. We can ask for them when we ring you.",
        widget=forms.Textarea({"rows": 7}),
        error_messages={"required": "Write your message."},
    )
    website = forms.CharField(label="Leave this box empty", required=False)

    def clean(self) -> dict[str, Any]:
        """One way to answer is enough, and needed."""
        cleaned = super().clean() or self.cleaned_data
        no_way = not cleaned.get("email") and not cleaned.get("phone")
        if no_way and "email" not in self.errors:
            self.add_error("email", "Enter an email address or a phone number.")
        return cleaned

    @property
    def is_from_a_machine(self) -> bool:
        """Whether the trap was filled in; only after is_valid()."""
        return bool(self.cleaned_data["website"])

    def save(self, *, now: dt.datetime) -> Task:
        """Keep it as an open task, its words encrypted."""
        kind = self.cleaned_data["kind"]
        return Task.objects.create(
            kind=kind,
            what={field: self.cleaned_data[field] for field in ("name", "email", "phone", "words")},
            created_at=now,
            due_at=now + ANSWER_WITHIN[kind],
        )


def too_many_now(now: dt.datetime) -> bool:
    """Whether the last hour has brought more messages than people write."""
    return (
        settings.RATE_LIMITS
        and Task.objects.filter(
            kind__in=ANSWER_WITHIN, created_at__gt=now - dt.timedelta(hours=1)
        ).count()
        >= MOST_AN_HOUR
    )
