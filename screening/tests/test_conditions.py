"""The language of conditions."""

from typing import Any

import pytest

from screening import conditions
from screening.conditions import Unreadable, holds, reduced
from screening.content import Content


@pytest.mark.parametrize(
    ("condition", "answers", "expected"),
    [
        (["fainting", "is", "often"], {"fainting": "often"}, True),
        (["fainting", "is", "often"], {"fainting": "once"}, False),
        (["fainting", "is", "often"], {}, False),
        (["pregnant", "is_any", ["unsure", "might_be"]], {"pregnant": "unsure"}, True),
        (["pregnant", "is_any", ["unsure", "might_be"]], {"pregnant": "no"}, False),
        (["skin", "includes", "rash"], {"skin": ["wound", "rash"]}, True),
        (["skin", "includes", "rash"], {"skin": ["wound"]}, False),
        (["skin", "includes_any", ["rash", "wound"]], {"skin": ["wound"]}, True),
        (["skin", "includes_any", ["rash", "wound"]], {"skin": ["numb"]}, False),
        (["age", "at_least", 16], {"age": 16}, True),
        (["age", "at_least", 16], {"age": 15}, False),
        (["age", "below", 16], {"age": 15}, True),
        (["age", "below", 16], {"age": 16}, False),
        (["weeks", "below", 13], {"weeks": 0}, True),
        (["note", "is_filled", True], {"note": "a word"}, True),
        (["note", "is_filled", True], {"note": "  "}, False),
        ({"all": [["a", "is", "x"], ["b", "is", "y"]]}, {"a": "x", "b": "y"}, True),
        ({"all": [["a", "is", "x"], ["b", "is", "y"]]}, {"a": "x"}, False),
        ({"any": [["a", "is", "x"], ["b", "is", "y"]]}, {"b": "y"}, True),
        ({"any": [["a", "is", "x"], ["b", "is", "y"]]}, {"b": "z"}, False),
        ({"any": [{"all": [["a", "is", "x"], True]}, False]}, {"a": "x"}, True),
        (True, {}, True),
        (False, {}, False),
    ],
)
def test_a_condition_holds_or_not(condition: Any, answers: dict[str, Any], expected: bool) -> None:
    assert holds(condition, answers) is expected


@pytest.mark.parametrize(
    ("condition", "answers"),
    [
        (["a", "contains", "x"], {"a": "x"}),
        (["a", "is"], {"a": "x"}),
        (["a", "is", "x"], {"a": ["x"]}),
        (["a", "includes", "x"], {"a": "x"}),
        (["a", "includes", "x"], {"a": [{"x": 1}]}),
        (["a", "includes_any", "x"], {"a": ["x"]}),
        (["a", "below", 3], {"a": "2"}),
        (["a", "below", 3], {"a": True}),
        ({"all": []}, {}),
        ({"any": [["a", "is", "x"]], "all": []}, {}),
        ({"not": ["a", "is", "x"]}, {}),
        ("a is x", {}),
        (None, {}),
        ({"any": [["a", "is", "x"], ["b", "broken", "y"]]}, {"a": "x"}),
    ],
)
def test_what_is_outside_the_language_is_refused(condition: Any, answers: dict[str, Any]) -> None:
    with pytest.raises(Unreadable):
        holds(condition, answers)


def test_a_page_gets_what_it_can_decide_and_no_answer_of_another_page() -> None:
    condition = {"any": [["had_before", "is", "here"], ["conditions", "includes", "lungs"]]}
    assert reduced(condition, {"had_before": "here"}, {"conditions"}) == {
        "any": [True, ["conditions", "includes", "lungs"]]
    }


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (["medicines", "includes", "aspirin"], "medicines include “Aspirin”"),
        (["lungs", "includes", "slim"], "the lung problem includes “I am very slim”"),
        (
            ["pregnant", "is_any", ["might_be", "unsure"]],
            "pregnancy is one of “I might be”, “I'm not sure”",
        ),
        (
            {"all": [["age", "at_least", 16], ["age", "below", 18]]},
            "age is at least 16 and age is below 18",
        ),
        (
            {"any": [True, {"all": [["onset", "is", "under_6_weeks"], ["fainting", "is", "no"]]}]},
            "always or (how long it has hurt is “Under 6 weeks” and fainting with needles is “No”)",
        ),
        (["anything_else", "is_filled", True], "anything else is filled in"),
    ],
)
def test_staff_read_conditions_as_sentences(
    content: Content, condition: Any, expected: str
) -> None:
    assert content.sentence(condition) == expected


def test_every_condition_of_the_questionnaire_reads_as_a_sentence(content: Content) -> None:
    every = [rule.when for rule in content.rules] + [q.shown_when for q in content.questions]
    assert {type(content.sentence(condition)) for condition in every} == {str}


def test_the_questions_that_a_condition_reads_leave_age_out() -> None:
    condition = {"all": [["age", "below", 16], {"any": [["a", "is", "x"], ["b", "is", "y"]]}]}
    assert conditions.questions(condition) == {"a", "b"}
