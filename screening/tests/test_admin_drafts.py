"""A draft in the admin: begun, changed by form, thrown away. Nothing typed is lost."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from bookings.tests.desk import at_desk, person
from screening.models import Rule, Version
from screening.tests.pages import address, form_of, question, rule, save


@pytest.fixture
def lead(db: None) -> Client:
    return at_desk(person("clinical lead"))


@pytest.fixture
def draft(lead: Client, published: Version) -> Version:
    page = lead.get(reverse("admin:screening_version_changelist")).content.decode()
    assert f'action="{reverse("admin:screening_version_begin")}"' in page
    lead.post(reverse("admin:screening_version_begin"))
    return Version.objects.get(status="draft")


def test_a_draft_is_a_copy_that_nobody_has_changed_yet(draft: Version, published: Version) -> None:
    assert (draft.number, draft.based_on, draft.edited_by) == (2, published, [])
    assert draft.rules.count() == published.rules.count()
    assert not draft.is_signed


def test_a_rule_is_changed_and_the_draft_knows_by_whom(lead: Client, draft: Version) -> None:
    before = draft.changed_at
    saved = save(lead, rule(draft, "M1"), when="medicines includes_any blood_thinner, aspirin")
    assert saved == ""
    assert rule(draft, "M1").when == ["medicines", "includes_any", ["blood_thinner", "aspirin"]]
    draft.refresh_from_db()
    assert len(draft.edited_by) == 1
    assert draft.changed_at is not None
    assert before is not None
    assert draft.changed_at > before


def test_a_form_that_nobody_touched_changes_nothing_of_a_rule(lead: Client, draft: Version) -> None:
    before = Rule.objects.filter(pk=rule(draft, "L3b").pk).values().get()
    assert save(lead, rule(draft, "L3b")) == ""
    assert Rule.objects.filter(pk=rule(draft, "L3b").pk).values().get() == before


def test_a_condition_that_cannot_be_read_comes_back_with_what_was_typed(
    lead: Client, draft: Version
) -> None:
    page = save(lead, rule(draft, "M1"), when="medicines includes asprin", reason="My new reason")
    assert "Did you mean aspirin?" in page
    assert "medicines includes asprin" in page
    assert "My new reason" in page
    assert rule(draft, "M1").when == ["medicines", "includes", "blood_thinner"]


def test_add_this_line_shows_the_form_with_it_and_saves_nothing(
    lead: Client, draft: Version
) -> None:
    page = save(
        lead,
        rule(draft, "M1"),
        line="areas includes neck",
        _add_line="1",
        reason="Half a thought",
    )
    assert "medicines includes blood_thinner\nareas includes neck" in page
    assert "Half a thought" in page
    assert "Please correct" not in page
    assert rule(draft, "M1").when == ["medicines", "includes", "blood_thinner"]


def test_a_line_added_below_a_group_belongs_to_the_group(lead: Client, draft: Version) -> None:
    group = "any\n  medicines includes aspirin\n  age below 16"
    page = save(lead, rule(draft, "M1"), when=group, line="areas includes neck", _add_line="1")
    assert f"{group}\n  areas includes neck" in page


def test_an_urgent_stop_binds_every_service(lead: Client, draft: Version) -> None:
    page = save(lead, rule(draft, "M1"), level="stop_urgent", binds="needling")
    assert "binds every service" in page
    assert save(lead, rule(draft, "M1"), level="stop_urgent", binds="every") == ""


def test_h21_an_emergency_rule_is_reworded_and_never_lowered_or_deleted(
    lead: Client, draft: Version
) -> None:
    assert save(lead, rule(draft, "E1"), level="note", binds="needling", reason="Clearer.") == ""
    firm = rule(draft, "E1")
    assert (firm.level, firm.binds, firm.firm, firm.reason) == (
        "emergency",
        "every",
        True,
        "Clearer.",
    )
    assert lead.post(address(firm, "delete"), {"post": "yes"}).status_code == 403
    assert rule(draft, "E1")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"code": "M2a"}, "already exists"),
        ({"extra_minutes": 121}, "120 minutes"),
        ({"extra_minutes": -1}, "greater than or equal to 0"),
        ({"flags": "x" * 41}, "40 letters or fewer"),
        ({"flags": "postpone_until:+soon"}, "It needs healed, or +1 to +365 days"),
        ({"when": ""}, "Say when the rule fires."),
        ({"code": "E1"}, "already exists"),
    ],
)
def test_what_the_database_refuses_is_a_sentence(
    lead: Client, draft: Version, changes: dict[str, Any], said: str
) -> None:
    assert said in save(lead, rule(draft, "M1"), **changes)


def test_a_new_rule_comes_last(lead: Client, draft: Version) -> None:
    path = reverse("admin:screening_rule_add") + f"?version={draft.pk}"
    typed = {
        "code": "NEW",
        "when": "age at_least 80",
        "level": "review",
        "binds": "needling",
        "reason": "Local policy.",
        "confidence": "low",
        "extra_minutes": 10,
    }
    assert lead.post(path, {**form_of(lead, path), **typed}).status_code == 302
    made = rule(draft, "NEW")
    assert (made.when, made.extra_minutes) == (["age", "at_least", 80], 10)
    assert made == draft.rules.order_by("order").last()


def test_a_question_takes_another_place_and_the_rest_close_up(lead: Client, draft: Version) -> None:
    assert save(lead, question(draft, "skin"), after="areas") == ""
    keys = list(draft.questions.order_by("page", "order").values_list("key", flat=True))
    assert keys.index("skin") == keys.index("areas") + 1
    orders = list(draft.questions.order_by("order").values_list("order", flat=True))
    assert orders == list(range(1, len(orders) + 1))


def test_an_answer_is_added_to_a_question(lead: Client, draft: Version) -> None:
    row = question(draft, "skin")
    path = address(row)
    typed = form_of(lead, path)
    total = int(typed["options-TOTAL_FORMS"])
    new = {
        f"options-{total - 1}-key": "sunburn",
        f"options-{total - 1}-label": "Sunburn",
        f"options-{total - 1}-order": 99,
    }
    assert lead.post(path, {**typed, **new}).status_code == 302
    assert row.options.filter(key="sunburn").exists()


def test_a_follow_up_needs_a_condition(lead: Client, draft: Version) -> None:
    row = question(draft, "skin")
    parent = question(draft, "areas")
    assert "A follow-up needs a condition" in save(lead, row, parent=parent.pk, shown_when="")


def test_two_people_at_once_overwrite_nothing_in_silence(lead: Client, draft: Version) -> None:
    path = address(rule(draft, "M1"))
    old = form_of(lead, path)
    assert save(lead, rule(draft, "M3"), reason="Changed by a colleague.") == ""
    answer = lead.post(path, {**old, "reason": "Mine"})
    assert "Somebody else has changed this draft" in answer.content.decode()
    assert rule(draft, "M1").reason != "Mine"
    again = {**old, "reason": "Mine", "seen": answer.context["adminform"].form["seen"].value()}
    assert lead.post(path, again).status_code == 302
    assert rule(draft, "M1").reason == "Mine"


def test_a_draft_that_was_published_meanwhile_takes_no_change(lead: Client, draft: Version) -> None:
    path = address(rule(draft, "M1"))
    old = form_of(lead, path)
    at_desk(person("practitioner")).post(
        reverse("admin:questionnaire_publish", args=[draft.pk]),
        {"seen": draft.changed_at.isoformat() if draft.changed_at else ""},
    )
    assert Version.objects.published() == draft
    answer = lead.post(path, {**old, "reason": "Too late"}, follow=True)
    assert "is no draft any more" in answer.content.decode()
    assert rule(draft, "M1").reason != "Too late"


def test_a_draft_is_thrown_away_after_asking(lead: Client, draft: Version) -> None:
    path = reverse("admin:screening_version_discard", args=[draft.pk])
    assert "are gone then" in lead.get(path).content.decode()
    lead.post(path)
    assert not Version.objects.filter(pk=draft.pk).exists()
    assert lead.post(path).status_code == 404
