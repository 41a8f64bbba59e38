"""The pages of the consent texts in the admin."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from bookings import consent_text
from bookings.consent_text import load_consent_text
from bookings.models import Appointment, ConsentText
from bookings.tests.desk import at_desk, save_record
from conftest import Cast, melbourne
from portal.models import User
from screening.load import load

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("morning")]


@pytest.fixture
def first(cast: Cast, now: dt.datetime) -> ConsentText:
    load(now=now)
    return load_consent_text(now=now)


@pytest.fixture
def editor(lead: User, first: ConsentText) -> Client:
    return at_desk(lead)


def draft_of(editor: Client) -> ConsentText:
    """A draft, begun on the list."""
    editor.post(reverse("admin:consent_text_begin"))
    return ConsentText.objects.drafts().get()


def opened(client: Client, name: str, text: ConsentText, **asked: Any) -> str:
    return client.get(reverse(f"admin:consent_text_{name}", args=[text.pk]), asked).content.decode()


def test_the_lead_drafts_edits_previews_compares_and_publishes(
    editor: Client, first: ConsentText
) -> None:
    draft = draft_of(editor)
    body = draft.body.replace("It is not a cure.", "It cures nothing.")
    save_record(editor, draft, body=body)
    assert "It cures nothing." in opened(editor, "preview", draft)
    assert "<ins>It may ease pain" in opened(editor, "compare", draft)
    seen = ConsentText.objects.get(pk=draft.pk).last_change
    address = reverse("admin:consent_text_publish", args=[draft.pk])
    assert editor.post(address, {"seen": seen})["Location"] == reverse("admin:signatures")
    assert ConsentText.objects.current() == draft


def test_the_preview_shows_the_risks_that_are_ticked(editor: Client, first: ConsentText) -> None:
    assert "no extra risk" in opened(editor, "preview", first)
    page = opened(editor, "preview", first, risks=["0"])
    assert "no extra risk" not in page
    assert "Call the emergency number if they come." in page
    assert opened(editor, "preview", first, risks=["99"])


def test_what_has_to_be_mended_stands_on_the_draft_and_on_publishing(editor: Client) -> None:
    draft = draft_of(editor)
    save_record(editor, draft, body="# 1. What\nWords.")
    page = editor.get(reverse("admin:bookings_consenttext_change", args=[draft.pk]))
    assert "Part 18 is missing: data." in page.content.decode()
    address = reverse("admin:consent_text_publish", args=[draft.pk])
    assert "Publish it now" not in editor.get(address).content.decode()
    seen = ConsentText.objects.get(pk=draft.pk).last_change
    assert editor.post(address, {"seen": seen}).status_code == 409


def test_who_saves_second_is_told_and_overwrites_nothing(editor: Client, now: dt.datetime) -> None:
    draft = draft_of(editor)
    ConsentText.objects.filter(pk=draft.pk).update(changed_at=now, body="theirs")
    address = reverse("admin:bookings_consenttext_change", args=[draft.pk])
    answer = editor.post(address, {"body": "mine", "seen": draft.last_change})
    assert consent_text.CHANGED in answer.content.decode()
    assert ">\nmine</textarea>" in answer.content.decode()
    assert ConsentText.objects.get(pk=draft.pk).body == "theirs"


def test_the_visits_ahead_are_counted_before_publishing(
    editor: Client, cast: Cast, book: Callable[..., Appointment]
) -> None:
    book(melbourne(3, 10), service=cast.needling)
    book(melbourne(3, 12))
    page = opened(editor, "publish", draft_of(editor))
    assert "1 visit ahead with needles was booked before." in page


def test_a_published_text_is_read_and_not_changed_and_says_how_to(
    editor: Client, first: ConsentText
) -> None:
    address = reverse("admin:bookings_consenttext_change", args=[first.pk])
    page = editor.get(address).content.decode()
    assert "A published text never changes." in page
    assert "1. What is dry needling?" in page
    assert "<textarea" not in page
    for name in ("publish", "discard"):
        answer = editor.post(reverse(f"admin:consent_text_{name}", args=[first.pk]))
        assert answer.status_code == 404


def test_a_draft_is_thrown_away_after_a_question(editor: Client) -> None:
    draft = draft_of(editor)
    assert "Throw it away" in opened(editor, "discard", draft)
    assert ConsentText.objects.drafts().exists()
    editor.post(reverse("admin:consent_text_discard", args=[draft.pk]))
    assert not ConsentText.objects.drafts().exists()


def test_others_read_the_text_and_begin_nothing(reception: Client, first: ConsentText) -> None:
    assert "1. What is dry needling?" in opened(reception, "preview", first)
    assert reception.post(reverse("admin:consent_text_begin")).status_code == 404
    assert not ConsentText.objects.drafts().exists()


def test_there_may_be_nothing_to_compare_with(editor: Client, first: ConsentText) -> None:
    address = reverse("admin:consent_text_compare", args=[first.pk])
    assert "nothing to compare" in editor.get(address, follow=True).content.decode()
