"""A version of the questionnaire as plain, frozen data: three queries, then none."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, fields
from functools import cached_property, lru_cache
from typing import Any, TypeVar

from django.db.models import Model

from screening import conditions, outcomes
from screening.models import Option, Question, Rule, Version

_Shape = TypeVar("_Shape", "OptionContent", "QuestionContent", "RuleContent")


@dataclass(frozen=True)
class OptionContent:
    key: str
    label: str
    exclusive: bool = False
    must_tick: bool = False


@dataclass(frozen=True)
class QuestionContent:
    key: str
    name: str
    page: int
    kind: str
    text: str
    hint: str = ""
    why: str = ""
    required: bool = True
    always_ask: bool = False
    every_service: bool = False
    parent: str = ""
    shown_when: conditions.Condition = True
    least: int | None = None
    most: int | None = None
    grows_weekly: bool = False
    options: tuple[OptionContent, ...] = ()

    @cached_property
    def option_keys(self) -> tuple[str, ...]:
        return tuple(option.key for option in self.options)

    @cached_property
    def exclusive_keys(self) -> frozenset[str]:
        return frozenset(option.key for option in self.options if option.exclusive)

    @cached_property
    def must_tick_keys(self) -> frozenset[str]:
        return frozenset(option.key for option in self.options if option.must_tick)


@dataclass(frozen=True)
class RuleContent:
    code: str
    when: conditions.Condition
    level: str
    binds: str
    flags: tuple[str, ...] = ()
    patient_line: str = ""
    advice: str = ""
    staff_line: str = ""
    reason: str = ""
    sources: tuple[str, ...] = ()
    confidence: str = ""
    firm: bool = False
    extra_minutes: int = 0
    senior: bool = False


@dataclass(frozen=True)
class Content:
    """Questions in the order in which they are asked, and rules in the order written."""

    page_titles: tuple[str, ...]
    questions: tuple[QuestionContent, ...]
    rules: tuple[RuleContent, ...] = ()

    @cached_property
    def asked(self) -> dict[str, frozenset[str]]:
        """By kind of service, the keys that are asked for it.

        Those that a binding rule reads, those marked for every service, and whatever
        leads to them.
        """
        return {kind: self._asked_for(kind) for kind in outcomes.KINDS}

    @cached_property
    def growing(self) -> frozenset[str]:
        """Questions whose number grows by one each week until the visit."""
        return frozenset(q.key for q in self.questions if q.grows_weekly)

    @cached_property
    def names(self) -> dict[str, str]:
        return {question.key: question.name for question in self.questions}

    @cached_property
    def labels(self) -> dict[tuple[str, str], str]:
        return {
            (question.key, option.key): option.label
            for question in self.questions
            for option in question.options
        }

    def sentence(self, condition: conditions.Condition) -> str:
        """A condition in words, for staff."""
        return conditions.sentence(condition, self.names, self.labels)

    def _asked_for(self, kind: str) -> frozenset[str]:
        wanted = {q.key for q in self.questions if q.always_ask or q.every_service}
        for rule in self.rules:
            if outcomes.binds(rule.binds, kind):
                wanted |= conditions.questions(rule.when)
        # A condition looks back only, so one pass from the end finds all that leads there.
        for question in reversed(self.questions):
            if question.key in wanted:
                wanted |= conditions.questions(question.shown_when)
                wanted |= {question.parent} - {""}
        return frozenset(wanted)


def content_of(version: Version) -> Content:
    """The version's content; once published it is frozen, and read from memory."""
    titles = tuple(version.page_titles)
    if version.published_at is None:
        return _read(version.pk, titles)
    return _read_frozen(version.pk, titles, version.published_at)


@lru_cache(maxsize=16)
def _read_frozen(version_id: int, titles: tuple[str, ...], published_at: dt.datetime) -> Content:
    # The moment of publishing is in the key so that a database laid anew is read anew.
    return _read(version_id, titles)


def _read(version_id: int, titles: tuple[str, ...]) -> Content:
    options: dict[int, list[OptionContent]] = defaultdict(list)
    for option in Option.objects.filter(question__version=version_id).order_by("order"):
        options[option.question_id].append(_plain(OptionContent, option))
    questions = Question.objects.filter(version=version_id).select_related("parent")
    rules = Rule.objects.filter(version=version_id).order_by("order")
    return Content(
        page_titles=titles,
        questions=tuple(
            _plain(
                QuestionContent,
                question,
                parent=question.parent.key if question.parent else "",
                shown_when=True if question.shown_when is None else question.shown_when,
                options=tuple(options[question.pk]),
            )
            for question in questions.order_by("page", "order")
        ),
        rules=tuple(
            _plain(RuleContent, rule, flags=tuple(rule.flags), sources=tuple(rule.sources))
            for rule in rules
        ),
    )


def _plain(shape: type[_Shape], row: Model, **given: Any) -> _Shape:
    """The row's columns that the shape names, with `given` in place of some."""
    names = [column.name for column in fields(shape)]
    return shape(**{name: given[name] if name in given else getattr(row, name) for name in names})
