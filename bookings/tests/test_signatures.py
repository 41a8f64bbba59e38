"""Who signs what, on one page, and that a signature belongs to the words (hazard H15)."""

import datetime as dt
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, Settings

from bookings import consent_text, messages, signatures
from bookings.access import gate
from bookings.consent_text import load_consent_text
from bookings.models import ConsentText, Step
from bookings.signatures import Moved, Signature
from bookings.tests.desk import at_desk, person, save_record
from conftest import Cast
from portal.models import User
from screening.load import load

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("morning")]
DAY = dt.date(2027, 3, 2)
SIGNATURE = Signature(name="A. Demo", registration="DEMO 1", on=DAY)


@pytest.fixture
def texts(cast: Cast, now: dt.datetime) -> list[signatures.Paper]:
    """Everything that a new clinic has, unsigned."""
    load(now=now)
    load_consent_text(now=now)
    messages.load_journey(now - dt.timedelta(days=30))
    return signatures.papers()


@pytest.fixture
def clinician(lead: User, texts: list[signatures.Paper]) -> Client:
    return at_desk(lead)


def typed(**changes: Any) -> dict[str, Any]:
    """The form with everything ticked and filled in."""
    usual: dict[str, Any] = {
        "texts": [one.value for one in signatures.papers()],
        "name": "A. Demo",
        "registration": "DEMO 1",
        "on": "2027-03-02",
        "have_read": "on",
    }
    return {**usual, **changes}


def send(client: Client, **changes: Any):
    return client.post(reverse("admin:signatures"), typed(**changes))


def page(client: Client) -> str:
    return client.get(reverse("admin:signatures")).content.decode()


def test_h15_one_page_signs_every_text_and_opens_needling_online(
    clinician: Client, texts: list[signatures.Paper], settings: Settings
) -> None:
    settings.DEMO = False
    assert "Needling cannot be booked online now." in page(clinician)
    assert not gate.is_open_for_needles()
    # Without the demo its moved clock is none.
    assert send(clinician, on="2020-01-02").status_code == 302
    assert gate.is_open_for_needles()
    signed = page(clinician)
    assert "Every text is signed." in signed
    assert signed.count("DEMO 1") == len(texts)
    assert LogEntry.objects.filter(change_message="Signed.").count() == len(texts)


def test_h15_nothing_is_ticked_or_named_beforehand(clinician: Client) -> None:
    shown = page(clinician)
    assert " checked" not in shown
    assert 'name="name" maxlength="120" required id="id_name"' in shown
    assert 'value="2027-03-02"' in shown


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"texts": []}, "Tick what you sign."),
        ({"name": " "}, "Write the name of the clinician who signs."),
        ({"registration": ""}, "Write the registration number."),
        ({"on": "2027-03-04"}, "This day is still to come."),
        ({"on": "soon"}, "Write the date as day, month and year."),
        ({"have_read": ""}, "Read the texts, and tick this."),
        ({"texts": ["consent:99:"]}, "has changed meanwhile"),
    ],
)
def test_what_is_missing_is_said_beside_its_field_and_in_the_summary(
    clinician: Client, changes: dict[str, Any], sentence: str
) -> None:
    assert send(clinician, **changes).content.decode().count(sentence) == 2
    assert not ConsentText.objects.exclude(signed_by="").exists()


@pytest.mark.parametrize("group", ["reception", "practitioner", "manager"])
def test_h15_the_others_see_it_and_sign_nothing(texts: list[signatures.Paper], group: str) -> None:
    client = at_desk(person(group))
    assert "The clinical lead signs here." in page(client)
    assert send(client).status_code == 403
    assert not ConsentText.objects.exclude(signed_by="").exists()


def test_h15_a_text_that_changed_since_it_was_read_is_not_signed(
    clinician: Client, lead: User
) -> None:
    before = typed()["texts"]
    Step.objects.filter(key="aftercare").update(body="Other words.")
    assert "has changed meanwhile" in send(clinician, texts=before).content.decode()
    with pytest.raises(Moved):
        signatures.sign(before, SIGNATURE, by=lead)
    assert not ConsentText.objects.exclude(signed_by="").exists()


def test_h15_what_somebody_signed_meanwhile_is_not_signed_over(
    texts: list[signatures.Paper], lead: User
) -> None:
    values = [one.value for one in texts]
    signatures.sign(values, SIGNATURE, by=lead)
    with pytest.raises(Moved):
        signatures.sign(values[:1], SIGNATURE, by=lead)


@pytest.mark.parametrize("change", [{"body": "New."}, {"subject": "New"}, {"red_flags": False}])
def test_h15_the_database_keeps_no_signature_on_changed_words(
    texts: list[signatures.Paper], lead: User, change: dict[str, Any]
) -> None:
    signatures.sign([one.value for one in texts], SIGNATURE, by=lead)
    step = Step.objects.filter(key="aftercare")
    with pytest.raises(IntegrityError, match="signed again"), transaction.atomic():
        step.update(**change, optional=False)
    step.update(name="Another name")
    off: dict[str, Any] = {"signed_by": "", "signed_registration": "", "signed_on": None}
    assert step.update(body="New.", **off) == 1


def test_h15_a_new_consent_text_waits_for_its_own_signature(
    texts: list[signatures.Paper], lead: User, now: dt.datetime, settings: Settings
) -> None:
    settings.DEMO = False
    signatures.sign([one.value for one in texts], SIGNATURE, by=lead)
    draft = consent_text.begin(now=now)
    consent_text.publish(text=draft, now=now, by=lead, seen=draft.last_change)
    assert not gate.is_open_for_needles()
    waiting = [one for one in signatures.papers() if not one.text.is_signed]
    assert [one.text for one in waiting] == [draft]


def test_h15_no_manager_signs_on_the_form_of_a_message(
    texts: list[signatures.Paper], manager: Client
) -> None:
    step = Step.objects.get(key="aftercare")
    save_record(manager, step, signed_by="Nobody", signed_registration="0", signed_on="2027-03-02")
    assert not Step.objects.get(pk=step.pk).is_signed


def test_what_is_not_there_at_all_is_named(cast: Cast, lead: User) -> None:
    assert "Nothing is in force of: questionnaire, consent." in page(at_desk(lead))


@pytest.mark.usefixtures("steady_clock")
def test_the_page_takes_the_same_queries_with_few_and_with_many_texts(
    clinician: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    page(clinician)
    with django_assert_num_queries(_QUERIES):
        page(clinician)
    Step.objects.filter(red_flags=True).exclude(key="aftercare").update(active=False)
    with django_assert_num_queries(_QUERIES):
        page(clinician)


_QUERIES = 11
