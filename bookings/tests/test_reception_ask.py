"""The health questions on the phone: read word for word, and not shown again (hazard H12)."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from bookings.models import Appointment, Clinic, Review, Task
from bookings.tests.desk import at_desk, person
from bookings.tests.walking import Walker, set_clock
from conftest import Cast, melbourne


@pytest.fixture
def visit(walker: Walker, cast: Cast, book: Callable[..., Appointment]) -> Appointment:
    """Pat's needling on 4 March, booked on the phone and not asked yet."""
    return book(melbourne(4, 10), service=cast.needling)


@pytest.fixture
def desk(walker: Walker, visit: Appointment) -> Walker:
    """Reception's own browser."""
    walker.client = at_desk(person("reception"))
    return walker


def ask(client: Client, visit: Appointment) -> str:
    return client.post(reverse("admin:visit_ask", args=[visit.reference]))["Location"]


def test_h12_reception_reads_the_patients_own_pages_and_sees_no_answer_again(
    desk: Walker, visit: Appointment
) -> None:
    today = desk.get(reverse("admin:index") + "?day=2027-03-04").content.decode()
    assert "Ask the questions" in today
    assert ask(desk.client, visit) == "/book/screening/"
    page = desk.get("/book/screening/1/").content.decode()
    assert "For Pat Example, on the phone: read each question" in page
    assert 'data-question="emergency_now"' in page
    assert desk.answer(medicines=["aspirin"])["Location"] == "/book/done/"
    done = desk.get("/book/done/").content.decode()
    assert "Back to Today" in done
    assert "aspirin" not in done.lower()
    assert desk.get("/book/screening/4/")["Location"] == "/book/done/"
    assert desk.draft.answers == {}
    visit.refresh_from_db()
    assert visit.assessment is not None
    assert visit.assessment.outcome == "note"
    assert (
        "Ask the questions"
        not in desk.get(reverse("admin:index") + "?day=2027-03-04").content.decode()
    )


def test_an_answer_for_review_on_the_phone_waits_for_a_practitioner(
    desk: Walker, visit: Appointment
) -> None:
    ask(desk.client, visit)
    desk.answer(medicines=["blood_thinner"])
    visit.refresh_from_db()
    assert visit.status == "pending"
    assert Review.objects.filter(appointment=visit).exists()


def test_h01_an_emergency_on_the_phone_shows_the_red_card_and_is_a_clinical_task(
    desk: Walker, visit: Appointment
) -> None:
    ask(desk.client, visit)
    assert desk.answer(emergency_now=["breathing"])["Location"] == "/book/result/"
    assert "Get help now" in desk.get("/book/result/").content.decode()
    assert Task.objects.get().kind == Task.Kind.CLINICAL


def test_answers_that_count_no_more_are_asked_again_and_replaced(
    desk: Walker, visit: Appointment, cast: Cast
) -> None:
    ask(desk.client, visit)
    desk.answer(medicines=["aspirin"])
    visit.refresh_from_db()
    earlier = visit.assessment
    Clinic.objects.update(screening_valid_days=1)
    for address in ("admin:index", "admin:screenings_missing"):
        page = desk.get(reverse(address) + "?day=2027-03-04").content.decode()
        assert ("Ask the questions" in page) == (address == "admin:index")
    set_clock(melbourne(3, 9))
    assert "Ask the questions" in desk.get(reverse("admin:screenings_missing")).content.decode()
    assert ask(desk.client, visit) == "/book/screening/"
    desk.answer()
    visit.refresh_from_db()
    assert visit.assessment != earlier
    assert visit.assessment is not None
    assert visit.assessment.outcome == "clear"


def test_what_has_been_answered_is_not_asked_over(desk: Walker, visit: Appointment) -> None:
    ask(desk.client, visit)
    desk.answer()
    assert "/admin/" in ask(desk.client, visit)
