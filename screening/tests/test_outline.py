"""Conditions as lines: there and back again, and what a wrong line is told."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening import outline
from screening.content import Content
from screening.load import read
from screening.outline import Unclear, Words

CONTENT = read()
WORDS = Words.of(CONTENT)


def _values(kind: str, operator: str, answers: tuple[str, ...]) -> st.SearchStrategy[Any]:
    if kind == "number":
        return st.integers(0, 200)
    if kind == "text":
        return st.booleans()
    one = st.sampled_from(answers)
    return st.lists(one, min_size=1, max_size=4) if operator.endswith("_any") else one


def _line(key: str) -> st.SearchStrategy[Any]:
    kind = WORDS.kinds[key]
    return st.sampled_from(outline.SUITS[kind]).flatmap(
        lambda operator: st.tuples(
            st.just(key), st.just(operator), _values(kind, operator, WORDS.answers.get(key, ()))
        ).map(list)
    )


lines = st.sampled_from(sorted(WORDS.kinds)).flatmap(_line)
conditions = st.recursive(
    lines | st.booleans(),
    lambda inner: st.tuples(
        st.sampled_from(["all", "any"]), st.lists(inner, min_size=1, max_size=3)
    ).map(lambda pair: {pair[0]: pair[1]}),
    max_leaves=8,
)


@given(conditions)
def test_what_is_written_reads_as_the_same_condition(condition: Any) -> None:
    assert outline.read(outline.written(condition), WORDS) == condition


def test_every_condition_of_the_questionnaire_comes_back_as_it_was(content: Content) -> None:
    every = [rule.when for rule in content.rules] + [q.shown_when for q in content.questions]
    for condition in every:
        assert outline.read(outline.written(condition), WORDS) == condition


def test_lines_without_a_head_need_all_of_them() -> None:
    text = "age below 16\nareas includes neck"
    assert outline.read(text, WORDS) == {
        "all": [["age", "below", 16], ["areas", "includes", "neck"]]
    }


def test_nothing_means_always() -> None:
    assert outline.read("  \n\n", WORDS) is True
    assert outline.written(True) == outline.written(None) == ""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("medcines includes aspirin", "Line 1: “medcines” is no question"),
        ("medcines includes aspirin", "Did you mean medicines?"),
        ("medicines is aspirin", "after “medicines” write includes or includes_any"),
        ("medicines includes asprin", "has no answer “asprin”. Did you mean aspirin?"),
        ("medicines includes", "has no answer “”"),
        ("age below young", "needs a whole number"),
        ("age below -3", "needs a whole number"),
        ("age below " + "9" * 5000, "needs a whole number, 9999 at most"),
        (
            "\n".join("  " * deep + "all" for deep in range(1200)),
            "Line 11: more than 10 groups within each other",
        ),
        ("any", "Line 1: “any” needs lines below it"),
        ("age below 16\n  age at_least 3", "Line 2: only “all” and “any” have lines further in"),
        ("  age below 16\nage at_least 3", "Line 2: it stands further left"),
        ("anything_else is_filled maybe", "needs yes or no"),
        (
            "all\n  medicines includes x\n  age over 3",
            "Line 3: after “age” write at_least or below",
        ),
    ],
)
def test_a_wrong_line_is_named_with_what_is_possible(text: str, said: str) -> None:
    with pytest.raises(Unclear) as refusal:
        outline.read(text, WORDS)
    assert said in str(refusal.value)


def test_every_fault_is_told_at_once() -> None:
    with pytest.raises(Unclear) as refusal:
        outline.read("nonsense is x\nage below 16\nmedicines is aspirin", WORDS)
    assert [one[:6] for one in refusal.value.sentences] == ["Line 1", "Line 3"]


def test_a_question_depends_on_those_before_it_alone(content: Content) -> None:
    words = Words.of(content, before="medicines")
    assert "areas" in words.kinds
    assert "medicines" not in words.kinds
    with pytest.raises(Unclear):
        outline.read("conditions includes lungs", words)
