"""The form of one page: what it takes, what it refuses, and that nothing typed is lost."""

from collections.abc import Callable
from typing import Any

import pytest
from django.http import QueryDict

from screening.forms import StepForm, step_form
from screening.models import Version
from screening.questions import steps

PAGE_1 = {"emergency_now": ["none"], "red_flags": ["none"]}
PAGE_4 = {"pregnant": "no", "medicines": ["none"], "conditions": ["none"]}

Page = Callable[..., StepForm]


def sent(typed: dict[str, Any]) -> QueryDict:
    data = QueryDict(mutable=True)
    for key, value in typed.items():
        data.setlist(key, value if isinstance(value, list) else [value])
    return data


@pytest.fixture
def page(published: Version) -> Page:
    """The form of a page, sent with what was typed, or as it opens if nothing was."""

    def _page(
        slug: str, typed: dict[str, Any] | None = None, answers: dict[str, Any] | None = None
    ) -> StepForm:
        so_far = answers or {}
        step = next(s for s in steps(published, "needling", so_far) if s.slug == slug)
        return step_form(published, step, so_far, sent(typed) if typed is not None else None)

    return _page


def test_a_page_answered_in_full_gives_its_answers(page: Page) -> None:
    form = page("1", {"emergency_now": ["none"], "red_flags": ["weight_loss", "checked"]})
    assert form.is_valid()
    answers = form.answers()
    assert answers["red_flags"] == ["weight_loss", "checked"]
    assert answers["emergency_now"] == ["none"]


@pytest.mark.parametrize("slug", ["1", "2", "3", "4", "5"])
def test_nothing_is_ticked_before_the_patient_ticks_it(page: Page, slug: str) -> None:
    form = page(slug)
    assert [c.id for asked in form.asked() for c in asked.choices if c.checked] == []
    assert [asked.text for asked in form.asked() if not asked.question.options if asked.text] == []


def test_an_unanswered_page_names_every_required_question_and_no_follow_up(page: Page) -> None:
    form = page("4", {})
    assert form.errors == {
        "pregnant": ["Choose one answer about pregnancy."],
        "medicines": ["Tick what fits about medicines, or “None of these”."],
        "conditions": ["Tick what fits about health conditions, or “None of these”."],
    }


def test_none_of_these_beside_another_answer_is_refused_in_clear_words(page: Page) -> None:
    form = page("1", {**PAGE_1, "emergency_now": ["none", "chest_pain"]})
    (said,) = form.errors["emergency_now"]
    assert str(said).startswith(
        "About emergency signs you ticked “None of these” and another answer."
    )


def test_h01_the_emergency_check_sees_the_ticks_of_a_page_with_faults(page: Page) -> None:
    form = page("1", {"emergency_now": ["none", "chest_pain"]})
    assert not form.is_valid()
    assert form.so_far()["emergency_now"] == ["none", "chest_pain"]


@pytest.mark.parametrize(
    ("slug", "typed", "key"),
    [
        ("1", {**PAGE_1, "red_flags": ["made_up"]}, "red_flags"),
        ("4", {**PAGE_4, "pregnant": "made_up"}, "pregnant"),
        ("4", {**PAGE_4, "pregnant": ["no", "made_up"]}, "pregnant"),
    ],
)
def test_an_answer_that_is_not_on_the_list_is_refused(
    page: Page, slug: str, typed: dict[str, Any], key: str
) -> None:
    form = page(slug, typed)
    assert form.errors == {key: ["Choose your answer from the list."]}


def test_fields_that_are_not_on_the_page_are_ignored(page: Page) -> None:
    form = page("1", {**PAGE_1, "declaration": ["true_answers"], "outcome": "clear"})
    assert form.is_valid()
    assert set(form.answers()) == {"emergency_now", "red_flags"}


def test_both_statements_must_be_ticked(page: Page) -> None:
    form = page("5", {"unwell_now": "no", "declaration": ["true_answers"]})
    assert form.errors == {"declaration": ["Tick each box to confirm, or call us if you cannot."]}


@pytest.mark.parametrize("weeks", ["many", "0", "44", "12.5"])
def test_weeks_of_pregnancy_must_be_a_sensible_number(page: Page, weeks: str) -> None:
    form = page("4", {**PAGE_4, "pregnant": "yes", "pregnancy_weeks": weeks})
    assert form.errors == {
        "pregnancy_weeks": ["Write a whole number from 1 to 43 for weeks of pregnancy."]
    }


def test_too_many_words_are_refused_and_kept(page: Page) -> None:
    typed = {
        "unwell_now": "no",
        "anything_else": "x" * 301,
        "declaration": ["true_answers", "will_tell"],
    }
    form = page("5", typed)
    assert form.errors == {"anything_else": ["Use 300 letters or fewer for anything else."]}
    shown = {asked.question.key: asked for asked in form.asked()}
    assert shown["anything_else"].text == "x" * 301
    assert all(choice.checked for choice in shown["declaration"].choices)


def test_a_follow_up_may_wait_for_the_next_page_and_must_be_answered_there(page: Page) -> None:
    first = page("4", {**PAGE_4, "conditions": ["lungs"]})
    assert first.is_valid()
    more = page("4-more", {}, first.answers())
    assert more.errors == {"lungs": ["Tick at least one answer about the lung problem."]}


def test_a_follow_up_can_be_answered_at_once(page: Page) -> None:
    form = page("4", {**PAGE_4, "conditions": ["lungs"], "lungs": ["mild_asthma"]})
    assert form.is_valid()
    assert form.answers()["lungs"] == ["mild_asthma"]


def test_what_a_hidden_question_holds_is_neither_checked_nor_taken(page: Page) -> None:
    form = page("4", {**PAGE_4, "pregnancy_weeks": "x", "lungs": ["made_up"]})
    assert form.is_valid()
    assert set(form.answers()) == {"pregnant", "medicines", "conditions"}


def test_an_answer_taken_back_is_unset(page: Page) -> None:
    before = {"goals": ["sleep"], "pain_now": 7}
    form = page("3", {"areas": ["calf"], "onset": "to_3_months", "skin": ["none"]}, before)
    assert form.is_valid()
    assert {**before, **form.answers()}["goals"] == []
    assert form.answers()["pain_now"] is None


def test_a_page_opens_with_the_answers_so_far_and_their_follow_ups(page: Page) -> None:
    answers = {"medicines": ["blood_thinner"], "blood_thinner_check": ["changed"]}
    shown = {asked.question.key: asked for asked in page("4", answers=answers).asked()}
    assert not shown["blood_thinner_check"].hidden
    assert [c.option.key for c in shown["blood_thinner_check"].choices if c.checked] == ["changed"]
    assert shown["lungs"].hidden


def test_a_page_with_faults_keeps_its_follow_ups_in_sight(page: Page) -> None:
    form = page("4", {"conditions": ["none", "lungs"], "lungs": ["slim"]})
    shown = {asked.question.key: asked for asked in form.asked()}
    assert not shown["lungs"].hidden
    assert [c.option.key for c in shown["lungs"].choices if c.checked] == ["slim"]
