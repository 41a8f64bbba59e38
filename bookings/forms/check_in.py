"""How are you after your visit? The signs come first, for they cannot wait."""

from typing import Any

from django import forms

from bookings.models import CheckIn
from bookings.models.signs import FLAGS

NONE = "none"


class CheckInForm(forms.Form):
    """`kept()` gives what scheduling.report takes."""

    signs = forms.MultipleChoiceField(
        label="Do you have any of these?",
        choices=[
            ("Signs that need help now", [(sign.key, sign.words) for sign in FLAGS.emergency]),
            ("Signs that need a doctor today", [(sign.key, sign.words) for sign in FLAGS.today]),
            ("Signs to talk to us about", [(sign.key, sign.words) for sign in FLAGS.clinic]),
            ("Or", [(NONE, "None of these")]),
        ],
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Tick what you have, or “None of these”.",
            "invalid_choice": "Tick what you have from the list.",
        },
    )
    feeling = forms.ChoiceField(
        label="How are you now, compared with before the visit?",
        choices=CheckIn.Feeling.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose better, the same or worse.",
            "invalid_choice": "Choose better, the same or worse.",
        },
    )
    pain = forms.TypedChoiceField(
        label="How strong is your pain now, from 0 to 10?",
        help_text="0 is no pain, 10 is the worst you can think of. You can leave this out.",
        choices=[("", "I’d rather not say"), *((str(n), str(n)) for n in range(11))],
        coerce=int,
        widget=forms.Select(attrs={"class": "form-select w-auto"}),
        empty_value=None,
        required=False,
        error_messages={"invalid_choice": "Choose a number from 0 to 10."},
    )

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, label_suffix="", **kwargs)

    def clean_signs(self) -> list[str]:
        """“None of these” stands alone."""
        ticked: list[str] = self.cleaned_data["signs"]
        if NONE in ticked and len(ticked) > 1:
            raise forms.ValidationError("You ticked a sign and “None of these”. Keep one of them.")
        return [key for key in ticked if key != NONE]

    def kept(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("feeling", "signs", "pain")}
