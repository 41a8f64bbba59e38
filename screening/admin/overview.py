"""A version as people read it: by page, each question with its answers and its rules."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from screening import conditions
from screening.content import Content, QuestionContent, RuleContent, content_of
from screening.models import Question, Rule, Version


@dataclass(frozen=True)
class Ruled:
    """A rule as a sentence; `key` is its row."""

    rule: RuleContent
    key: int
    sentence: str


@dataclass(frozen=True)
class Asked:
    """A question; `asked_if` is empty for one that is always asked."""

    question: QuestionContent
    key: int
    asked_if: str
    rules: list[Ruled]


@dataclass(frozen=True)
class Page:
    number: int
    title: str
    questions: list[Asked]


@dataclass(frozen=True)
class Overview:
    """`loose` are rules about no question: about age."""

    pages: list[Page]
    loose: list[Ruled]


def overview(version: Version) -> Overview:
    """Five queries, however long it is."""
    content = content_of(version)
    by_question: dict[str, list[Ruled]] = {}
    rules = _keys(Rule.objects.filter(version=version), "code")
    for rule in content.rules:
        home = _home(content, rule)
        said = Ruled(rule, rules[rule.code], _sentence(content, rule))
        by_question.setdefault(home, []).append(said)
    rows = _keys(Question.objects.filter(version=version), "key")
    pages = [
        Page(
            number,
            title,
            [
                Asked(
                    question=question,
                    key=rows[question.key],
                    asked_if=_asked_if(content, question),
                    rules=by_question.get(question.key, []),
                )
                for question in content.questions
                if question.page == number
            ],
        )
        for number, title in enumerate(content.page_titles, start=1)
    ]
    return Overview(pages=pages, loose=by_question.get("", []))


def _keys(rows: QuerySet, name: str) -> dict[str, int]:
    return dict(rows.values_list(name, "pk"))


def _home(content: Content, rule: RuleContent) -> str:
    """The last question that the rule reads: there all that it asks is known."""
    reads = conditions.questions(rule.when)
    return _last(question.key for question in content.questions if question.key in reads)


def _last(keys: Iterable[str]) -> str:
    return next(reversed(list(keys)), "")


def _asked_if(content: Content, question: QuestionContent) -> str:
    return "" if question.shown_when is True else content.sentence(question.shown_when)


def _sentence(content: Content, rule: RuleContent) -> str:
    level = Rule.Level(rule.level).label
    return f"If {content.sentence(rule.when)}: {level}"
