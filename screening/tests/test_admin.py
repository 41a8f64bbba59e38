"""The page of a version in the admin: it reads as sentences, and only what may be is open."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bookings.access import gate
from bookings.models import Service
from bookings.tests.desk import at_desk, person
from screening.load import draft, read
from screening.models import Version


@pytest.fixture
def lead(db: None) -> Client:
    return at_desk(person("clinical lead"))


def page_of(version: Version) -> str:
    return reverse("admin:screening_version_change", args=[version.pk])


def test_questions_and_rules_read_as_sentences(lead: Client, published: Version) -> None:
    page = lead.get(page_of(published)).content.decode()
    for words in (
        "medicines include “Clopidogrel, ticagrelor or prasugrel”: review.",
        "asked if how long it has hurt is “Under 6 weeks”",
        "Binds services with needles.",
        "Adds 15 minutes.",
        "Asks for a senior practitioner.",
        "Cannot be lowered.",
        "If age is below 16: stop.",
        "Complement Ther Med 2023",
    ):
        assert words in page, words


def test_a_published_version_offers_no_change_but_its_signature(
    lead: Client, published: Version
) -> None:
    page = lead.get(page_of(published)).content.decode()
    assert "Add a rule" not in page
    assert "A published questionnaire never changes" in page
    typed = {
        "signed_by": "A. Clinician",
        "signed_registration": "PHY0000",
        "signed_on": "2027-03-02",
        "page_titles": "x",
        "number": 7,
    }
    assert lead.post(page_of(published), typed).status_code == 302
    published.refresh_from_db()
    assert (published.signed_by, published.number) == ("A. Clinician", 1)
    assert published.signed_on == dt.date(2027, 3, 2)
    assert published.page_titles[0] == "Check it is safe to go on"
    lead.post(page_of(published), {**typed, "signed_by": "Somebody else"})
    published.refresh_from_db()
    assert published.signed_by == "A. Clinician"


def test_h15_half_a_signature_is_a_sentence_and_not_an_error(
    lead: Client, published: Version
) -> None:
    answer = lead.post(page_of(published), {"signed_by": "A. Clinician"})
    assert answer.status_code == 200
    assert "A signature has name, registration number and date." in answer.content.decode()


def test_the_page_of_a_draft_takes_few_queries(lead: Client, published: Version) -> None:
    version = draft(read())
    lead.get(page_of(version))
    with CaptureQueriesContext(connection) as seen:
        lead.get(page_of(version))
    assert len(seen) <= 20


@pytest.mark.parametrize("name", ["change", "preview", "compare"])
def test_who_may_not_read_the_questionnaire_finds_no_page(published: Version, name: str) -> None:
    address = reverse(f"admin:screening_version_{name}", args=[published.pk])
    assert at_desk(person("reception")).get(address).status_code in (403, 404)
    assert at_desk(person("practitioner")).get(address).status_code in (200, 302)


@pytest.mark.parametrize("name", ["discard", "retire"])
def test_a_practitioner_changes_nothing(published: Version, name: str) -> None:
    version = draft(read()) if name == "discard" else published
    address = reverse(f"admin:screening_version_{name}", args=[version.pk])
    assert at_desk(person("practitioner")).post(address).status_code == 404
    assert Version.objects.filter(pk=version.pk).exclude(status="retired").exists()
    begin = at_desk(person("practitioner", "two@staff.example"))
    assert begin.post(reverse("admin:screening_version_begin")).status_code == 404


def test_retiring_asks_first_and_closes_online_booking(lead: Client, published: Version) -> None:
    address = reverse("admin:screening_version_retire", args=[published.pk])
    assert "closes at once" in lead.get(address).content.decode()
    assert Version.objects.published() == published
    lead.post(address)
    assert Version.objects.published() is None
    refusal = gate.read().refusal(Service(active=True, online=True), age=40)
    assert "Online booking is not open yet" in refusal
    assert "Only the published questionnaire" in lead.post(address, follow=True).content.decode()
