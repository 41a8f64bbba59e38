"""Reception closes the links and sign-ins of a visit or of a patient (hazard H09)."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bookings.messages.links import new_link
from bookings.models import Appointment, Patient, PatientAccount, VisitLink
from bookings.tests.desk import at_desk, person
from bookings.tests.mine import signed_in
from conftest import Cast, melbourne
from portal.models import User


@pytest.fixture
def visit(cast: Cast, book) -> Appointment:
    return book(melbourne(4, 10))


@pytest.fixture
def link(visit: Appointment, now: dt.datetime) -> str:
    return new_link(visit, now)


def of_visit(visit: Appointment) -> str:
    return reverse("admin:visit_links", args=[visit.reference])


def of_patient(visit: Appointment) -> str:
    return reverse("admin:patient_links", args=[Patient.objects.get(appointments=visit).reference])


def test_h09_the_links_of_a_visit_are_closed_and_so_is_the_open_page(
    reception: Client, visit: Appointment, link: str
) -> None:
    reader = Client()
    reader.get(link)
    assert b"1 link in emails still opens a page" in reception.get(of_visit(visit)).content
    reception.post(of_visit(visit))
    assert reader.get(f"/visit/{visit.reference}/").status_code == 410
    assert Client().get(link).status_code == 410
    assert b"Nothing is open." in reception.get(of_visit(visit)).content


def test_looking_closes_nothing(reception: Client, visit: Appointment, link: str) -> None:
    reception.get(of_visit(visit))
    reception.get(of_patient(visit))
    assert Client().get(link).status_code == 302


def test_the_links_of_one_visit_leave_those_of_another(
    reception: Client, visit: Appointment, now: dt.datetime, book
) -> None:
    other = new_link(book(melbourne(5, 10)), now)
    reception.post(of_visit(visit))
    assert Client().get(other).status_code == 302


def test_h09_every_link_and_sign_in_of_a_patient_is_closed(
    reception: Client, visit: Appointment, link: str, cast: Cast
) -> None:
    reader = signed_in(cast.pat)
    page = reception.get(of_patient(visit)).content.decode()
    assert "pat@patient.example has signed in with a code" in page
    done = reception.post(of_patient(visit), follow=True)
    assert b"2 closed. New emails carry new links." in done.content
    assert reader.get("/my/")["Location"] == "/my/born/"
    assert reader.get(f"/visit/{visit.reference}/").status_code == 404
    assert Client().get(link).status_code == 410
    assert PatientAccount.objects.get().ended_at is not None


def test_an_unsubscribe_link_stays(reception: Client, visit: Appointment, now: dt.datetime) -> None:
    stop = new_link(visit, now, VisitLink.Purpose.UNSUBSCRIBE)
    reception.post(of_patient(visit))
    assert Client().get(stop).status_code == 200


def test_many_sign_ins_ask_no_more_than_one(
    reception: Client, visit: Appointment, cast: Cast, now: dt.datetime
) -> None:
    def asked(expected: int) -> int:
        with CaptureQueriesContext(connection) as queries:
            page = reception.get(of_patient(visit)).content
        assert page.count(b"has signed in with a code") == expected
        # The clock is read again when a second has passed.
        return sum("kit_clock" not in one["sql"] for one in queries)

    for number in range(5):
        user = User.objects.create_user(f"user{number}@patient.example")
        PatientAccount.objects.create(user=user, patient=cast.pat, verified_at=now)
    many = asked(5)
    PatientAccount.objects.filter(user__email__gt="user0@patient.example").delete()
    assert asked(1) == many <= 15


def test_a_patient_closes_nothing_there(visit: Appointment, link: str, cast: Cast) -> None:
    reader = signed_in(cast.pat)
    assert "/login/" in reader.post(of_visit(visit))["Location"]
    assert Client().get(link).status_code == 302


def test_both_pages_are_one_press_from_the_record(visit: Appointment, morning: None) -> None:
    desk = at_desk(person("manager"))
    record = reverse("admin:bookings_appointment_change", args=[visit.pk])
    assert of_visit(visit) in desk.get(record).content.decode()
    record = reverse("admin:bookings_patient_change", args=[visit.patient_id])
    assert of_patient(visit) in desk.get(record).content.decode()
