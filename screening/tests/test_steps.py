"""The pages of the questionnaire."""

import pytest

from screening.models import Version
from screening.questions import Step, first_open, steps
from screening.tests.answers import HEALTHY, answering

PAGE_4 = {"pregnant": "no", "medicines": ["none"], "conditions": ["lungs", "heart"]}


def slugs(found: list[Step]) -> list[str]:
    return [step.slug for step in found]


def keys(step: Step) -> list[str]:
    return [question.key for question in step.questions]


def by_slug(found: list[Step], slug: str) -> Step:
    return next(step for step in found if step.slug == slug)


def test_five_pages_with_one_topic_each(published: Version) -> None:
    found = steps(published, "needling", {})
    assert slugs(found) == ["1", "2", "3", "4", "5"]
    assert [(step.number, step.total) for step in found] == [(n, 5) for n in range(1, 6)]
    assert found[3].title == "Your health"


def test_a_person_without_conditions_answers_at_most_16_questions(published: Version) -> None:
    answered = [key for key, value in HEALTHY.items() if key != "past_reaction" and value]
    assert len(answered) <= 16
    assert first_open(published, "needling", answering(had_before="never")) is None


def test_follow_ups_stand_on_the_page_of_their_question(published: Version) -> None:
    page = by_slug(steps(published, "needling", {}), "4")
    assert keys(page)[:4] == ["pregnant", "pregnancy_weeks", "pregnancy_now", "medicines"]
    assert "lungs" in keys(page)


def test_open_follow_ups_are_a_page_of_their_own(published: Version) -> None:
    found = steps(published, "needling", PAGE_4)
    assert slugs(found) == ["1", "2", "3", "4", "4-more", "5"]
    more = by_slug(found, "4-more")
    assert keys(more) == ["lungs", "heart_implants"]
    assert (more.number, more.total, more.is_more) == (4, 5, True)
    assert more.title == "Your health: a little more"


def test_answered_follow_ups_are_not_asked_again(published: Version) -> None:
    answers = {**PAGE_4, "lungs": ["slim"], "heart_implants": ["valve"]}
    assert slugs(steps(published, "needling", answers)) == ["1", "2", "3", "4", "5"]


def test_a_page_that_is_not_answered_has_no_page_of_follow_ups_yet(published: Version) -> None:
    answers = {"conditions": ["lungs"]}
    assert "4-more" not in slugs(steps(published, "needling", answers))


def test_needled_before_asks_about_reactions_after_the_page_on_health(published: Version) -> None:
    answers = {**PAGE_4, "conditions": ["none"], "had_before": "here"}
    assert keys(by_slug(steps(published, "needling", answers), "4-more")) == ["past_reaction"]


def test_a_service_without_needles_asks_only_what_concerns_it(published: Version) -> None:
    asked = {key for step in steps(published, "hands_on", {}) for key in keys(step)}
    assert {
        "needle_feelings",
        "fainting",
        "had_before",
        "lungs",
        "travel",
        "lymph",
    } & asked == set()
    assert {"emergency_now", "red_flags", "skin", "pregnant", "medicines", "unwell_now"} <= asked
    assert {"conditions", "cancer", "bleeding", "areas", "declaration"} <= asked


def test_a_service_without_touch_asks_least_and_keeps_the_safety_questions(
    published: Version,
) -> None:
    asked = [key for step in steps(published, "every", {}) for key in keys(step)]
    assert "conditions" not in asked
    assert asked[:2] == ["emergency_now", "red_flags"]
    assert "pregnancy_now" in asked


@pytest.mark.parametrize(
    ("missing", "slug"),
    [
        ("emergency_now", "1"),
        ("fainting", "2"),
        ("areas", "3"),
        ("conditions", "4"),
        ("past_reaction", "4-more"),
        ("declaration", "5"),
        ("goals", None),
    ],
)
def test_the_first_open_page_is_where_a_skipper_is_sent(
    published: Version, missing: str, slug: str | None
) -> None:
    answers = {key: value for key, value in HEALTHY.items() if key != missing}
    step = first_open(published, "needling", answers)
    assert (step.slug if step else None) == slug


def test_nobody_is_let_past_the_first_page_without_answers(published: Version) -> None:
    step = first_open(published, "needling", {})
    assert step is not None
    assert step.slug == "1"
