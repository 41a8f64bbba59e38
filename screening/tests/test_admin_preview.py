"""A questionnaire walked as a patient, with answers that are kept nowhere."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from bookings.models import Draft
from bookings.tests.desk import at_desk, person
from screening.admin.preview import _KEY
from screening.models import Assessment, Version
from screening.questions import steps
from screening.tests.answers import answering


@pytest.fixture
def lead(db: None) -> Client:
    return at_desk(person("clinical lead"))


@pytest.fixture
def draft(lead: Client, published: Version) -> Version:
    lead.post(reverse("admin:screening_version_begin"))
    return Version.objects.get(status="draft")


def page_of(version: Version, slug: str = "") -> str:
    name = {"": "preview", "end": "preview_end"}.get(slug, "preview_page")
    args = [version.pk] if name != "preview_page" else [version.pk, slug]
    return reverse(f"admin:screening_version_{name}", args=args)


def begin(client: Client, version: Version, **changes: Any) -> str:
    return client.post(page_of(version), {"kind": "needling", "age": 40, **changes})["Location"]


def walk(client: Client, version: Version, **changes: Any) -> str:
    """To the end, with a healthy person's answers but for these; the page that it comes to."""
    path = begin(client, version)
    answers = answering(**changes)
    for _ in range(12):
        if path == page_of(version, "end"):
            break
        slug = path.rstrip("/").rpartition("/")[2]
        step = next(one for one in steps(version, "needling", answers) if one.slug == slug)
        typed = {one.key: answers[one.key] for one in step.questions if one.key in answers}
        path = client.post(path, typed)["Location"]
    return client.get(path).content.decode()


def test_every_page_looks_as_it_does_to_a_patient_and_says_that_it_is_a_preview(
    lead: Client, draft: Version
) -> None:
    page = lead.get(begin(lead, draft)).content.decode()
    assert "Preview of questionnaire 2." in page
    assert "page 1 of 5" in page
    assert 'data-question="emergency_now"' in page


def test_a_page_with_a_fault_comes_back_with_its_error(lead: Client, draft: Version) -> None:
    path = begin(lead, draft)
    page = lead.post(path, {"emergency_now": ["none", "chest_pain"], "red_flags": ["none"]})
    # An emergency does not wait for the rest of its page.
    assert page["Location"] == page_of(draft, "end")
    told = lead.get(page["Location"]).content.decode().split("Rules that fired")[0]
    assert "Chest pain needs to be checked straight away." in told
    assert "One of your answers is missing" not in told
    page = lead.post(begin(lead, draft), {"emergency_now": ["none"]})
    assert "There is a problem" in page.content.decode()


def test_the_end_says_what_the_answers_come_to_and_why(lead: Client, draft: Version) -> None:
    page = walk(lead, draft, medicines=["blood_thinner"], blood_thinner_check=["none"])
    assert "These answers come to: review" in page
    assert "M1" in page
    assert "Keep taking your medicine." in page
    assert "These answers come to: clear" in walk(lead, draft)


def test_a_draft_is_judged_by_its_own_rules(lead: Client, draft: Version) -> None:
    draft.rules.filter(code="M1").update(level="stop")
    page = walk(lead, draft, medicines=["blood_thinner"], blood_thinner_check=["none"])
    assert "These answers come to: stop" in page


def test_nothing_of_it_is_kept(lead: Client, draft: Version) -> None:
    walk(lead, draft)
    assert not Assessment.objects.exists()
    assert not Draft.objects.exists()
    lead.get(page_of(draft))
    assert lead.get(page_of(draft, "end"))["Location"] == page_of(draft)


def test_whoever_leaves_leaves_no_answers_behind(lead: Client, draft: Version) -> None:
    lead.post(begin(lead, draft), {"emergency_now": ["none"], "red_flags": ["none"]})
    assert _KEY in lead.session
    path = reverse("admin:screening_version_preview_leave", args=[draft.pk])
    assert f'action="{path}"' in lead.get(page_of(draft, "2")).content.decode()
    assert lead.get(path).status_code == 405
    assert lead.post(path)["Location"] == reverse("admin:screening_version_change", args=[draft.pk])
    assert _KEY not in lead.session


def test_a_page_that_waits_is_not_skipped(lead: Client, draft: Version) -> None:
    begin(lead, draft)
    assert lead.get(page_of(draft, "5"))["Location"] == page_of(draft, "1")
    assert lead.get(page_of(draft, "end"))["Location"] == page_of(draft, "1")


def test_a_draft_without_questions_comes_to_an_end(lead: Client, draft: Version) -> None:
    draft.rules.all().delete()
    draft.questions.all().delete()
    assert begin(lead, draft) == page_of(draft, "end")
    assert "These answers come to: clear" in lead.get(page_of(draft, "end")).content.decode()


def test_a_page_by_its_address_alone_leads_to_the_beginning(lead: Client, draft: Version) -> None:
    assert lead.get(page_of(draft, "3"))["Location"] == page_of(draft)
    begin(lead, draft)
    assert lead.get(page_of(draft, "nonsense"))["Location"] == page_of(draft, "1")


@pytest.mark.parametrize("wrong", [{"kind": "nonsense"}, {"age": "old"}, {"age": 200}, {"age": ""}])
def test_a_wrong_beginning_is_told(lead: Client, draft: Version, wrong: dict[str, Any]) -> None:
    answer = lead.post(page_of(draft), {"kind": "needling", "age": 40, **wrong})
    assert "There is a problem" in answer.content.decode()
