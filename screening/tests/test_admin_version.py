"""A version's own page: a draft's titles, the signature, and what goes wrong around them."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from bookings.tests.desk import at_desk, person
from screening import drafting, publishing
from screening.admin.version_forms import VersionForm
from screening.models import Version
from screening.tests.pages import address as address_of
from screening.tests.pages import form_of, question, rule

TITLES = "A\nB\nC\nD\nE, and F"
SIGNED = {"signed_by": "A. Clinician", "signed_registration": "PHY0000", "signed_on": "2027-03-02"}


@pytest.fixture
def lead(db: None) -> Client:
    return at_desk(person("clinical lead"))


@pytest.fixture
def draft(published: Version, now: dt.datetime) -> Version:
    return drafting.begin(base=published, now=now)


def address(version: Version) -> str:
    return reverse("admin:screening_version_change", args=[version.pk])


def save(client: Client, version: Version, **typed: str) -> str:
    """The page that comes back; empty when it was saved."""
    path = address(version)
    answer = client.post(path, {**form_of(client, path), **typed})
    version.refresh_from_db()
    return "" if answer.status_code == 302 else answer.content.decode()


@pytest.fixture
def meanwhile(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], object]], None]:
    """Let something happen after the version was read and before the form is saved."""
    whole = VersionForm.full_clean

    def _meanwhile(act: Callable[[], object]) -> None:
        def late(form: Any) -> None:
            if form.is_bound:
                act()
            whole(form)

        monkeypatch.setattr(VersionForm, "full_clean", late)

    return _meanwhile


def test_the_titles_of_a_draft_are_five(lead: Client, draft: Version) -> None:
    assert "Write 5 titles" in save(lead, draft, page_titles="One")
    assert save(lead, draft, page_titles=TITLES) == ""
    assert draft.page_titles == ["A", "B", "C", "D", "E, and F"]
    assert len(draft.edited_by) == 1


def test_titles_that_a_colleague_wrote_are_not_overwritten_in_silence(
    lead: Client, draft: Version
) -> None:
    colleague = at_desk(person("clinical lead", "other@staff.example"))
    old = form_of(lead, address(draft))
    assert save(colleague, draft, page_titles=TITLES) == ""
    answer = lead.post(address(draft), {**old, "page_titles": "1\n2\n3\n4\n5"})
    assert "Somebody else has changed this draft" in answer.content.decode()
    assert "1\n2\n3\n4\n5" in answer.content.decode()
    draft.refresh_from_db()
    assert draft.page_titles[0] == "A"


def test_an_editor_is_not_forgotten_by_one_who_saves_at_the_same_instant(
    lead: Client, draft: Version, now: dt.datetime, meanwhile: Callable[..., None]
) -> None:
    other = person("clinical lead", "other@staff.example")
    fresh = Version.objects.get(pk=draft.pk)
    # The same moment: the mark of the form does not tell the two apart.
    meanwhile(lambda: drafting.changed(fresh, now=now, by=other.pk))
    assert save(lead, draft, page_titles=TITLES) == ""
    assert other.pk in draft.edited_by
    assert len(draft.edited_by) == 2


def test_titles_of_a_draft_that_was_published_meanwhile_are_told_so(
    lead: Client, draft: Version, now: dt.datetime, meanwhile: Callable[..., None]
) -> None:
    meanwhile(lambda: publishing.publish(version=draft, now=now))
    assert "is no draft any more" in save(lead, draft, page_titles=TITLES)
    assert draft.page_titles[0] != "A"


def test_h15_a_published_version_is_signed_on_its_page_and_only_once(
    lead: Client, published: Version
) -> None:
    assert "A signature has name, registration number and date." in save(
        lead, published, signed_by="A. Clinician"
    )
    assert not published.is_signed
    assert save(lead, published, **SIGNED) == ""
    assert published.signed_on == dt.date(2027, 3, 2)


def test_h15_a_second_signature_at_the_same_instant_is_refused(
    lead: Client, published: Version, meanwhile: Callable[..., None]
) -> None:
    other = {**SIGNED, "signed_by": "B. Clinician", "signed_on": dt.date(2027, 3, 1)}
    meanwhile(lambda: Version.objects.filter(pk=published.pk, signed_by="").update(**other))
    assert "B. Clinician has signed it meanwhile." in save(lead, published, **SIGNED)
    assert published.signed_by == "B. Clinician"


def test_a_version_that_was_retired_meanwhile_is_signed_and_stays_retired(
    lead: Client, published: Version, meanwhile: Callable[..., None]
) -> None:
    rows = Version.objects.filter(pk=published.pk, status="published")
    meanwhile(lambda: rows.update(status="retired"))
    assert save(lead, published, **SIGNED) == ""
    assert (published.status, published.signed_by) == ("retired", "A. Clinician")


@pytest.mark.parametrize(
    "path", ["rule/none/change/", "question/none/delete/", "rule/add/?version=²", "rule/add/"]
)
def test_an_address_that_names_nothing_is_no_server_error(
    lead: Client, published: Version, path: str
) -> None:
    assert lead.get(f"/admin/screening/{path}").status_code == 302


def test_a_part_of_a_draft_that_is_published_meanwhile_is_not_deleted(
    lead: Client, draft: Version, monkeypatch: pytest.MonkeyPatch
) -> None:
    def too_late(key: int) -> Version:
        raise drafting.NotADraft("It is no draft any more.")

    monkeypatch.setattr(drafting, "locked", too_late)
    answer = lead.post(address_of(rule(draft, "M1"), "delete"), {"post": "yes"}, follow=True)
    assert "It is no draft any more." in answer.content.decode()
    assert rule(draft, "M1")


@pytest.mark.parametrize("kind", ["rule", "question"])
def test_a_new_part_is_written_beside_the_words_that_it_can_use(
    lead: Client, draft: Version, kind: str
) -> None:
    path = f"/admin/screening/{kind}/add/?version={draft.pk}"
    before = (draft.rules.count(), draft.questions.count())
    page = lead.get(path).content.decode()
    assert "<code>medicines</code> (medicines): " in page
    assert "<code>aspirin</code> Aspirin" in page
    typed = {**form_of(lead, path), "line": "medicines includes aspirin", "_add_line": "1"}
    page = lead.post(path, typed).content.decode()
    assert "medicines include “Aspirin”" in page
    assert (draft.rules.count(), draft.questions.count()) == before


def test_the_sentence_follows_the_line_that_was_added(lead: Client, draft: Version) -> None:
    path = address_of(rule(draft, "M1"))
    typed = {**form_of(lead, path), "line": "age below 16", "_add_line": "1"}
    assert "and age is below 16" in lead.post(path, typed).content.decode()


def test_the_form_of_a_part_leads_back_to_its_questionnaire(lead: Client, draft: Version) -> None:
    home = reverse("admin:screening_version_change", args=[draft.pk])
    for row in (question(draft, "skin"), rule(draft, "M1")):
        page = lead.get(address_of(row)).content.decode()
        assert f'<a href="{home}">Questionnaire 2</a>' in page
        assert "related-widget-wrapper-link" not in page
