"""What a questionnaire must be before it can be published; content alone, no database."""

from dataclasses import replace
from typing import Any

import pytest

from screening import checks
from screening.content import Content, QuestionContent
from screening.tests.test_comparing import with_question, with_rule

STROKE = ["emergency_now", "includes", "stroke"]
OWN_SIGN = "Rule E3 needs an answer that it alone makes an emergency, at every age."


def signs(content: Content) -> QuestionContent:
    return next(one for one in content.questions if one.key == "emergency_now")


def with_signs(content: Content, **of_stroke: Any) -> Content:
    """The emergency signs with something else about a stroke."""
    changed = (
        replace(one, **of_stroke) if one.key == "stroke" else one for one in signs(content).options
    )
    return with_question(content, "emergency_now", options=tuple(changed))


def test_the_shipped_questionnaire_holds_together(content: Content) -> None:
    assert checks.faults(content) == []


def test_h21_nine_emergency_rules_that_never_fire_are_refused(content: Content) -> None:
    silent = content
    for number in range(1, 10):
        silent = with_rule(silent, f"E{number}", when=False)
    found = checks.faults(silent)
    assert [one.partition(" needs")[0] for one in found] == [f"Rule E{n}" for n in range(1, 10)]


@pytest.mark.parametrize("age", [["age", "at_least", 18], ["age", "below", 100]])
def test_h21_an_emergency_sign_is_one_at_every_age(content: Content, age: list[Any]) -> None:
    found = checks.faults(with_rule(content, "E3", when={"all": [STROKE, age]}))
    assert found == [
        f"“{content.labels['emergency_now', 'stroke']}” must be an emergency.",
        OWN_SIGN,
    ]


def test_h21_an_emergency_sign_does_not_hide_as_none_of_these(content: Content) -> None:
    found = checks.faults(with_signs(with_rule(content, "E3", when=False), exclusive=True))
    assert found[0].startswith("Question emergency_now may have one answer that stands alone")
    assert OWN_SIGN in found


def test_h21_an_emergency_sign_is_not_left_out_of_its_question(content: Content) -> None:
    left = tuple(one for one in signs(content).options if one.key != "stroke")
    without = with_question(content, "emergency_now", options=left)
    other = with_rule(without, "E3", when=["emergency_now", "includes", "chest_pain"])
    assert OWN_SIGN in checks.faults(other)


@pytest.mark.parametrize("change", [{"required": False}, {"shown_when": False}])
def test_h21_the_emergency_signs_are_asked_of_everybody(
    content: Content, change: dict[str, Any]
) -> None:
    found = checks.faults(with_question(content, "emergency_now", **change))
    assert found == ["Question emergency_now must be asked of everybody, and may not be left out."]


def test_an_emergency_rule_may_hold_for_more(content: Content) -> None:
    wider = {"any": [STROKE, ["age", "at_least", 120]]}
    assert checks.faults(with_rule(content, "E3", when=wider)) == []


@pytest.mark.parametrize(
    ("key", "change", "said"),
    [
        ("onset", {"options": ()}, "has no answers to choose from"),
        ("goals", {"options": ()}, "has no answers to choose from"),
        ("pain_now", {"least": None}, "needs a smallest and a largest number"),
        ("pain_now", {"least": 5, "most": 4}, "needs a smallest and a largest number"),
        ("anything_else", {"most": None}, "needs the largest length of its text"),
    ],
)
def test_a_question_that_nobody_can_answer_is_refused(
    content: Content, key: str, change: dict[str, Any], said: str
) -> None:
    found = checks.faults(with_question(content, key, **change))
    assert f"Question {key} {said}" in " ".join(found)


@pytest.mark.parametrize(
    "flag",
    [
        "lie_dwon",
        "lie_down:now",
        "avoid_region",
        "postpone_until:+soon",
        "postpone_until:+0",
        "postpone_until:7",
        "postpone_until:+99999999",
        "postpone_until:+²",
    ],
)
def test_a_flag_that_cannot_be_read_is_refused(content: Content, flag: str) -> None:
    (found,) = checks.faults(with_rule(content, "K1", flags=("lie_down", flag)))
    assert found.startswith("Rule K1: ")


@pytest.mark.parametrize("flag", ["postpone_until:healed", "postpone_until:+365", "block_estim"])
def test_a_flag_that_can_be_read_is_taken(content: Content, flag: str) -> None:
    assert checks.faults(with_rule(content, "K1", flags=(flag, "avoid_region:left_knee"))) == []
