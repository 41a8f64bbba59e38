"""Which of the visits are moved, and where to."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField

from bookings.whatif.lost import Lost, NewTime

# Beside it stands what the form before this page has sent.
PREFIX = "whatif"
LEAVE = "Leave it on the list, to ring"
_TAKEN = "This time is no longer free, or is not offered. Choose another."


@dataclass(frozen=True)
class Line:
    """One visit and the box in which its new time is chosen."""

    lost: Lost
    box: BoundField


class MovesForm(forms.Form):
    """A new time for each visit, or none; "tell the patient?" once for all (hazard H08)."""

    tell = forms.TypedChoiceField(
        label="Tell the patients of the visits that you move, by email?",
        choices=[("yes", "Yes"), ("no", "No")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        required=False,
        empty_value=None,
    )

    def __init__(self, data: Any, lost: Sequence[Lost], *, suggested: bool = False) -> None:
        self.lost = list(lost)
        initial = suggestions(self.lost) if suggested else {}
        super().__init__(data, prefix=PREFIX, initial=initial, label_suffix="")
        for one in self.lost:
            self.fields[one.visit.reference] = forms.ChoiceField(
                required=False,
                choices=[("", LEAVE), *((time.value, time.words) for time in one.times)],
                label=f"New time for {one.visit.patient}",
                error_messages={"invalid_choice": _TAKEN},
            )

    def lines(self) -> list[Line]:
        """In order of time."""
        return [Line(one, self[one.visit.reference]) for one in self.lost]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        taken: list[NewTime] = []
        for one, time in self.moves():
            if any(time.overlaps(other) for other in taken):
                self.add_error(one.visit.reference, "Another visit of this page has this time.")
            taken.append(time)
        if taken and cleaned.get("tell") is None and "tell" not in self.errors:
            self.add_error("tell", "Say whether these patients are told by email.")
        return cleaned

    def moves(self) -> list[tuple[Lost, NewTime]]:
        """The visits that get a new time, and which; of a form that is bound."""
        return [
            (one, time)
            for one in self.lost
            for time in one.times
            if time.value == self.cleaned_data.get(one.visit.reference)
        ]


def suggestions(lost: Sequence[Lost]) -> dict[str, str]:
    """For each visit the nearest time that no visit before it has been given.

    A later one if there is one: whoever misses the news comes too early, and not too late.
    """
    given: list[NewTime] = []
    found: dict[str, str] = {}
    for one in lost:
        later_first = sorted(one.times, key=lambda time: time.start.start < one.visit.starts)
        free = (time for time in later_first if not any(time.overlaps(other) for other in given))
        if time := next(free, None):
            given.append(time)
            found[one.visit.reference] = time.value
    return found
