"""Health answers in full, for those who may read them; and who has read them."""

import datetime as dt

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bookings.models import Appointment, Reading, Task
from bookings.tests.answers import CANARY, assessment
from bookings.tests.desk import at_desk, desk_page, listed, person, treats
from conftest import Cast, melbourne
from screening.models import Question, Version

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("morning")]


@pytest.fixture
def practitioner(cast: Cast) -> Client:
    return at_desk(treats(cast.alex))


@pytest.fixture
def visit(cast: Cast, book, now: dt.datetime) -> Appointment:
    """Pat's needling on 4 March, with a note from the screening."""
    version = Version.objects.create(number=1)
    Question.objects.create(
        version=version, key="medicines", name="medicines", page=1, order=1, kind="text", text="Q?"
    )
    found = assessment(now, "note", version=version, flags=["lie_down"])
    return book(melbourne(4, 10), service=cast.needling, assessment=found)


def page_of(visit: Appointment) -> str:
    return reverse("admin:visit_screening", args=[visit.reference])


def test_a_practitioner_reads_why_with_reasons_sources_and_answers(
    practitioner: Client, visit: Appointment
) -> None:
    page = practitioner.get(page_of(visit)).content.decode()
    for words in (f"{CANARY} reason", f"{CANARY} source", f"{CANARY} answer", "R7: note", "high"):
        assert words in page
    assert f"{CANARY} for the patient" in page


def test_every_reading_is_kept_with_who_which_and_when(
    practitioner: Client, visit: Appointment, now: dt.datetime
) -> None:
    for _ in range(2):
        practitioner.get(page_of(visit))
    rows = Reading.objects.filter(appointment=visit, assessment=visit.assessment)
    assert [row.user.email for row in rows] == ["alex@staff.example"] * 2
    assert all(abs(row.at - now) < dt.timedelta(minutes=1) for row in rows)
    page = practitioner.get(page_of(visit)).content.decode()
    assert page.count("alex@staff.example, the screening of a visit") == 3


@pytest.mark.parametrize("group", ["reception", "manager"])
def test_h12_the_answers_of_a_visit_are_closed_to_reception(visit: Appointment, group: str) -> None:
    client = at_desk(person(group))
    assert client.get(page_of(visit)).status_code == 403
    assert not Reading.objects.exists()
    today = client.get(reverse("admin:index") + "?day=2027-03-04").content.decode()
    assert page_of(visit) not in today
    assert CANARY not in today


def test_today_leads_a_practitioner_to_the_answers(
    practitioner: Client, visit: Appointment
) -> None:
    assert (
        page_of(visit)
        in practitioner.get(reverse("admin:index") + "?day=2027-03-04").content.decode()
    )


def test_h12_the_lead_sees_who_has_read_and_reception_does_not(
    practitioner: Client, visit: Appointment
) -> None:
    practitioner.get(page_of(visit))
    page = listed(at_desk(person("clinical lead")), "reading")
    assert "alex@staff.example" in page
    assert visit.reference in page
    assert CANARY not in page
    assert "Pat" not in page
    refused = at_desk(person("reception")).get(reverse("admin:bookings_reading_changelist"))
    assert refused.status_code == 403


def test_a_reading_is_never_deleted(practitioner: Client, visit: Appointment) -> None:
    practitioner.get(page_of(visit))
    with pytest.raises(DatabaseError), transaction.atomic():
        Reading.objects.all().delete()
    assert Reading.objects.count() == 1


def test_a_clinical_call_back_leads_to_its_answers_and_that_is_kept(
    practitioner: Client, cast: Cast, now: dt.datetime
) -> None:
    found = assessment(now, "stop")
    task = Task.objects.create(
        kind=Task.Kind.CLINICAL, what={"assessment": found.pk}, created_at=now, due_at=now
    )
    address = reverse("admin:task_answers", args=[task.pk])
    page = desk_page(practitioner, "tasks")
    assert address in page
    assert "Assessment:" not in page
    assert f"{CANARY} reason" in practitioner.get(address).content.decode()
    assert Reading.objects.get().page == Reading.Page.CALL_BACK


def test_a_task_without_answers_has_none_to_open(practitioner: Client, now: dt.datetime) -> None:
    task = Task.objects.create(kind=Task.Kind.CALL_BACK, what={}, created_at=now, due_at=now)
    assert practitioner.get(reverse("admin:task_answers", args=[task.pk])).status_code == 404


def test_a_visit_without_a_screening_has_no_such_page(
    practitioner: Client, cast: Cast, book
) -> None:
    assert practitioner.get(page_of(book(melbourne(4, 14)))).status_code == 404


def test_the_page_takes_few_queries(practitioner: Client, visit: Appointment) -> None:
    practitioner.get(page_of(visit))
    with CaptureQueriesContext(
        connection,
    ) as seen:
        practitioner.get(page_of(visit))
    assert len(seen) <= 16
