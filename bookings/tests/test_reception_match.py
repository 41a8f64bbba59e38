"""Matching a record with another: side by side, one press, nothing of health (hazard H10)."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from bookings.models import Patient, PatientMerge
from bookings.tests.desk import at_desk, listed, person
from conftest import Cast, melbourne

pytestmark = pytest.mark.django_db
MATCHING = 10


@pytest.fixture
def twin(cast: Cast, now: dt.datetime) -> Patient:
    return Patient.objects.create(
        first_name="Patricia",
        last_name="Example",
        date_of_birth=cast.pat.date_of_birth,
        phone="+61 491 570 999",
        provisional=True,
        created_at=now,
    )


@pytest.fixture(autouse=True)
def quinn_is_somebody_else(cast: Cast) -> None:
    Patient.objects.filter(pk=cast.quinn.pk).update(
        date_of_birth=dt.date(1990, 1, 1), phone="0491 570 158"
    )


def address(patient: Patient, page: str = "match") -> str:
    return reverse(f"admin:patient_{page}", args=[patient.reference])


@pytest.mark.parametrize(
    "same",
    [
        {"date_of_birth": dt.date(1980, 5, 17), "last_name": "EXAMPLE", "phone": ""},
        {"date_of_birth": dt.date(1980, 5, 17), "first_name": "pat", "phone": ""},
        {"email": "PAT@patient.example", "phone": ""},
        {"phone": "+61 491 570 156"},
    ],
)
def test_birthday_and_name_or_email_or_phone_suggest_a_record(
    reception: Client, cast: Cast, now: dt.datetime, same: dict[str, object]
) -> None:
    blank = {
        "first_name": "Somebody",
        "last_name": "Sample",
        "date_of_birth": dt.date(2000, 1, 1),
        "created_at": now,
    }
    one = Patient.objects.create(**{**blank, **same})
    assert f"Pat Example, {cast.pat.reference}" in reception.get(address(one)).content.decode()


def test_the_same_birthday_alone_is_not_enough(
    reception: Client, cast: Cast, now: dt.datetime
) -> None:
    one = Patient.objects.create(
        first_name="Somebody",
        last_name="Sample",
        date_of_birth=cast.pat.date_of_birth,
        created_at=now,
    )
    assert cast.pat.reference not in reception.get(address(one)).content.decode()


def test_one_press_with_a_tick_merges(reception: Client, cast: Cast, twin: Patient, book) -> None:
    visit = book(melbourne(4, 10), patient=twin)
    sent = {"other": cast.pat.reference, "same": "on"}
    page = reception.post(address(twin), sent, follow=True).content.decode()
    visit.refresh_from_db()
    assert visit.patient == cast.pat
    assert "The two records of Pat Example are one now." in page
    assert f"The record {twin.reference} was merged into this one" in page
    assert twin.reference not in listed(reception, "patient")


def test_without_the_tick_nothing_happens_and_a_sentence_says_why(
    reception: Client, cast: Cast, twin: Patient
) -> None:
    page = reception.post(address(twin), {"other": cast.pat.reference}).content.decode()
    assert page.count("Tick that you have checked") == 2, "in the summary and by the field"
    assert not PatientMerge.objects.exists()


def test_a_refusal_is_a_sentence_on_the_page(reception: Client, cast: Cast, twin: Patient) -> None:
    answer = reception.post(address(twin), {"other": twin.reference, "same": "on"})
    assert answer.status_code == 409
    assert "Choose another record: this is the same one." in answer.content.decode()


def test_a_new_patient_is_kept(reception: Client, cast: Cast, twin: Patient) -> None:
    assert twin.reference in listed(reception, "patient", provisional__exact=1)
    reception.post(address(twin, "keep"))
    twin.refresh_from_db()
    assert not twin.provisional


def test_a_merged_record_leads_to_the_one_that_is_kept(
    reception: Client, cast: Cast, twin: Patient
) -> None:
    reception.post(address(twin), {"other": cast.pat.reference, "same": "on"})
    kept = reverse("admin:bookings_patient_change", args=[cast.pat.pk])
    assert reception.get(address(twin))["Location"] == kept
    gone = reverse("admin:bookings_patient_change", args=[twin.pk])
    assert "This record was merged" in reception.get(gone).content.decode()


def test_who_may_not_change_records_may_not_merge(morning: None, cast: Cast, twin: Patient) -> None:
    practitioner = at_desk(person("practitioner"))
    assert practitioner.get(address(twin)).status_code == 403
    assert practitioner.post(address(twin, "keep")).status_code == 403


def test_one_and_many_suggestions_take_the_same_queries(
    reception: Client, cast: Cast, twin: Patient, now: dt.datetime, django_assert_num_queries
) -> None:
    reception.get(address(twin))
    with django_assert_num_queries(MATCHING):
        reception.get(address(twin))
    for number in range(4):
        Patient.objects.create(
            first_name=f"Pat{number}",
            last_name="Example",
            date_of_birth=twin.date_of_birth,
            created_at=now,
        )
    with django_assert_num_queries(MATCHING):
        reception.get(address(twin))
