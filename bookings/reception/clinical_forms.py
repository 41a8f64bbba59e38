"""Forms of the clinical side of the desk: symptoms on the phone, a questionnaire to publish."""

from django import forms

from bookings.reception.forms import DeskForm


class SymptomsForm(DeskForm):
    """What a caller said, in the caller's words. Reception does not read it again."""

    words = forms.CharField(
        max_length=1000,
        label="What was said",
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Write down what was said, in their words."},
    )
    told = forms.ChoiceField(
        label="What they were told",
        choices=[
            ("call the emergency number", "To call the emergency number"),
            ("wait for a call back", "That a physiotherapist calls back"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what they were told."},
    )
    name = forms.CharField(max_length=120, required=False, label="Their name")
    phone = forms.CharField(max_length=40, required=False, label="Their phone")


class PublishForm(DeskForm):
    """`seen` is the draft's last change as the page has shown it."""

    seen = forms.DateTimeField(required=False, widget=forms.HiddenInput)
    alone_because = forms.CharField(
        required=False,
        max_length=300,
        label="Why do you publish it alone?",
        help_text="Only if outcomes change, you edited it, and nobody else may publish.",
    )
