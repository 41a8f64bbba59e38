"""Consent at the desk: what stands above the closing form, the paper, and a yes taken back."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from bookings.consent_text import begin, load_consent_text, publish
from bookings.models import (
    Appointment,
    Consent,
    ConsentText,
    Patient,
    Reading,
    SpokenConsent,
)
from bookings.tests.answers import assessed
from bookings.tests.desk import at_desk, treats
from conftest import Cast, melbourne
from portal.models import User
from screening.models import Version

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("morning")]


@pytest.fixture
def text(questionnaire: Version, now: dt.datetime) -> ConsentText:
    return load_consent_text(now=now)


@pytest.fixture
def visit(
    cast: Cast,
    book: Callable[..., Appointment],
    questionnaire: Version,
    text: ConsentText,
    now: dt.datetime,
) -> Appointment:
    """Pat's needling on Wednesday at ten; Pat takes aspirin."""
    given = assessed(questionnaire, now, ["aspirin"])
    return book(melbourne(3, 10), service=cast.needling, assessment=given)


def agreed(visit: Appointment, text: ConsentText, now: dt.datetime, **boxes: Any) -> Consent:
    given = {"given_at": now, "given_by": "patient", "given_name": "Pat Example"}
    return Consent.objects.create(appointment=visit, text=text, **given, **boxes)


def page(client: Client, name: str, visit: Appointment) -> str:
    answer = client.get(reverse(f"admin:{name}", args=[visit.reference]))
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize(
    ("ticked", "words"),
    [
        (True, "Electrical stimulation: yes online."),
        (False, "Electrical stimulation: not agreed to online."),
        (None, "Electrical stimulation: not asked online."),
    ],
)
def test_what_was_ticked_online_stands_above_the_closing_form(
    reception: Client,
    visit: Appointment,
    text: ConsentText,
    now: dt.datetime,
    words: str,
    *,
    ticked: bool | None,
) -> None:
    agreed(visit, text, now, electrical=ticked)
    shown = page(reception, "visit_complete", visit)
    assert "Pat Example (the patient) read Consent text 1 on 2 March 2027." in shown
    assert words in shown
    assert "is in force since then" not in shown


def test_a_visit_by_phone_says_that_nothing_was_read(reception: Client, visit: Appointment) -> None:
    assert "nothing was read or agreed to" in page(reception, "visit_complete", visit)


def test_a_visit_without_needles_says_nothing_of_consent(reception: Client, book: Any) -> None:
    massage = book(melbourne(3, 12))
    assert "Print the consent form" not in page(reception, "visit_complete", massage)
    address = reverse("admin:visit_consent_form", args=[massage.reference])
    assert reception.get(address).status_code == 404


def test_a_newer_text_is_named_with_what_is_new_in_it(
    reception: Client, visit: Appointment, text: ConsentText, lead: User, now: dt.datetime
) -> None:
    agreed(visit, text, now)
    draft = begin(now=now)
    publish(text=draft, now=now, by=lead, seen=draft.last_change)
    shown = page(reception, "visit_complete", visit)
    assert "Consent text 2 is in force since then." in shown
    address = f"{reverse('admin:consent_text_compare', args=[draft.pk])}?before={text.pk}"
    assert f'href="{address}"' in shown
    assert "Consent text 2 compared with Consent text 1" in reception.get(address).content.decode()


@pytest.mark.usefixtures("steady_clock")
def test_the_closing_form_takes_the_same_queries_with_and_without_a_consent(
    reception: Client,
    visit: Appointment,
    text: ConsentText,
    now: dt.datetime,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    page(reception, "visit_complete", visit)
    with django_assert_num_queries(_QUERIES):
        page(reception, "visit_complete", visit)
    agreed(visit, text, now)
    with django_assert_num_queries(_QUERIES):
        page(reception, "visit_complete", visit)


_QUERIES = 12


def test_h12_own_risks_are_printed_for_who_may_read_them_and_that_is_kept(
    reception: Client, cast: Cast, visit: Appointment
) -> None:
    risk = "With medicine that thins the blood"
    printed = page(reception, "visit_consent_form", visit)
    assert risk not in printed
    assert "My own extra risks:" in printed
    assert "1. What is dry needling?" in printed
    assert not Reading.objects.exists()
    assert risk in page(at_desk(treats(cast.alex)), "visit_consent_form", visit)
    assert Reading.objects.get().appointment == visit


def test_reception_notes_a_yes_taken_back_and_every_page_says_so(
    reception: Client, cast: Cast, visit: Appointment, book: Any
) -> None:
    later = book(melbourne(10, 10), service=cast.needling)
    assert "Note it: no needles" in page(reception, "visit_withdraw", visit)
    assert not SpokenConsent.objects.exists()
    answer = reception.post(reverse("admin:visit_withdraw", args=[visit.reference]))
    assert answer.status_code == 302
    assert SpokenConsent.objects.get().recorded_by == User.objects.get(
        email="reception@staff.example"
    )
    for day in ("2027-03-03", "2027-03-10"):
        listed = reception.get(reverse("admin:index"), {"day": day}).content.decode()
        assert "no needles: yes taken back" in listed
    for name in ("visit_complete", "visit_move"):
        assert "took the yes back on 2 March 2027" in page(reception, name, later)
    record = reverse("admin:bookings_patient_change", args=[cast.pat.pk])
    assert "No needles." in reception.get(record).content.decode()
    phone = reception.get(reverse("admin:phone"), {"patient": cast.pat.reference})
    assert "No needles." in phone.content.decode()


def test_a_visit_that_is_over_is_told_so(reception: Client, visit: Appointment) -> None:
    Appointment.objects.filter(pk=visit.pk).update(status="noshow")
    answer = reception.post(reverse("admin:visit_withdraw", args=[visit.reference]))
    assert answer.status_code == 409
    assert Patient.objects.get(first_name="Pat").no_needles_since is None


def test_what_was_said_and_asked_is_read_by_practitioners(
    cast: Cast, visit: Appointment, lead: User, now: dt.datetime
) -> None:
    SpokenConsent.objects.create(
        appointment=visit, said="not_today", where="visit", at=now, words="Will it hurt?"
    )
    shown = page(at_desk(lead), "visit_how_it_went", visit)
    assert "at the visit: not today" in shown
    assert "Will it hurt?" in shown
