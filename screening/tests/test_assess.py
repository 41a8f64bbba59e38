"""Assessments: what is written, who reads what of it, and that it stays."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import ProgrammingError
from pytest_django import DjangoAssertNumQueries

from screening.assess import emergency
from screening.evaluation import evaluate
from screening.models import Assessment, Version
from screening.tests.answers import BORN, ON, answering

Assessed = Callable[..., Assessment]


def codes(assessment: Assessment) -> list[str]:
    return [rule.code for rule in assessment.reasons()]


def test_an_assessment_keeps_answers_outcome_flags_and_every_rule(
    assessed: Assessed, now: dt.datetime
) -> None:
    answers = answering(unwell_now="fever", needle_feelings="nervous")
    kept = Assessment.objects.get(pk=assessed(answers).pk)
    assert kept.answers == answers
    assert (kept.outcome, kept.kind, kept.on, kept.born) == ("stop", "needling", ON, BORN)
    assert kept.flags == ["postpone_until:2027-03-09", "lie_down"]
    assert codes(kept) == ["U1", "N3"]
    assert "physioman.in" in kept.reasons()[0].sources[0]
    assert kept.created_at == now
    assert kept.valid_until(180) == now + dt.timedelta(days=180)


def test_answers_and_reasons_cannot_be_read_in_the_table(assessed: Assessed) -> None:
    row = assessed(answering(anything_else="CANARY-4711", conditions=["cancer"], cancer=["bones"]))
    with connection.cursor() as cursor:
        cursor.execute("SELECT a::text FROM screening_assessment a WHERE id = %s", [row.pk])
        stored = cursor.fetchone()[0]
        cursor.execute(
            "SELECT encode(answers, 'escape') || encode(fired, 'escape')"
            " FROM screening_assessment WHERE id = %s",
            [row.pk],
        )
        stored += cursor.fetchone()[0]
    for secret in ("CANARY", "cancer", "bones", "oncology"):
        assert secret not in stored
    assert "stop" in stored


def test_an_assessment_is_never_changed(assessed: Assessed) -> None:
    row = assessed(answering())
    with pytest.raises(ProgrammingError, match="Cannot update"), transaction.atomic():
        Assessment.objects.filter(pk=row.pk).update(outcome="stop")


def test_an_assessment_can_be_erased_unless_a_later_one_rests_on_it(assessed: Assessed) -> None:
    stop = assessed(answering(skin=["wound"]))
    later = assessed(answering(), earlier=stop)
    with pytest.raises(IntegrityError), transaction.atomic():
        stop.delete()
    later.delete()
    stop.delete()
    assert not Assessment.objects.exists()


@pytest.mark.parametrize(
    "shown",
    [
        {"skin": ["wound"]},
        {"red_flags": ["lump_or_weak"]},
        {"emergency_now": ["chest_pain"]},
        {"pregnant": "might_be"},
    ],
)
def test_h02_an_answer_changed_after_a_stop_is_review_at_best(
    assessed: Assessed, shown: dict[str, object]
) -> None:
    stop = assessed(answering(**shown))
    again = assessed(answering(), earlier=stop)
    assert again.outcome == "review"
    assert codes(again) == ["H02"]
    assert again.earlier is not None
    assert again.earlier.answers == answering(**shown)
    for kind in ("hands_on", "every"):
        assert again.outcome_for(kind) == "review"


def test_h02_a_date_of_birth_changed_after_a_stop_is_review(assessed: Assessed) -> None:
    young = assessed(answering(), born=dt.date(2013, 1, 1))
    assert young.outcome == "stop"
    assert assessed(answering(), earlier=young).outcome == "review"


def test_h02_a_worse_answer_after_a_stop_stays_worse(assessed: Assessed) -> None:
    stop = assessed(answering(skin=["wound"]))
    assert assessed(answering(red_flags=["weight_loss"]), earlier=stop).outcome == "stop_urgent"


def test_h02_the_same_answers_for_a_service_that_the_stop_does_not_bind_are_no_change(
    assessed: Assessed,
) -> None:
    stop = assessed(answering(needle_feelings="do_not_want", skin=["wound", "veins"]))
    answers = answering(needle_feelings="do_not_want", skin=["veins", "wound"], anything_else="")
    other = assessed(answers, kind="hands_on", earlier=stop)
    assert (other.outcome, other.light) == ("clear", "green")


def test_h03_a_stop_for_needles_leads_to_other_services_without_asking_twice(
    assessed: Assessed,
) -> None:
    stop = assessed(answering(needle_feelings="do_not_want"))
    assert [stop.outcome_for(k) for k in ("needling", "hands_on", "every")] == [
        "stop",
        "clear",
        "clear",
    ]
    assert stop.patient_lines("hands_on") == []


def test_h03_a_service_that_asks_more_is_review_at_best(assessed: Assessed) -> None:
    short = assessed(answering(), kind="hands_on")
    assert (short.outcome, short.outcome_for("needling")) == ("clear", "review")
    urgent = assessed(answering(red_flags=["weight_loss"]), kind="every")
    assert urgent.outcome_for("needling") == "stop_urgent"


@pytest.mark.parametrize(
    ("changes", "light"),
    [
        ({}, "green"),
        ({"medicines": ["aspirin"]}, "green"),
        ({"fainting": "often"}, "amber"),
        ({"skin": ["wound"]}, "red"),
        ({"red_flags": ["weight_loss"]}, "red"),
        ({"emergency_now": ["stroke"]}, "red"),
    ],
)
def test_the_light_follows_the_outcome(
    assessed: Assessed, changes: dict[str, object], light: str
) -> None:
    assert assessed(answering(**changes)).light == light


def test_the_patient_gets_one_plain_line_for_each_rule_worst_first(assessed: Assessed) -> None:
    row = assessed(answering(skin=["wound"], medicines=["immune"], fainting="once"))
    lines = row.patient_lines()
    assert [line.split()[0] for line in lines] == ["We", "Your", "You"]
    assert row.advice()[0].startswith("Wait until the skin has healed")


def test_h12_reception_is_told_what_to_do_and_never_why(assessed: Assessed) -> None:
    row = assessed(
        answering(
            medicines=["immune"],
            conditions=["cancer", "neuro"],
            cancer=["treatment_now"],
            neuro=["epilepsy"],
            pregnant="talk",
        )
    )
    said = " ".join(row.what_to_do()).lower()
    assert "bring a letter" in said
    assert "lie down" in said
    for reason in ("cancer", "oncology", "epilep", "medicine", "immun", "pregnan"):
        assert reason not in said


def test_emergency_finds_the_red_rules_of_half_an_answer(published: Version) -> None:
    fired = emergency(published, {"emergency_now": ["bladder"]}, on=ON, born=BORN)
    assert [rule.code for rule in fired] == ["E5"]
    assert fired[0].advice.startswith("Go to an emergency department today")


def test_a_published_version_is_read_in_three_queries_and_then_from_memory(
    published: Version, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(3):
        first = evaluate(published, answering(), on=ON, born=BORN, kind="needling")
    with django_assert_num_queries(0):
        again = evaluate(published, answering(), on=ON, born=BORN, kind="needling")
    assert first == again


def test_writing_an_assessment_is_one_insert(
    assessed: Assessed, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    assessed(answering())
    with django_assert_num_queries(1):
        row = assessed(answering(conditions=["lungs"], lungs=["collapsed"]))
    with django_assert_num_queries(0):
        assert row.what_to_do() == [
            "A physiotherapist decides. Do not confirm the visit before that."
        ]
