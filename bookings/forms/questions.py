"""The questionnaire as one draft sees it: its pages, how far it is, what it asks to be judged."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from bookings.access import drafts
from bookings.models import Draft
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

    @classmethod
    def of(cls, draft: Draft, now: dt.datetime) -> "Sheet":
        """Of a draft with a service, a place and a date of birth; else ValueError."""
        born = drafts.born(draft)
        if not (draft.questionnaire and draft.service and draft.location and born):
            raise ValueError("The health questions come after service, place and date of birth.")
        today = now.astimezone(draft.location.tz).date()
        visit = draft.appointment
        return cls(
            version=draft.questionnaire,
            kind=draft.service.kind,
            answers=draft.answers,
            born=born,
            on=visit.local_starts.date() if visit else today,
            answered=today,
        )

    def reachable(self, slug: str) -> Step | None:
        """The page of this name, unless an earlier one still waits for its answers."""
        step = next((step for step in self._steps() if step.slug == slug), None)
        first = questions.first_open(self.version, self.kind, self.answers)
        return step if step and (first is None or _place(step) <= _place(first)) else None

    def waiting(self) -> Step:
        """The page to go to: the first that waits, or the last when none does."""
        first = questions.first_open(self.version, self.kind, self.answers)
        return first or self._steps()[-1]

    def after(self, step: Step) -> Step | None:
        """The page behind this one, None behind the last."""
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

    def is_complete(self) -> bool:
        return questions.first_open(self.version, self.kind, self.answers) is None

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
