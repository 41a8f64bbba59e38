"""What a patient is told of the rules that count, and levels in words."""

import pytest

from screening import outcomes
from screening.outcomes import Fired


@pytest.mark.parametrize(
    ("levels", "told"),
    [
        ("emergency stop review note", "emergency"),
        ("stop_urgent stop review", "stop_urgent stop"),
        ("review note", "review note"),
        ("", ""),
    ],
)
def test_at_a_stop_milder_lines_would_only_distract(levels: str, told: str) -> None:
    rules = [Fired(level, level, "every") for level in levels.split()]
    assert [rule.code for rule in outcomes.told(rules)] == told.split()


def test_a_level_reads_as_words() -> None:
    assert Fired("R1", "stop_urgent", "every").level_in_words == "stop urgent"


def test_reception_reads_each_sentence_once() -> None:
    lines = [
        "A physiotherapist decides. Have them lie down.",
        "Have them lie down.",
        "First time. Have them lie down.",
        "",
    ]
    assert outcomes.said_once(lines) == [
        "A physiotherapist decides. Have them lie down.",
        "First time.",
    ]
