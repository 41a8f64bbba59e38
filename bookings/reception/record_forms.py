"""What is asked about a patient's record: a note, and whether another is the same person."""

from django import forms

from bookings.models import Patient
from bookings.reception.forms import DeskForm


class NoteForm(DeskForm):
    text = forms.CharField(
        max_length=2000,
        label="Note",
        help_text="The whole team reads it. It cannot be changed later. Keep health out of it.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Write the note."},
    )


class SameForm(DeskForm):
    """That another record is the same person, said by ticking it."""

    other = forms.ModelChoiceField(
        Patient.objects.standing(),
        to_field_name="reference",
        widget=forms.HiddenInput,
        error_messages={
            "required": "Choose the record again.",
            "invalid_choice": "This record is no longer there. Please look again.",
        },
    )
    same = forms.BooleanField(
        label="I have checked: this is the same person",
        error_messages={"required": "Tick that you have checked that this is the same person."},
    )
