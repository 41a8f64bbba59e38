"""After the visit at the desk: aftercare on paper, how it went, and nobody to write to."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from bookings import scheduling
from bookings.models import Appointment, Message, Patient, Reading, Status
from bookings.tests.desk import at_desk, treats
from bookings.tests.walking import set_clock
from conftest import Cast, melbourne
from screening.models import Assessment

Book = Callable[..., Appointment]
TODAY = melbourne(2, 10)


@pytest.fixture
def visit(book: Book, cast: Cast, journey: None) -> Appointment:
    return book(TODAY, service=cast.needling)


def today(client: Client) -> str:
    return client.get(reverse("admin:index")).content.decode()


def paper(client: Client, visit: Appointment) -> str:
    return client.get(reverse("admin:visit_aftercare", args=[visit.reference])).content.decode()


@pytest.mark.parametrize(
    "state",
    [
        {"email": ""},
        {"contact_state": "none"},
        {"email_refused_at": melbourne(1, 9)},
        {"contact_state": "paused", "paused_until": melbourne(20, 9)},
    ],
)
def test_h06_whom_no_email_reaches_is_handed_the_aftercare_on_paper(
    reception: Client, visit: Appointment, state: dict[str, object]
) -> None:
    assert "Hand over printed aftercare" not in today(reception)
    Patient.objects.update(**state)
    assert "Hand over printed aftercare" in today(reception)
    page = paper(reception, visit)
    assert "Here is what to expect after your needling on Tuesday 2 March 2027." in page
    assert "chest pain, or a tight chest" in page
    assert "I had dry needling on Tuesday 2 March 2027" in page
    assert "1800 022 222" in page
    assert "visit_link" not in page


def test_a_visit_without_needles_has_no_aftercare_to_hand_over(
    reception: Client, book: Book, journey: None
) -> None:
    visit = book(TODAY)
    Patient.objects.update(email="")
    assert "Hand over printed aftercare" not in today(reception)
    address = reverse("admin:visit_aftercare", args=[visit.reference])
    assert reception.get(address).status_code == 404


def test_h08_every_visit_ahead_is_cancelled_in_one_step_and_no_email_says_so(
    reception: Client, cast: Cast, book: Book, visit: Appointment, tick: Callable[..., object]
) -> None:
    later, theirs = book(melbourne(9, 10)), book(melbourne(9, 12), patient=cast.quinn)
    tick(melbourne(1, 9))
    Patient.objects.filter(pk=cast.pat.pk).update(contact_state="died")
    address = reverse("admin:patient_clear", args=[cast.pat.reference])
    page = reception.get(address).content.decode()
    assert "has died" in page
    assert "Cancel these 2 visits without an email" in page
    assert (
        "2 visits of Pat Example are cancelled."
        in reception.post(address, follow=True).content.decode()
    )
    tick(melbourne(2, 9))
    for gone in (visit, later):
        gone.refresh_from_db()
        assert (gone.status, gone.tell_patient) == (Status.CANCELLED, False)
    theirs.refresh_from_db()
    assert theirs.status == Status.BOOKED
    sent = Message.objects.filter(patient=cast.pat, step__anchor__startswith="cancelled")
    assert set(sent.values_list("status", "reason")) == {("skipped", "staff chose not to write")}


def test_h12_how_it_went_is_for_practitioners_and_each_reading_is_kept(
    reception: Client, visit: Appointment, now: dt.datetime
) -> None:
    address = reverse("admin:visit_how_it_went", args=[visit.reference])
    assert reception.get(address).status_code == 403
    practitioner = at_desk(treats(visit.practitioner))
    assert "has not said anything" in practitioner.get(address).content.decode()
    assert [one.page for one in Reading.objects.all()] == ["check_ins"]


def test_a_course_shows_what_was_said_after_each_visit_and_when_to_look_back(
    visit: Appointment, cast: Cast, book: Book, screened: Callable[..., Assessment]
) -> None:
    visits = [visit, book(melbourne(9, 10), service=cast.needling)]
    visits.append(book(melbourne(16, 10), service=cast.needling))
    Appointment.objects.filter(pk=visit.pk).update(assessment=screened(pain_now=8))
    for pain, one in zip((6, 4, 3), visits, strict=True):
        Appointment.objects.filter(pk=one.pk).update(
            status=Status.FULFILLED, closed_at=one.during.upper
        )
        one.refresh_from_db()
        later = one.during.upper + dt.timedelta(days=2)
        scheduling.report(now=later, appointment=one, feeling="better", pain=pain)
    set_clock(melbourne(20, 10))
    page = at_desk(treats(cast.alex)).get(
        reverse("admin:visit_how_it_went", args=[visit.reference])
    )
    words = page.content.decode()
    assert "3 visits so far" in words
    assert "Time to look back" in words
    assert "8 of 10" in words
    assert [one.said["pain"] for one in page.context["course"].check_ins] == [3, 4, 6]
