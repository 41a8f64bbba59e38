"""Whose health answers a practitioner may open, on each page that has them (hazard H12)."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from bookings import scheduling
from bookings.access.readers import may_read
from bookings.models import Appointment, Reading, Review, Status
from bookings.tests.answers import CANARY, assessment
from bookings.tests.desk import at_desk, person, treats
from conftest import Cast, melbourne
from portal.models import User
from screening.models import Version

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("morning")]


@pytest.fixture
def visit(cast: Cast, book, now: dt.datetime) -> Appointment:
    """Pat's needling by Alex on 4 March, with a note from the screening."""
    found = assessment(now, "note", version=Version.objects.create(number=1))
    return book(melbourne(4, 10), service=cast.needling, assessment=found)


@pytest.fixture
def blake(cast: Cast) -> User:
    return treats(cast.blake)


def pages(visit: Appointment) -> list[str]:
    names = ("admin:visit_screening", "admin:visit_how_it_went")
    return [reverse(name, args=[visit.reference]) for name in names]


def test_a_practitioner_opens_no_answers_of_somebody_elses_patient(
    visit: Appointment, blake: User
) -> None:
    client = at_desk(blake)
    for address in pages(visit):
        answer = client.get(address)
        assert answer.status_code == 403
        assert "You have no visit with the patient of visit" in answer.content.decode()
        assert CANARY not in answer.content.decode()
    assert not Reading.objects.exists()


@pytest.mark.parametrize("day", [2, 4, 9])
def test_one_visit_past_or_ahead_opens_all_answers_of_the_patient_and_each_is_kept(
    cast: Cast, book, visit: Appointment, blake: User, day: int
) -> None:
    book(melbourne(day, 13), location=cast.perth, practitioner=cast.blake)
    client = at_desk(blake)
    assert [client.get(address).status_code for address in pages(visit)] == [200, 200]
    assert [row.user for row in Reading.objects.all()] == [blake, blake]


def test_a_cancelled_visit_opens_nothing(
    cast: Cast, book, visit: Appointment, blake: User, now: dt.datetime
) -> None:
    own = book(melbourne(9, 13), location=cast.perth, practitioner=cast.blake)
    assert may_read(blake, visit)
    scheduling.cancel(now=now, appointment=own, by=blake, who=Appointment.CancelledBy.CLINIC)
    assert not may_read(blake, visit)


def test_who_decides_reads_what_waits_and_what_they_have_decided(
    visit: Appointment, blake: User, now: dt.datetime
) -> None:
    Appointment.objects.filter(pk=visit.pk).update(status=Status.PENDING)
    visit.refresh_from_db()
    assert may_read(blake, visit)
    Appointment.objects.filter(pk=visit.pk).update(status=Status.BOOKED)
    visit.refresh_from_db()
    assert not may_read(blake, visit)
    Review.objects.create(
        appointment=visit, due_at=now, decided_at=now, decided_by=blake, decision="clear"
    )
    assert may_read(blake, visit)


def test_a_review_that_another_one_has_decided_is_closed(
    visit: Appointment, blake: User, now: dt.datetime
) -> None:
    lead = person("clinical lead")
    Review.objects.create(
        appointment=visit, due_at=now, decided_at=now, decided_by=lead, decision="clear"
    )
    address = reverse("admin:review_decide", args=[visit.reference])
    assert at_desk(blake).get(address).status_code == 403
    assert at_desk(lead).get(address).status_code == 200


def test_the_clinical_lead_reads_every_answer(visit: Appointment) -> None:
    client = at_desk(person("clinical lead"))
    assert [client.get(address).status_code for address in pages(visit)] == [200, 200]


@pytest.mark.parametrize("group", ["reception", "manager"])
def test_reception_and_manager_read_none(visit: Appointment, group: str) -> None:
    user = person(group)
    assert not may_read(user, visit)
    Appointment.objects.filter(pk=visit.pk).update(status=Status.PENDING)
    visit.refresh_from_db()
    assert not may_read(user, visit)


def test_only_those_who_may_open_answers_are_led_to_them(
    cast: Cast, visit: Appointment, blake: User
) -> None:
    ways = (
        reverse("admin:index") + "?day=2027-03-04&who=all",
        reverse("admin:bookings_appointment_change", args=[visit.pk]),
    )
    for user, leads in ((blake, False), (treats(cast.alex), True), (person("clinical lead"), True)):
        client: Client = at_desk(user)
        for way in ways:
            assert (pages(visit)[0] in client.get(way).content.decode()) is leads
