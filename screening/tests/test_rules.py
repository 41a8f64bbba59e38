"""Every rule of the questionnaire, fired and not fired: each row names all the rules it fires."""

from collections.abc import Callable
from typing import Any

import pytest

from screening.content import Content
from screening.evaluation import Result
from screening.tests.answers import answering, turned
from screening.tests.table import AGES, BINDS, FLAGS, LEVELS, ROWS


def codes(result: Result) -> set[str]:
    return {rule.code for rule in result.fired}


@pytest.mark.parametrize(("changes", "expected"), ROWS)
def test_these_answers_fire_these_rules_and_no_others(
    judge: Callable[..., Result], changes: dict[str, Any], expected: str
) -> None:
    assert codes(judge(answering(**changes))) == set(expected.split())


@pytest.mark.parametrize(("age", "expected"), AGES)
def test_age_in_completed_years_on_the_day_of_the_visit_fires_these_rules(
    judge: Callable[..., Result], age: int, expected: str
) -> None:
    assert codes(judge(answering(), born=turned(age))) == set(expected.split())


def test_every_rule_fires_in_a_row_and_stays_silent_in_another(content: Content) -> None:
    fired = [set(expected.split()) for _, expected in [*ROWS, *AGES]]
    every = {rule.code for rule in content.rules}
    assert set().union(*fired) == every
    assert {code for code in every if all(code in row for row in fired)} == set()


def test_every_rule_has_the_level_that_the_clinical_facts_give_it(content: Content) -> None:
    found = {rule.code: rule.level for rule in content.rules}
    assert found == {code: level for level, codes in LEVELS.items() for code in codes.split()}


def test_every_rule_binds_whom_it_should(content: Content) -> None:
    wide = {rule.code: rule.binds for rule in content.rules if rule.binds != "needling"}
    assert wide == {code: binds for binds, codes in BINDS.items() for code in codes.split()}


def test_every_rule_gives_its_flags(content: Content) -> None:
    found: dict[str, set[str]] = {}
    for rule in content.rules:
        for flag in rule.flags:
            found.setdefault(flag, set()).add(rule.code)
    assert found == {flag: set(codes.split()) for flag, codes in FLAGS.items()}


def test_every_rule_says_why_and_how_sure_we_are(content: Content) -> None:
    silent = [r.code for r in content.rules if not (r.reason and r.confidence)]
    assert silent == []


def test_every_rule_above_a_note_has_a_line_for_the_patient_and_for_reception(
    content: Content,
) -> None:
    above = [r for r in content.rules if r.level not in ("clear", "note")]
    assert [r.code for r in above if not (r.patient_line and r.staff_line)] == []


def test_every_condition_that_can_be_ticked_has_a_follow_up(content: Content) -> None:
    conditions = next(q for q in content.questions if q.key == "conditions")
    lines = [q.shown_when for q in content.questions if q.parent == "conditions"]
    ticked = set(conditions.option_keys) - {"none", "not_sure"}
    assert {key for key in ticked if not any(f"'{key}'" in str(line) for line in lines)} == set()


def test_these_rules_lengthen_the_visit_or_ask_for_a_senior_and_no_others(content: Content) -> None:
    assert {r.code: r.extra_minutes for r in content.rules if r.extra_minutes} == {"C1": 15}
    assert {r.code for r in content.rules if r.senior} == {"P2"}
