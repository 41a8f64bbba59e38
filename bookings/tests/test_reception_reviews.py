"""Reviews: reception sees that one waits, practitioners read answers and decide."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from bookings.models import Appointment, Patient, Reading, Status
from bookings.tests.answers import CANARY, TO_DO, assessment
from bookings.tests.desk import at_desk, person
from conftest import Cast, melbourne
from screening.models import Question, Version

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("morning")]


DAY = {"day": "2027-03-12"}


START = melbourne(12, 10)


@pytest.fixture
def practitioner(cast: Cast) -> Client:
    return at_desk(person("practitioner"))


@pytest.fixture
def waiting(cast: Cast, book, now: dt.datetime) -> Appointment:
    """Pat's needling on 12 March, which waits for review."""
    return book(START, service=cast.needling, assessment=assessment(now))


def today(client: Client) -> str:
    return client.get(reverse("admin:index"), DAY).content.decode()


def decide(client: Client, visit: Appointment, **typed: object):
    address = reverse("admin:review_decide", args=[visit.reference])
    return client.post(address, {"version": visit.version, **typed})


def pages_of_reception(visit: Appointment) -> list[str]:
    """Every page on which a reader without the right to answers could meet this visit."""
    return [
        reverse("admin:index") + "?day=2027-03-12",
        reverse("admin:reviews"),
        reverse("admin:tasks"),
        reverse("admin:unresolved"),
        reverse("admin:visit_cancel", args=[visit.reference]),
        reverse("admin:visit_complete", args=[visit.reference]),
        reverse("admin:visit_move", args=[visit.reference]),
        reverse("admin:phone") + f"?patient={Patient.objects.get(appointments=visit).reference}",
        reverse("admin:bookings_appointment_changelist"),
        reverse("admin:bookings_appointment_change", args=[visit.pk]),
        reverse("admin:bookings_patient_change", args=[visit.patient_id]),
        reverse("admin:bookings_review_changelist"),
        reverse("admin:bookings_review_change", args=[visit.review.pk]),
        reverse("admin:bookings_message_changelist"),
    ]


@pytest.mark.parametrize("group", ["reception", "manager"])
def test_h12_no_page_of_reception_holds_a_reason_or_an_answer(
    waiting: Appointment, group: str, practitioner: Client
) -> None:
    decide(practitioner, waiting, decision="clear", reason=f"{CANARY} of the practitioner")
    reader = at_desk(person(group, "reader@staff.example"))
    for path in pages_of_reception(waiting):
        answer = reader.get(path)
        assert answer.status_code == 200, path
        assert CANARY not in answer.content.decode(), path


@pytest.mark.parametrize("group", ["reception", "manager"])
def test_h12_the_decision_page_is_closed_to_reception(waiting: Appointment, group: str) -> None:
    reader = at_desk(person(group, "reader@staff.example"))
    address = reverse("admin:review_decide", args=[waiting.reference])
    assert reader.get(address).status_code == 403
    assert decide(reader, waiting, decision="clear", reason="fine").status_code == 403
    assert Appointment.objects.get(pk=waiting.pk).status == Status.PENDING


def test_reception_sees_that_a_review_waits(reception: Client, waiting: Appointment) -> None:
    page = reception.get(reverse("admin:reviews")).content.decode()
    assert "Pat Example" in page
    assert TO_DO in page
    assert "Decide<" not in page


@pytest.mark.parametrize("group", ["practitioner", "clinical lead"])
def test_those_who_decide_read_answers_reasons_and_sources(
    waiting: Appointment, group: str, caplog: pytest.LogCaptureFixture
) -> None:
    Question.objects.create(
        version=Version.objects.get(),
        key="medicines",
        name="medicines",
        page=1,
        order=1,
        kind="text",
        text="Which medicines do you take?",
    )
    reader = at_desk(person(group, "reader@staff.example"))
    page = reader.get(reverse("admin:review_decide", args=[waiting.reference])).content.decode()
    for said in ("Which medicines do you take?", f"{CANARY} answer", f"{CANARY} reason", "source"):
        assert said in page
    kept = Reading.objects.get()
    assert (kept.user.email, kept.page, kept.appointment) == (
        "reader@staff.example",
        Reading.Page.REVIEW,
        waiting,
    )
    assert not any(CANARY in record.getMessage() for record in caplog.records)


def test_h05_a_yes_books_the_visit(practitioner: Client, waiting: Appointment) -> None:
    decide(practitioner, waiting, decision="clear", reason="Checked by phone.")
    after = Appointment.objects.get(pk=waiting.pk)
    assert after.status == Status.BOOKED
    assert after.review.decision == "clear"
    assert "practitioner said yes" in today(practitioner)


def test_h05_a_no_frees_the_time(practitioner: Client, waiting: Appointment) -> None:
    decide(practitioner, waiting, decision="decline", reason="See a doctor first.")
    assert Appointment.objects.get(pk=waiting.pk).status == Status.CANCELLED


def test_h05_a_decision_needs_a_reason_and_keeps_what_was_typed(
    practitioner: Client, waiting: Appointment
) -> None:
    for typed in (
        {"decision": "clear"},
        {"reason": "half a thought"},
        {"decision": "clear", "reason": "  "},
        {"decision": "conditions", "reason": "half a thought", "conditions": " "},
        {"decision": "service", "reason": "half a thought"},
        {"decision": "anything", "reason": "half a thought"},
    ):
        answer = decide(practitioner, waiting, **typed)
        assert "There is a problem" in answer.content.decode()
    assert Appointment.objects.get(pk=waiting.pk).status == Status.PENDING
    assert (
        "half a thought" in decide(practitioner, waiting, reason="half a thought").content.decode()
    )


def test_two_reviewers_at_once_make_one_decision(
    practitioner: Client, waiting: Appointment
) -> None:
    decide(practitioner, waiting, decision="clear", reason="Fine.")
    answer = decide(practitioner, waiting, decision="decline", reason="Not fine.")
    assert answer.status_code == 409
    assert Appointment.objects.get(pk=waiting.pk).status == Status.BOOKED
