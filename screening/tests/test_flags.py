"""Flags say what to do and never why."""

import datetime as dt
from dataclasses import replace

import pytest

from screening import evaluation, flags
from screening.content import Content
from screening.tests.answers import BORN, ON, answering


@pytest.mark.parametrize(
    ("flag", "words"),
    [
        ("lie_down", "Have them lie down."),
        ("avoid_region:arm", "No needles near the arm on that side."),
        ("avoid_region:left_knee", "No needles near left knee."),
        ("postpone_until:2027-03-09", "Not before 9 March 2027."),
        ("postpone_until:healed", "Not before it has healed."),
        ("own_pillow", "Own pillow."),
    ],
)
def test_a_flag_reads_as_a_sentence(flag: str, words: str) -> None:
    assert flags.in_words(flag) == words


def test_reception_gets_what_it_prepares_and_nothing_else() -> None:
    found = flags.for_reception(["block_estim", "letter_needed", "avoid_region:arm", "lie_down"])
    assert found == ["Have them lie down.", "Ask for the letter from their doctor."]


def test_the_last_day_that_is_named_counts() -> None:
    found = ["postpone_until:2027-03-09", "postpone_until:healed", "postpone_until:2027-03-05"]
    assert flags.postponed_until(found) == dt.date(2027, 3, 9)
    assert flags.postponed_until(["lie_down", "postpone_until:healed"]) is None
    assert flags.postponed(["lie_down", *found[:2]]) == [
        "Not before 9 March 2027.",
        "Not before it has healed.",
    ]


def test_every_flag_of_the_questionnaire_has_its_words(content: Content) -> None:
    used = {flag.partition(":")[0] for rule in content.rules for flag in rule.flags}
    assert used <= set(flags.KNOWN)


@pytest.mark.parametrize("flag", ["postpone_until:+soon", "postpone_until:+99999999"])
def test_h04_a_flag_that_cannot_be_read_stays_and_stops_no_judging(
    content: Content, flag: str
) -> None:
    broken = replace(
        content,
        rules=tuple(replace(r, flags=(flag,)) if r.code == "K1" else r for r in content.rules),
    )
    result = evaluation.judge(broken, answering(skin=["wound"]), on=ON, born=BORN, kind="needling")
    assert result.outcome == "stop"
    assert flag in result.flags
