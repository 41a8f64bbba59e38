"""From answers to an outcome."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from screening import evaluation, outcomes
from screening.content import Content
from screening.evaluation import Result, years
from screening.tests.answers import BORN, ON, answering

ADULT = {"on": ON, "born": BORN}
STEPS_UP: list[tuple[str, dict[str, Any]]] = [
    ("clear", {}),
    ("note", {"medicines": ["aspirin"]}),
    ("review", {"fainting": "often"}),
    ("stop", {"skin": ["wound"]}),
    ("stop_urgent", {"red_flags": ["weight_loss"]}),
    ("emergency", {"emergency_now": ["chest_pain"]}),
]


def codes(result: Result) -> set[str]:
    return {rule.code for rule in result.fired}


def test_the_highest_level_wins_and_all_flags_are_kept(judge: Callable[..., Result]) -> None:
    collected: dict[str, Any] = {}
    for level, changes in STEPS_UP:
        collected |= changes
        assert judge(answering(**collected)).outcome == level
    assert {"lie_down", "postpone_until:healed"} <= set(judge(answering(**collected)).flags)


def test_flags_and_advice_come_once_each_worst_first(judge: Callable[..., Result]) -> None:
    result = judge(answering(needle_feelings="nervous", fainting="often", skin=["wound"]))
    assert result.flags == ("postpone_until:healed", "lie_down")
    assert len(set(result.advice)) == len(result.advice)
    assert result.advice[0].startswith("Wait until the skin has healed")


def test_a_postponement_names_its_day(judge: Callable[..., Result]) -> None:
    assert judge(answering(unwell_now="fever")).flags == ("postpone_until:2027-03-09",)


def test_two_antiplatelet_medicines_are_more_than_one(judge: Callable[..., Result]) -> None:
    assert judge(answering(medicines=["aspirin"])).outcome == "note"
    assert judge(answering(medicines=["aspirin", "antiplatelet"])).outcome == "review"


@pytest.mark.parametrize(
    ("born", "on", "expected"),
    [
        (dt.date(2010, 3, 2), dt.date(2026, 3, 1), 15),
        (dt.date(2010, 3, 2), dt.date(2026, 3, 2), 16),
        (dt.date(2008, 2, 29), dt.date(2024, 2, 28), 15),
        (dt.date(2008, 2, 29), dt.date(2026, 2, 28), 17),
        (dt.date(2008, 2, 29), dt.date(2026, 3, 1), 18),
    ],
)
def test_age_counts_completed_years(born: dt.date, on: dt.date, expected: int) -> None:
    assert years(born, on) == expected


def test_answers_of_hidden_questions_do_not_count(judge: Callable[..., Result]) -> None:
    result = judge(answering(bleeding=["disorder"], pregnancy_weeks=8, blood_thinner_check=["x"]))
    assert (result.outcome, codes(result)) == ("clear", set())


def test_a_question_hidden_by_a_hidden_question_does_not_count(content: Content) -> None:
    chained = replace(
        content,
        questions=tuple(
            replace(q, shown_when=["travel", "is", "yes"]) if q.key == "onset" else q
            for q in content.questions
        ),
    )
    shown = evaluation.visible(chained, answering(travel="yes", areas=["calf"]), "needling")
    assert {"travel", "onset"} & {q.key for q in shown} == set()


def test_h03_emergency_and_urgent_stops_bind_every_service(content: Content) -> None:
    urgent = [r for r in content.rules if r.level in ("emergency", "stop_urgent")]
    assert {rule.binds for rule in urgent} == {"every"}


@pytest.mark.parametrize(
    ("changes", "needling", "hands_on", "every"),
    [
        ({"red_flags": ["swollen_limb"]}, "stop_urgent", "stop_urgent", "stop_urgent"),
        (
            {"medicines": ["blood_thinner"], "blood_thinner_check": ["bleeding"]},
            "stop",
            "stop",
            "clear",
        ),
        ({"needle_feelings": "do_not_want"}, "stop", "clear", "clear"),
    ],
)
def test_h03_a_rule_counts_for_whom_it_binds(
    judge: Callable[..., Result],
    changes: dict[str, Any],
    needling: str,
    hands_on: str,
    every: str,
) -> None:
    found = [judge(answering(**changes), kind=kind).outcome for kind in outcomes.KINDS]
    assert found == [needling, hands_on, every]


def test_h04_a_ticked_condition_without_its_follow_up_is_review(
    judge: Callable[..., Result], content: Content
) -> None:
    conditions = next(q for q in content.questions if q.key == "conditions")
    for tick in set(conditions.option_keys) - {"none", "not_sure", "bad_reaction"}:
        result = judge(answering(conditions=[tick]))
        assert result.outcome == "review", tick
        assert "H04" in codes(result), tick


def test_h04_a_curved_spine_and_an_area_near_the_chest_is_review(
    judge: Callable[..., Result],
) -> None:
    near = judge(answering(conditions=["curved_spine"], areas=["neck"], travel="no"))
    assert {"H04", "L3b"} <= codes(near)
    assert near.outcome == "review"


@pytest.mark.parametrize(
    "wrong",
    [
        {"fainting": "sometimes"},
        {"fainting": ["no"]},
        {"skin": "none"},
        {"skin": ["none", "rash"]},
        {"skin": [{"none": 1}]},
        {"declaration": ["true_answers"]},
        {"pregnant": "yes", "pregnancy_now": ["none"], "pregnancy_weeks": "many"},
        {"pregnant": "yes", "pregnancy_now": ["none"], "pregnancy_weeks": 99},
        {"emergency_now": None},
    ],
)
def test_h04_an_answer_that_cannot_be_read_is_never_clear(
    judge: Callable[..., Result], wrong: dict[str, Any]
) -> None:
    result = judge(answering(**wrong))
    assert result.outcome == "review"
    assert "H04" in codes(result)


def test_h04_what_can_be_read_beside_nonsense_still_counts(judge: Callable[..., Result]) -> None:
    result = judge(answering(emergency_now=["nonsense", "breathing", "none"]))
    assert result.outcome == "emergency"
    assert "H04" in codes(result)


def test_h04_a_rule_that_cannot_be_read_is_review_for_whom_it_binds(content: Content) -> None:
    broken = replace(content.rules[0], code="X99", when=["fainting", "sounds_like", "no"])
    spoilt = replace(content, rules=(*content.rules, broken))
    for kind in outcomes.KINDS:
        result = evaluation.judge(spoilt, answering(), **ADULT, kind=kind)
        assert result.outcome == "review"
        assert "rule X99" in result.fired[-1].reason


def test_h04_a_question_left_open_binds_only_services_that_ask_it(
    judge: Callable[..., Result],
) -> None:
    result = judge(answering(conditions=["lungs"]))
    assert [rule.binds for rule in result.fired if rule.code == "H04"] == ["needling"]
    assert judge(answering(conditions=["lungs"]), kind="hands_on").outcome == "clear"


def test_h04_no_answers_at_all_are_review(judge: Callable[..., Result]) -> None:
    for kind in outcomes.KINDS:
        assert judge({}, kind=kind).outcome == "review"


def test_an_emergency_is_found_before_the_rest_is_answered(content: Content) -> None:
    fired = evaluation.emergencies(content, {"emergency_now": ["stroke", "none"]}, **ADULT)
    assert [rule.code for rule in fired] == ["E3"]
    assert evaluation.emergencies(content, {"red_flags": ["weight_loss"]}, **ADULT) == []


def test_judging_changes_nothing_and_repeats_itself(content: Content) -> None:
    answers = answering(medicines=["aspirin", "blood_thinner"])
    before = repr(answers)
    first = evaluation.judge(content, answers, **ADULT, kind="needling")
    assert evaluation.judge(content, answers, **ADULT, kind="needling") == first
    assert repr(answers) == before
