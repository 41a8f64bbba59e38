"""What the day of the visit changes: weeks that have grown, and what a rule asks of the visit."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest

from screening import evaluation
from screening.content import Content
from screening.evaluation import Result
from screening.tests.answers import BORN, ON, answering

PREGNANT = answering(pregnant="yes", pregnancy_weeks=11, pregnancy_now=["none"])


@pytest.mark.parametrize(
    ("days", "code", "outcome"),
    [(0, "P1", "stop"), (13, "P1", "stop"), (14, "P2", "review"), (200, "P2", "review")],
)
def test_weeks_of_pregnancy_grow_until_the_visit(
    judge: Callable[..., Result], days: int, code: str, outcome: str
) -> None:
    result = judge(PREGNANT, answered=ON, on=ON + dt.timedelta(days=days))
    assert result.outcome == outcome
    assert code in {rule.code for rule in result.fired}


def test_answers_of_tomorrow_do_not_shrink_them(judge: Callable[..., Result]) -> None:
    later = judge(PREGNANT, answered=ON + dt.timedelta(days=30), on=ON)
    assert later.outcome == judge(PREGNANT).outcome


def test_other_numbers_do_not_grow(judge: Callable[..., Result], content: Content) -> None:
    assert content.growing == {"pregnancy_weeks"}
    answers = answering(pain_now=4)
    assert judge(answers, answered=ON, on=ON + dt.timedelta(days=70)).fired == judge(answers).fired


def test_the_most_minutes_that_one_rule_asks_count_and_a_senior_if_any_does(
    content: Content,
) -> None:
    minutes = {"M1": 10, "M3": 30}
    rules = tuple(
        replace(rule, extra_minutes=minutes.get(rule.code, 0), senior=rule.code == "M3")
        for rule in content.rules
    )
    taken = answering(medicines=["blood_thinner", "immune"], blood_thinner_check=["none"])
    asked = {"on": ON, "born": BORN}
    result = evaluation.judge(replace(content, rules=rules), taken, kind="needling", **asked)
    assert (result.extra_minutes, result.senior) == (30, True)
    gentle = evaluation.judge(replace(content, rules=rules), taken, kind="hands_on", **asked)
    assert (gentle.extra_minutes, gentle.senior) == (0, False)
