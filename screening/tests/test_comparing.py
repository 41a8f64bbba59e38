"""What differs between two versions, and whether it can change an outcome."""

from dataclasses import replace
from typing import Any

import pytest

from screening.comparing import compare
from screening.content import Content, QuestionContent, RuleContent


def with_question(content: Content, key: str, **changes: Any) -> Content:
    questions = (replace(q, **changes) if q.key == key else q for q in content.questions)
    return replace(content, questions=tuple(questions))


def with_rule(content: Content, code: str, **changes: Any) -> Content:
    rules = (replace(r, **changes) if r.code == code else r for r in content.rules)
    return replace(content, rules=tuple(rules))


def test_a_version_does_not_differ_from_itself(content: Content) -> None:
    assert compare(content, content).differences == ()
    assert not compare(content, content).changes_outcomes


@pytest.mark.parametrize(
    ("code", "changes", "outcomes"),
    [
        ("M1", {"reason": "Said better."}, False),
        ("M1", {"patient_line": "Said better.", "advice": "x", "sources": ("s",)}, False),
        ("M1", {"level": "stop"}, True),
        ("M1", {"binds": "every"}, True),
        ("M1", {"when": ["medicines", "includes", "aspirin"]}, True),
        ("M1", {"flags": ("lie_down",)}, True),
        ("M1", {"extra_minutes": 15}, True),
        ("M1", {"senior": True}, True),
    ],
)
def test_words_change_no_outcome_and_all_else_may(
    content: Content, code: str, changes: dict[str, Any], outcomes: bool
) -> None:
    found = compare(content, with_rule(content, code, **changes))
    assert len(found.differences) == len(changes)
    assert found.changes_outcomes is outcomes
    assert {one.part for one in found.differences} == {f"Rule {code}"}


@pytest.mark.parametrize(
    ("changes", "outcomes"),
    [
        ({"text": "Which medicines?"}, False),
        ({"hint": "h", "why": "w", "name": "n"}, False),
        ({"required": False}, True),
        ({"page": 5}, True),
        ({"shown_when": ["areas", "includes", "neck"]}, True),
    ],
)
def test_so_it_is_with_questions(content: Content, changes: dict[str, Any], outcomes: bool) -> None:
    found = compare(content, with_question(content, "medicines", **changes))
    assert found.changes_outcomes is outcomes
    assert found.differences


def test_the_label_of_an_answer_is_words_and_the_answer_is_not(content: Content) -> None:
    options = next(q for q in content.questions if q.key == "medicines").options
    worded = (replace(options[0], label="Said better"), *options[1:])
    found = compare(content, with_question(content, "medicines", options=worded))
    assert [(one.part, one.field) for one in found.differences] == [
        (f"Answer of medicines: {options[0].key}", "label")
    ]
    assert not found.changes_outcomes
    assert compare(
        content, with_question(content, "medicines", options=options[1:])
    ).changes_outcomes


def test_what_is_new_or_gone_is_named_and_can_change_outcomes(content: Content) -> None:
    rule = RuleContent("NEW", ["age", "below", 5], "stop", "every")
    question = QuestionContent("sleep", "sleep", 5, "text", "How do you sleep?", required=False)
    after = replace(
        content,
        rules=(*content.rules[1:], rule),
        questions=(*content.questions[:-1], question),
    )
    found = {(one.part, one.field) for one in compare(content, after).differences}
    assert {
        ("Rule E1", "removed"),
        ("Rule NEW", "added"),
        ("Question declaration", "removed"),
        ("Question sleep", "added"),
    } <= found
    assert compare(content, after).changes_outcomes


def test_another_order_of_questions_can_change_outcomes(content: Content) -> None:
    first, second, *rest = content.questions
    found = compare(content, replace(content, questions=(second, first, *rest)))
    assert [one.field for one in found.differences] == ["order"]
    assert found.changes_outcomes


def test_page_titles_are_words(content: Content) -> None:
    found = compare(content, replace(content, page_titles=("a", "b", "c", "d", "e")))
    assert [one.part for one in found.differences] == ["Pages"]
    assert not found.changes_outcomes


def test_answers_are_compared_in_the_order_of_their_questions(content: Content) -> None:
    keys = ["areas", "skin", "fainting", "medicines", "conditions", "cancer"]
    changed = content
    for key in keys:
        question = next(one for one in content.questions if one.key == key)
        first = replace(question.options[0], label="Other words")
        changed = with_question(changed, key, options=(first, *question.options[1:]))
    parts = [one.part.split()[2].rstrip(":") for one in compare(content, changed).differences]
    assert parts == [one.key for one in content.questions if one.key in keys]
