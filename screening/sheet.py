"""A questionnaire as one person sees it: its pages, how far they are, what is to be judged.

The road to a booking walks it, and so does the preview of a draft.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from screening import questions
from screening.assess import emergency
from screening.forms import StepForm, step_form
from screening.models import Version
from screening.questions import Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """`on` is the day that ages and weeks count at: the visit's, if it is booked already,
    else today by the calendar of the place. `answered` is that today."""

    version: Version
    kind: str
    answers: dict[str, Any]
    born: dt.date
    on: dt.date
    answered: dt.date

    def reachable(self, slug: str) -> Step | None:
        """The page of this name, unless an earlier one still waits for its answers."""
        step = next((step for step in self._steps() if step.slug == slug), None)
        first = self.waiting()
        return step if step and (first is None or _place(step) <= _place(first)) else None

    def waiting(self) -> Step | None:
        """The first page that waits for an answer; None when none does."""
        return questions.first_open(self.version, self.kind, self.answers)

    def last(self) -> Step:
        """The page to look at again when everything is answered."""
        return self._steps()[-1]

    def following(self, step: Step) -> Step | None:
        """The page behind this one; None behind the last, and at an emergency (hazard H01)."""
        if self.is_emergency():
            return None
        return next((one for one in self._steps() if _place(one) > _place(step)), None)

    def before(self, step: Step) -> Step | None:
        """The page in front of this one, None before the first."""
        return next((one for one in reversed(self._steps()) if _place(one) < _place(step)), None)

    def form(self, step: Step, data: QueryDict | None) -> StepForm:
        return step_form(self.version, step, self.answers, data)

    def taken(self, form: StepForm) -> dict[str, Any] | None:
        """The answers to keep of the page as it was sent; None if it is shown again.

        An emergency does not wait until the page is without faults (hazard H01).
        """
        if form.is_valid():
            return form.answers()
        so_far = form.so_far() if form.is_bound else {}
        return so_far if emergency(self.version, so_far, on=self.on, born=self.born) else None

    def is_emergency(self) -> bool:
        return bool(emergency(self.version, self.answers, on=self.on, born=self.born))

    def is_done(self) -> bool:
        """Whether the answers can be judged: all are given, or they are an emergency."""
        return self.waiting() is None or self.is_emergency()

    def asked(self) -> dict[str, Any]:
        """The keywords of the questionnaire's verdict."""
        return {
            "version": self.version,
            "answers": self.answers,
            "on": self.on,
            "answered": self.answered,
            "born": self.born,
            "kind": self.kind,
        }

    def _steps(self) -> list[Step]:
        return questions.steps(self.version, self.kind, self.answers)


def _place(step: Step) -> tuple[int, bool]:
    """A page of follow-ups comes right behind its page."""
    return step.number, step.is_more
