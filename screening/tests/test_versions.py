"""Versions: loaded from the file, published once, frozen from then on."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from screening.content import Content, content_of
from screening.load import draft, load
from screening.models import Option, Question, Rule, Version
from screening.publishing import NotPublishable, problems, publish

FROZEN = "A published questionnaire does not change"


def without(content: Content, code: str) -> Content:
    return replace(content, rules=tuple(r for r in content.rules if r.code != code))


def asking(content: Content, key: str, **changes: object) -> Content:
    """The content with one question changed."""
    questions = (replace(q, **changes) if q.key == key else q for q in content.questions)  # type: ignore[arg-type]
    return replace(content, questions=tuple(questions))


def ruling(content: Content, code: str, **changes: object) -> Content:
    """The content with one rule changed."""
    rules = (replace(r, **changes) if r.code == code else r for r in content.rules)  # type: ignore[arg-type]
    return replace(content, rules=tuple(rules))


def test_the_file_is_published_as_version_1_unsigned(published: Version, now: dt.datetime) -> None:
    assert (published.number, published.status) == (1, "published")
    assert published.published_at == now
    assert not published.is_signed
    assert Version.objects.published() == published


def test_the_database_gives_back_what_the_file_says(published: Version, content: Content) -> None:
    assert content_of(published) == content


def test_loading_again_changes_nothing(published: Version, now: dt.datetime) -> None:
    assert load(now=now + dt.timedelta(days=1)) == published
    assert Version.objects.count() == 1


def test_the_command_says_what_it_did(db: None) -> None:
    said = StringIO()
    call_command("load_questionnaire", stdout=said)
    call_command("load_questionnaire", stdout=said)
    assert said.getvalue().splitlines() == [
        "Questionnaire 1 is published with 35 questions and 112 rules. Nobody has signed it yet.",
        "Questionnaire 1 is published already; nothing was changed.",
    ]


def test_no_version_is_published_at_first(db: None) -> None:
    assert Version.objects.published() is None


@pytest.mark.parametrize(
    "change",
    [
        lambda: Question.objects.filter(key="skin").update(text="Other words"),
        lambda: Question.objects.filter(key="goals").delete(),
        lambda: Option.objects.filter(key="wound").update(label="Other words"),
        lambda: Option.objects.filter(key="wound").delete(),
        lambda: Rule.objects.filter(code="K1").update(level="note"),
        lambda: Rule.objects.filter(code="K1").delete(),
        lambda: Version.objects.update(page_titles=[]),
        lambda: Version.objects.update(number=7),
        lambda: Version.objects.update(status="draft", published_at=None),
        lambda: Version.objects.get().delete(),
    ],
)
def test_a_published_version_never_changes(
    published: Version, change: Callable[[], object]
) -> None:
    with pytest.raises(IntegrityError, match=FROZEN), transaction.atomic():
        change()


def test_nothing_is_added_to_a_published_version(published: Version) -> None:
    question = published.questions.get(key="skin")
    with pytest.raises(IntegrityError, match=FROZEN), transaction.atomic():
        Option.objects.create(question=question, key="extra", order=99, label="Extra")
    with pytest.raises(IntegrityError, match=FROZEN), transaction.atomic():
        Rule.objects.create(
            version=published, code="X99", order=999, when=True, level="note",
            binds="every", reason="none", confidence="low",
        )  # fmt: skip


def test_nothing_is_moved_out_of_a_published_version(published: Version, content: Content) -> None:
    other = draft(content)
    with pytest.raises(IntegrityError, match=FROZEN), transaction.atomic():
        Rule.objects.filter(version=published, code="Z3").update(version=other, code="Z4")


def test_a_draft_can_be_changed_and_thrown_away(db: None, content: Content) -> None:
    version = draft(content)
    assert version.rules.filter(code="K1").update(level="review") == 1
    version.delete()
    assert not Rule.objects.exists()


def test_a_published_version_is_signed_once(published: Version) -> None:
    published.signed_by, published.signed_registration = "A. Clinician", "PHY0000"
    published.signed_on = dt.date(2027, 3, 2)
    published.save()
    assert Version.objects.get().is_signed
    with pytest.raises(IntegrityError, match=FROZEN), transaction.atomic():
        Version.objects.update(signed_by="Somebody Else")


def test_a_signature_is_whole_or_missing(published: Version) -> None:
    with pytest.raises(IntegrityError, match="signed_in_full"), transaction.atomic():
        Version.objects.update(signed_by="A. Clinician")


def test_publishing_the_next_version_retires_the_one_before(
    published: Version, content: Content, now: dt.datetime
) -> None:
    newer = publish(version=draft(ruling(content, "K4", level="review")), now=now)
    published.refresh_from_db()
    assert (published.status, newer.status, newer.number) == ("retired", "published", 2)
    assert Version.objects.published() == newer
    assert problems(newer) == ["Only a draft can be published."]


def test_h21_an_emergency_rule_cannot_be_lowered_even_in_a_draft(
    db: None, content: Content
) -> None:
    draft(content)
    for change in ({"level": "review"}, {"firm": False}, {"binds": "needling"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Rule.objects.filter(code="E4").update(**change)


@pytest.mark.parametrize("number", range(1, 10))
def test_h21_no_version_goes_out_without_its_emergency_rules(
    db: None, content: Content, now: dt.datetime, number: int
) -> None:
    version = draft(without(content, f"E{number}"))
    with pytest.raises(NotPublishable, match=f"Rule E{number} is missing"):
        publish(version=version, now=now)


def test_h21_an_emergency_rule_cannot_be_turned_to_something_that_is_rare(
    db: None, content: Content
) -> None:
    rare = {"all": [["emergency_now", "includes", "stroke"], ["age", "below", 5]]}
    found = problems(draft(ruling(content, "E3", when=rare)))
    assert found[0] == f"“{content.labels['emergency_now', 'stroke']}” must be an emergency."


def test_a_draft_that_does_not_hold_together_says_where(db: None, content: Content) -> None:
    spoilt = ruling(content, "K1", when=["skin", "includes", "scales"])
    spoilt = ruling(spoilt, "K2", when=["skin", "is", "rash"])
    spoilt = ruling(spoilt, "K3", when=["nails", "includes", "numb"])
    spoilt = ruling(spoilt, "K4", when=["skin", "sounds", "veins"])
    spoilt = asking(spoilt, "travel", shown_when=["unwell_now", "is", "no"])
    assert problems(draft(spoilt)) == [
        "Rule K1: skin has no answer scales.",
        "Rule K2: skin cannot be asked whether it is something.",
        "Rule K3: nails cannot be asked whether it includes something.",
        "Rule K4: this is no condition: ['skin', 'sounds', 'veins'].",
        "Question travel is asked before unwell_now, on which it depends.",
    ]
