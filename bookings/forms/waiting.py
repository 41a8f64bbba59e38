"""What an earlier time has to be like, and how an offer of one is answered."""

import datetime as dt
from typing import Any

from django import forms

from bookings.forms.details import DetailsForm
from bookings.forms.visit import BornForm
from bookings.models import Location, Practitioner, Service, Wish
from bookings.models.waitlist_rules import WEEKDAYS, Part

NOTICE = [(2, "2 hours"), (24, "A day"), (48, "2 days")]


class DayInput(forms.DateInput):
    """A date picker, or a text box where a browser has none."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class WishForm(forms.Form):
    """Which days, parts of the day and people suit; nothing ticked means any."""

    weekdays = forms.TypedMultipleChoiceField(
        label="Which days suit you?",
        choices=WEEKDAYS,
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Tick none if any day will do.",
    )
    parts = forms.MultipleChoiceField(
        label="Which part of the day?",
        choices=[(Part.MORNING, "Before 12"), (Part.AFTERNOON, "12 to 5"), (Part.EVENING, "5 on")],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Tick none if any time will do.",
    )
    practitioners = forms.ModelMultipleChoiceField(
        Practitioner.objects.none(),
        label="With whom?",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Tick none if anyone will do.",
        error_messages=dict.fromkeys(
            ("invalid_choice", "invalid_pk_value"), "Choose people from the list."
        ),
    )
    notice_hours = forms.TypedChoiceField(
        label="How long before do you have to know?",
        choices=NOTICE,
        coerce=int,
        initial=24,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how long before you have to know."},
    )
    until = forms.DateField(
        label="Until which day shall we look?",
        widget=DayInput,
        error_messages={
            "required": "Enter the last day that helps you.",
            "invalid": "Enter a day, such as 31/3/2027.",
        },
    )

    def __init__(
        self,
        data: Any = None,
        *,
        service: Service,
        location: Location,
        today: dt.date,
        last: dt.date,
        initial: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        proposed = {"until": last, "notice_hours": NOTICE[1][0], **(initial or {})}
        super().__init__(data, initial=proposed, **kwargs)
        self._today, self._last = today, last
        people = Practitioner.objects.filter(
            active=True, offers__service=service, hours__location=location
        )
        who = self.fields["practitioners"]
        if isinstance(who, forms.ModelMultipleChoiceField):
            who.queryset = people.distinct()

    def clean_until(self) -> dt.date:
        until: dt.date = self.cleaned_data["until"]
        if until < self._today:
            raise forms.ValidationError("This day has passed. Enter today or a later day.")
        if until > self._last:
            raise forms.ValidationError(f"Enter {self._last:%-d %B %Y} or an earlier day.")
        return until

    def wish(self) -> dict[str, Any]:
        """What was chosen, as the verb takes it."""
        return {name: self.cleaned_data[name] for name in WishForm.base_fields}


class JoinForm(WishForm, DetailsForm):
    """Somebody whom we do not know yet: what would suit, and who is to be told."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        email = self.fields["email"]
        email.help_text = str(email.help_text).replace(
            "We send the confirmation here.", "We tell you here when a time comes free."
        )


class OfferForm(forms.Form):
    """Which offer is answered: the one that the page has shown."""

    offer = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class TakeForm(BornForm, OfferForm):
    """Take it. The date of birth is asked once a browser."""

    def __init__(self, *args: Any, known: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if known:
            del self.fields["born"]


def summary(wish: Wish) -> list[tuple[str, str]]:
    """What is waited for, as lines of a name and words; no service (hazard H09)."""
    days = [name for number, name in WEEKDAYS if number in wish.weekdays]
    parts = [Part(part).label for part in wish.parts]
    return [
        ("Where", wish.location.name),
        ("Days", ", ".join(days) or "any day"),
        ("Time of day", "; ".join(parts) or "any time"),
        ("Until", f"{wish.until:%A} {wish.until.day} {wish.until:%B %Y}"),
    ]
