"""The form of one page of questions. The server alone decides; scripts only show and hide."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.http import QueryDict

from screening import conditions
from screening.conditions import Answers
from screening.content import Content, OptionContent, QuestionContent, content_of
from screening.evaluation import is_empty, visible
from screening.models import Version
from screening.outcomes import KINDS
from screening.questions import Step

_NOT_AN_ANSWER = "Choose your answer from the list."


def step_form(
    version: Version, step: Step, answers: Answers, data: QueryDict | None = None
) -> "StepForm":
    """The page's form, filled with the answers so far, or with what was just sent."""
    return StepForm(data, content=content_of(version), step=step, answers=answers)


class StepForm(forms.Form):
    """Fields are keyed by question. `answers()` gives what to merge into the answers so far."""

    def __init__(
        self, data: QueryDict | None = None, *, content: Content, step: Step, answers: Answers
    ) -> None:
        super().__init__(data, initial=_initial(step, answers))
        self._content, self._step, self._before = content, step, answers
        self._questions = {question.key: question for question in step.questions}
        for question in step.questions:
            self.fields[question.key] = _field(question)

    def clean(self) -> dict[str, Any]:
        shown = self._shown()
        for key, question in self._questions.items():
            if key not in shown:
                self.errors.pop(key, None)
            elif key not in self.errors:
                self._clean_question(question)
        return self.cleaned_data

    def answers(self) -> dict[str, Any]:
        """The answers of the questions that were shown; empty ones too, so that they are unset.

        What a hidden question was answered before stays as it is, and does not count.
        """
        shown = self._shown()
        return {key: value for key, value in self.cleaned_data.items() if key in shown}

    def asked(self) -> Iterator["Asked"]:
        """The questions for the template, in order."""
        shown = self._shown()
        for question in self._step.questions:
            yield Asked(
                question=question,
                bound=self[question.key],
                hidden=question.key not in shown,
                shown_when=self._for_script(question),
            )

    def _clean_question(self, question: QuestionContent) -> None:
        value: Any = self.cleaned_data.get(question.key)
        # Without a script a follow-up was never seen here: the next page asks for it.
        waits = bool(question.parent) and not self._step.is_more
        if is_empty(value):
            if question.required and not waits:
                self.add_error(question.key, _missing(question))
        elif question.kind == "checkbox":
            if question.exclusive_keys.intersection(value) and len(value) > 1:
                self.add_error(question.key, _not_alone(question))
            elif not question.must_tick_keys.issubset(value):
                self.add_error(question.key, _missing(question))

    def so_far(self) -> dict[str, Any]:
        """All answers as they stand, wrong ones of this page included.

        For the emergency check, which does not wait until a page is without faults (H01).
        """
        now = dict(self._before)
        for key in self._questions:
            # A field in error has no clean value; what was ticked still says what to ask.
            now[key] = self._clean[key] if key in self._clean else self[key].value()
        return now

    def _shown(self) -> set[str]:
        return {question.key for question in visible(self._content, self.so_far(), KINDS[0])}

    @property
    def _clean(self) -> dict[str, Any]:
        return getattr(self, "cleaned_data", {})

    def _for_script(self, question: QuestionContent) -> str:
        """What the page's script decides by; empty for a question that is always shown."""
        if question.shown_when is True:
            return ""
        condition = conditions.reduced(question.shown_when, self._before, self._questions.keys())
        return json.dumps(condition)


@dataclass(frozen=True)
class Choice:
    """An option with its place in the page."""

    option: OptionContent
    id: str
    checked: bool


@dataclass(frozen=True)
class Asked:
    """A question on the page, in the words and attributes that the template needs."""

    question: QuestionContent
    bound: BoundField
    hidden: bool
    shown_when: str

    @property
    def id(self) -> str:
        """The id of its first input: where the error summary leads."""
        return self.bound.auto_id

    @property
    def name(self) -> str:
        return self.bound.html_name

    @cached_property
    def errors(self) -> list[str]:
        return [str(error) for error in self.bound.errors]

    @property
    def text(self) -> Any:
        """What stands in the box; zero is something."""
        value = self.bound.value()
        return "" if value is None else value

    @property
    def choices(self) -> list[Choice]:
        value = self.bound.value()
        ticked = set(value if isinstance(value, list) else [value])
        return [
            Choice(option, self.id if place == 0 else f"{self.id}_{place}", option.key in ticked)
            for place, option in enumerate(self.question.options)
        ]

    @cached_property
    def described_by(self) -> str:
        """The ids of its hint, its reason and its errors, for aria-describedby."""
        parts = {
            "hint": self.question.hint,
            "why": self.question.why,
            "error": self.errors,
        }
        return " ".join(f"{self.id}_{name}" for name, there in parts.items() if there)


def _field(question: QuestionContent) -> forms.Field:
    choices = [(option.key, option.label) for option in question.options]
    wrong = {"invalid_choice": _NOT_AN_ANSWER, "invalid_list": _NOT_AN_ANSWER}
    match question.kind:
        case "radio":
            return forms.ChoiceField(
                choices=choices, required=False, widget=forms.RadioSelect, error_messages=wrong
            )
        case "checkbox":
            return forms.MultipleChoiceField(
                choices=choices,
                required=False,
                widget=forms.CheckboxSelectMultiple,
                error_messages=wrong,
            )
        case "number":
            return forms.IntegerField(
                required=False,
                min_value=question.least,
                max_value=question.most,
                error_messages=dict.fromkeys(
                    ("invalid", "min_value", "max_value"), _number_wanted(question)
                ),
            )
    return forms.CharField(
        required=False,
        max_length=question.most,
        error_messages={"max_length": f"Use {question.most} letters or fewer for {question.name}."},
    )


def _initial(step: Step, answers: Answers) -> dict[str, Any]:
    return {question.key: answers.get(question.key) for question in step.questions}


def _missing(question: QuestionContent) -> str:
    if question.must_tick_keys:
        return "Tick each box to confirm, or call us if you cannot."
    match question.kind:
        case "radio":
            return f"Choose one answer about {question.name}."
        case "checkbox" if question.exclusive_keys:
            return f"Tick what fits about {question.name}, or “None of these”."
        case "checkbox":
            return f"Tick at least one answer about {question.name}."
        case "number":
            return _number_wanted(question)
    return f"Write something about {question.name}."


def _not_alone(question: QuestionContent) -> str:
    return (
        f"About {question.name} you ticked “None of these” and another answer."
        " Untick one of the two."
    )


def _number_wanted(question: QuestionContent) -> str:
    return f"Write a whole number from {question.least} to {question.most} for {question.name}."
