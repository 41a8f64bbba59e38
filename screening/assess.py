"""Making assessments: the only place that writes one."""

import datetime as dt
import time
from dataclasses import asdict
from typing import Any

from screening import evaluation, outcomes
from screening.conditions import Answers
from screening.content import Content, content_of
from screening.models import Assessment, Version
from screening.outcomes import Fired

CHANGED_AFTER_A_STOP = "H02"
_CHANGED = Fired(
    code=CHANGED_AFTER_A_STOP,
    level=outcomes.REVIEW,
    binds="every",
    patient_line="You changed an answer after a stop, so a physiotherapist checks first.",
    staff_line="A physiotherapist decides. Do not confirm the visit before that.",
    reason="An answer was changed after a stop was shown: compare with those before.",
    confidence="high",
)


def emergency(version: Version, answers: Answers, *, on: dt.date, born: dt.date) -> list[Fired]:
    """The emergency rules that fire on the answers so far; ask after every page."""
    return evaluation.emergencies(content_of(version), answers, on=on, born=born)


def assess(
    *,
    now: dt.datetime,
    version: Version,
    answers: Answers,
    on: dt.date,
    born: dt.date,
    kind: str,
    answered: dt.date | None = None,
    earlier: Assessment | None = None,
) -> Assessment:
    """Judge the answers for a service of this kind and write down what they came to.

    `on` and `answered` as in evaluation.evaluate. `earlier` is the stop that this person
    was shown before (hazard H02).
    """
    result, took_us = _timed(version, answers, on=on, born=born, kind=kind, answered=answered)
    fired = [*result.fired, *_after_a_stop(earlier, answers, born)]
    return Assessment.objects.create(
        version=version,
        kind=kind,
        on=on,
        born=born,
        answered_on=None if answered == on else answered,
        answers=dict(answers),
        outcome=outcomes.worst(rule.level for rule in outcomes.bound(fired, kind)),
        flags=list(result.flags),
        fired=[asdict(rule) for rule in fired],
        earlier=earlier,
        created_at=now,
        took_us=took_us,
    )


def judged_on(
    assessment: Assessment, day: dt.date, *, kind: str, content: Content | None = None
) -> evaluation.Result:
    """What stored answers come to for a visit on `day`, by their own version or other content.

    Nothing is written. That an answer was changed after a stop (H02) is not looked at.
    """
    return evaluation.judge(
        content or content_of(assessment.version),
        assessment.answers,
        on=day,
        born=assessment.born,
        kind=kind,
        answered=assessment.answered,
    )


def assess_again(
    assessment: Assessment, *, now: dt.datetime, day: dt.date, version: Version | None = None
) -> Assessment:
    """A new assessment of the same answers for a visit on `day`; the old one stays as it is."""
    return assess(
        now=now,
        version=version or assessment.version,
        answers=assessment.answers,
        on=day,
        born=assessment.born,
        kind=assessment.kind,
        answered=assessment.answered,
        earlier=assessment.earlier,
    )


def _timed(version: Version, answers: Answers, **when: Any) -> tuple[evaluation.Result, int]:
    """The result and how many microseconds it took, reading the version left out."""
    content = content_of(version)
    began = time.perf_counter_ns()
    result = evaluation.judge(content, answers, **when)
    return result, (time.perf_counter_ns() - began) // 1000


def _after_a_stop(earlier: Assessment | None, answers: Answers, born: dt.date) -> list[Fired]:
    """Hazard H02: an answer changed after a stop is review at best; so is a date of birth."""
    if earlier is None or (earlier.born == born and not _changed(earlier.answers, answers)):
        return []
    return [_CHANGED]


def _changed(before: Answers, after: Answers) -> bool:
    """Whether an answer given before is another one now; new answers change nothing."""
    return any(
        not evaluation.is_empty(value) and _settled(value) != _settled(after.get(key))
        for key, value in before.items()
    )


def _settled(value: object) -> object:
    """Ticks count as a set: their order says nothing."""
    return sorted(map(str, value)) if isinstance(value, list | tuple) else value
