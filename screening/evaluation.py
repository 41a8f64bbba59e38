"""From answers to an outcome. Pure: the same content, answers and dates, the same result."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from screening import conditions, flags, outcomes
from screening.conditions import Answers, Unreadable
from screening.content import Content, QuestionContent, RuleContent, content_of
from screening.models import Version
from screening.outcomes import Fired

OPEN_QUESTION = "H04"


@dataclass(frozen=True)
class Result:
    """All but `fired` counts for the kind asked about.

    `fired` holds every rule that fired, also those that do not bind that kind, so that
    another service can be judged without asking twice (hazard H03).
    """

    outcome: str
    flags: tuple[str, ...]
    advice: tuple[str, ...]
    extra_minutes: int
    senior: bool
    fired: tuple[Fired, ...]


@dataclass(frozen=True)
class Reading:
    """The answers that count, and the keys of questions that were left open."""

    given: dict[str, Any]
    open: tuple[str, ...]


def evaluate(
    version: Version,
    answers: Answers,
    *,
    on: dt.date,
    born: dt.date,
    kind: str,
    answered: dt.date | None = None,
) -> Result:
    """Judge the answers for a service of this kind ("needling", "hands_on" or "every").

    `on` is the day of the visit, or today while no day is chosen: ages and weeks count at
    it. `answered` is the day of the answers when it is another one. Nothing is raised for
    bad answers: what cannot be read is review (hazard H04).
    """
    content = content_of(version)
    return judge(content, answers, on=on, born=born, kind=kind, answered=answered)


def judge(
    content: Content,
    answers: Answers,
    *,
    on: dt.date,
    born: dt.date,
    kind: str,
    answered: dt.date | None = None,
) -> Result:
    """As evaluate, of content in memory: it reads no database and no clock."""
    reading = read(content, answers, kind)
    since = answered or on
    fired, broken = _fire(content.rules, _facts(content, reading, since, on, born), on)
    if reading.open or broken:
        fired.append(_left_open(content, reading.open, broken))
    counting = outcomes.bound(fired, kind)
    return Result(
        outcome=outcomes.worst(rule.level for rule in counting),
        flags=tuple(outcomes.flags(counting)),
        advice=tuple(outcomes.distinct(rule.advice for rule in counting)),
        extra_minutes=max((rule.extra_minutes for rule in counting), default=0),
        senior=any(rule.senior for rule in counting),
        fired=tuple(fired),
    )


def emergencies(content: Content, answers: Answers, *, on: dt.date, born: dt.date) -> list[Fired]:
    """The emergency rules that fire on what is answered so far."""
    reading = read(content, answers, outcomes.KINDS[0])
    fired, _ = _fire(content.rules, _facts(content, reading, on, on, born), on)
    return [rule for rule in fired if rule.level == outcomes.EMERGENCY]


def read(content: Content, answers: Answers, kind: str) -> Reading:
    """Drop the answers of questions that are not asked, keep what can be read of the rest."""
    given: dict[str, Any] = {}
    left_open = []
    for question in visible(content, answers, kind):
        value = answers.get(question.key)
        if is_empty(value):
            if question.required:
                left_open.append(question.key)
            continue
        readable = _readable(question, value)
        if readable != value or _contradicts(question, readable):
            left_open.append(question.key)
        if not is_empty(readable):
            given[question.key] = readable
    return Reading(given, tuple(left_open))


def visible(content: Content, answers: Answers, kind: str) -> Iterator[QuestionContent]:
    """The questions that are asked, in order, given these answers.

    A question hidden by an answer hides its own follow-ups: its answer no longer counts.
    """
    counting: dict[str, Any] = {}
    for question in content.questions:
        if question.key in content.asked[kind] and _is_shown(question, counting):
            value = answers.get(question.key)
            if not is_empty(value):
                counting[question.key] = _readable(question, value)
            yield question


def is_empty(value: Any) -> bool:
    """No answer at all; zero is one."""
    return value is None or value in ("", [], ())


def years(born: dt.date, on: dt.date) -> int:
    """Completed years of age on that day; somebody born on 29 February counts on 1 March."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def _is_shown(question: QuestionContent, counting: Answers) -> bool:
    try:
        return conditions.holds(question.shown_when, counting)
    except Unreadable:
        # Asking once too often is the safe side.
        return True


def _readable(question: QuestionContent, value: Any) -> Any:
    """What of the value is an answer to this question: None or [] if nothing is."""
    match question.kind, value:
        case "radio", str():
            return value if value in question.option_keys else None
        case "checkbox", list() | tuple():
            return [item for item in value if item in question.option_keys]
        case "number", int() if not isinstance(value, bool):
            low, high = question.least, question.most
            fits = (low is None or value >= low) and (high is None or value <= high)
            return value if fits else None
        case "text", str():
            return value
    return None


def _contradicts(question: QuestionContent, value: Any) -> bool:
    """“None of these” beside another answer, or a statement that was not made in full."""
    if question.kind != "checkbox" or not value:
        return False
    alone = len(value) == 1 or not question.exclusive_keys.intersection(value)
    return not alone or not question.must_tick_keys.issubset(value)


def _facts(
    content: Content, reading: Reading, answered: dt.date, on: dt.date, born: dt.date
) -> dict[str, Any]:
    """What the rules read: the answers, grown to the day that counts, and the age on it."""
    weeks = max((on - answered).days, 0) // 7
    grown = {key: value + weeks for key, value in reading.given.items() if key in content.growing}
    return {**reading.given, **grown, conditions.AGE: years(born, on)}


def _fire(
    rules: Iterable[RuleContent], facts: Answers, on: dt.date
) -> tuple[list[Fired], list[RuleContent]]:
    """The rules that fire, and those that could not be read."""
    fired, broken = [], []
    for rule in rules:
        try:
            if conditions.holds(rule.when, facts):
                fired.append(_record(rule, on))
        except Unreadable:
            broken.append(rule)
    return fired, broken


def _record(rule: RuleContent, on: dt.date) -> Fired:
    return Fired(
        code=rule.code,
        level=rule.level,
        binds=rule.binds,
        flags=tuple(_dated(flag, on) for flag in rule.flags),
        patient_line=rule.patient_line,
        advice=rule.advice,
        staff_line=rule.staff_line,
        reason=rule.reason,
        sources=rule.sources,
        confidence=rule.confidence,
        extra_minutes=rule.extra_minutes,
        senior=rule.senior,
    )


def _dated(flag: str, on: dt.date) -> str:
    """`postpone_until:+7` becomes the day that many days on; other flags stay."""
    name, _, detail = flag.partition(":")
    days = flags.days(detail)
    return f"{name}:{on + dt.timedelta(days=days)}" if days else flag


def _left_open(content: Content, keys: Iterable[str], broken: Iterable[RuleContent]) -> Fired:
    """A question left open, or a rule that cannot be read, is review (hazard H04)."""
    open_keys = list(keys)
    asked_widely = [kind for kind in outcomes.KINDS if content.asked[kind].intersection(open_keys)]
    concerned = [*asked_widely, *(rule.binds for rule in broken)]
    what = [content.names[key] for key in open_keys] + [f"rule {rule.code}" for rule in broken]
    return Fired(
        code=OPEN_QUESTION,
        level=outcomes.REVIEW,
        binds=max(concerned, key=outcomes.KINDS.index),
        patient_line="One of your answers is missing, so a physiotherapist checks first.",
        staff_line="A physiotherapist decides. Do not confirm the visit before that.",
        reason=f"Left open or not readable: {', '.join(what)}.",
        confidence="high",
    )
