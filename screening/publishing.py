"""Publishing a draft: it is checked, the one before it retires, and nothing changes any more."""

import datetime as dt
from collections.abc import Iterator

from django.db import transaction

from screening import conditions, evaluation, outcomes
from screening.content import Content, content_of
from screening.models import Question, Version
from screening.models.questionnaire import FIRM_RULES

_SUITS = {
    Question.Kind.RADIO: {"is", "is_any"},
    Question.Kind.CHECKBOX: {"includes", "includes_any"},
    Question.Kind.NUMBER: {"at_least", "below"},
    Question.Kind.TEXT: {"is_filled"},
}


class NotPublishable(Exception):
    """The draft does not hold together; `problems` are sentences for its editor."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems


def publish(*, version: Version, now: dt.datetime) -> Version:
    """Publish the draft and retire the version published before. Raises NotPublishable."""
    with transaction.atomic():
        version = Version.objects.select_for_update().get(pk=version.pk)
        found = problems(version)
        if found:
            raise NotPublishable(found)
        Version.objects.filter(status=Version.Status.PUBLISHED).update(
            status=Version.Status.RETIRED
        )
        version.status = Version.Status.PUBLISHED
        version.published_at = now
        version.save(update_fields=["status", "published_at"])
    return version


def problems(version: Version) -> list[str]:
    """Sentences that say why this version cannot be published; none if it can."""
    if version.status != Version.Status.DRAFT:
        return ["Only a draft can be published."]
    content = content_of(version)
    found = [*_unknown_words(content), *_backward(content)]
    # Rules are tried out only once they can be read at all.
    return found or list(_weakened(content))


def _unknown_words(content: Content) -> Iterator[str]:
    """Conditions that name a question, answer or operator that is not there."""
    questions = {question.key: question for question in content.questions}
    named = [(f"Rule {rule.code}", rule.when) for rule in content.rules]
    named += [(f"Question {q.key}", q.shown_when) for q in content.questions]
    for name, condition in named:
        try:
            conditions.holds(condition, {})
        except conditions.Unreadable as error:
            yield f"{name}: {error}."
            continue
        for key, operator, value in conditions.lines(condition):
            if key == conditions.AGE:
                suits = operator in _SUITS[Question.Kind.NUMBER]
            elif key in questions:
                question = questions[key]
                suits = operator in _SUITS[Question.Kind(question.kind)]
                wanted = {value} if isinstance(value, str) else value
                if question.options and not set(wanted) <= set(question.option_keys):
                    yield f"{name}: {key} has no answer {value}."
            else:
                suits = False
            if not suits:
                yield f"{name}: {key} cannot be asked whether it {operator} something."


def _backward(content: Content) -> Iterator[str]:
    """A question may depend only on questions that were asked before it."""
    asked: set[str] = set()
    for question in content.questions:
        for key in sorted(conditions.questions(question.shown_when) - asked):
            yield f"Question {question.key} is asked before {key}, on which it depends."
        asked.add(question.key)


def _weakened(content: Content) -> Iterator[str]:
    """Hazard H21: each firm rule is there and every tick on its question is an emergency."""
    firm = {rule.code: rule for rule in content.rules if rule.firm}
    yield from (f"Rule {code} is missing." for code in FIRM_RULES if code not in firm)
    read_by_firm = {key for rule in firm.values() for key in conditions.questions(rule.when)}
    someday = dt.date(2000, 1, 1)
    for question in content.questions:
        if question.key not in read_by_firm:
            continue
        for answer in set(question.option_keys) - question.exclusive_keys:
            fired = evaluation.emergencies(
                content, {question.key: [answer]}, on=someday, born=dt.date(1970, 1, 1)
            )
            if not any(rule.code in firm and rule.level == outcomes.EMERGENCY for rule in fired):
                yield f"“{content.labels[question.key, answer]}” must be an emergency."
