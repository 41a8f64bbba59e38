"""Health questions for a visit that was booked without them, as by phone."""

import datetime as dt

import pytest

from bookings.messages.links import new_link
from bookings.models import Appointment, Draft, Review, Task
from bookings.tests.walking import Walker
from conftest import Cast, melbourne
from screening.models import Assessment

BORN = {"born_day": "17", "born_month": "5", "born_year": "1980"}


@pytest.fixture
def visit(walker: Walker, cast: Cast, book, now: dt.datetime) -> Appointment:
    """Pat's needling on Thursday at 10:00, booked by phone; the browser knows who Pat is."""
    visit = book(melbourne(4, 10), service=cast.needling)
    walker.get("/visit/l/" + new_link(visit, now).rpartition("/visit/l/")[2])
    walker.post(f"/visit/{visit.reference}/", **BORN)
    return visit


def begin(walker: Walker, visit: Appointment) -> None:
    response = walker.post(f"/visit/{visit.reference}/questions/")
    assert response["Location"] == "/book/screening/"


def test_the_page_offers_the_questions_and_clear_answers_are_kept(
    walker: Walker, visit: Appointment
) -> None:
    assert b"Answer the health questions" in walker.get(f"/visit/{visit.reference}/").content
    begin(walker, visit)
    assert walker.answer()["Location"] == "/book/done/"
    visit.refresh_from_db()
    assert visit.status == "booked"
    assert visit.assessment is not None
    assert b"Thank you for your answers" in walker.get("/book/done/").content
    assert b"Answer the health questions" not in walker.get(f"/visit/{visit.reference}/").content
    assert walker.draft.answers == {}


def test_answers_for_review_put_the_visit_on_hold(walker: Walker, visit: Appointment) -> None:
    begin(walker, visit)
    walker.answer(medicines=["blood_thinner"])
    visit.refresh_from_db()
    assert visit.status == "pending"
    assert Review.objects.filter(appointment=visit).exists()
    assert b"A physiotherapist looks at them by" in walker.get("/book/done/").content


def test_a_stop_gets_a_call_and_offers_no_booking(walker: Walker, visit: Appointment) -> None:
    begin(walker, visit)
    assert walker.answer(skin=["infection"])["Location"] == "/book/result/"
    page = walker.get("/book/result/").content.decode()
    assert "We look at this first" in page
    assert "calls you within one working day" in page
    assert 'name="service"' not in page
    task = Task.objects.get(kind=Task.Kind.CLINICAL)
    assert task.appointment == visit
    assert task.what["phone"] == "0491 570 156"
    visit.refresh_from_db()
    assert visit.assessment is not None


def test_h01_an_emergency_shows_the_red_card(walker: Walker, visit: Appointment) -> None:
    begin(walker, visit)
    walker.answer(emergency_now=["breathing"])
    page = walker.get("/book/result/").content.decode()
    assert "Get help now" in page
    assert "no visit has been booked" not in page
    visit.refresh_from_db()
    assert visit.status == "pending"


def test_h02_an_answer_changed_after_a_stop_is_review_at_best(
    walker: Walker, visit: Appointment
) -> None:
    begin(walker, visit)
    walker.answer(emergency_now=["breathing"])
    walker.page("1", emergency_now=["none"])
    assert walker.answer()["Location"] == "/book/done/"
    visit.refresh_from_db()
    assert visit.status == "pending"
    assert visit.assessment is not None
    assert visit.assessment.outcome == "review"


@pytest.mark.parametrize("page", ["service", "place", "times", "details", "check", "done"])
def test_nothing_of_the_booking_can_be_changed_here(
    walker: Walker, visit: Appointment, page: str
) -> None:
    begin(walker, visit)
    assert walker.get(f"/book/{page}/")["Location"] == "/book/screening/"


def test_the_date_of_birth_comes_first(walker: Walker, cast: Cast, book, now: dt.datetime) -> None:
    visit = book(melbourne(4, 12), service=cast.needling, patient=cast.quinn)
    walker.get("/visit/l/" + new_link(visit, now).rpartition("/visit/l/")[2])
    page = f"/visit/{visit.reference}/"
    assert walker.post(f"{page}questions/")["Location"] == page
    assert not Draft.objects.exists()


def test_unfinished_answers_leave_the_visit_as_it_was(
    walker: Walker, visit: Appointment, now: dt.datetime
) -> None:
    begin(walker, visit)
    walker.page("1")
    Draft.objects.erase_old(now + dt.timedelta(hours=25))
    visit.refresh_from_db()
    assert visit.status == "booked"
    assert visit.assessment is None
    assert not Assessment.objects.exists()


def test_answers_tied_to_a_visit_outlive_the_draft(
    walker: Walker, visit: Appointment, now: dt.datetime
) -> None:
    begin(walker, visit)
    walker.answer()
    Draft.objects.erase_old(now + dt.timedelta(hours=25))
    visit.refresh_from_db()
    assert visit.assessment is not None


def test_leaving_clears_the_visit_from_this_browser(walker: Walker, visit: Appointment) -> None:
    walker.post("/book/leave/")
    assert walker.get(f"/visit/{visit.reference}/").status_code == 404


def test_answers_that_ask_for_a_longer_visit_keep_the_time_and_are_a_task(
    walker: Walker, visit: Appointment
) -> None:
    begin(walker, visit)
    walker.answer(consent_support="help", help_needed=["sign"])
    visit.refresh_from_db()
    assert (visit.extra_minutes, visit.minutes) == (15, 30)
    assert Task.objects.get(kind=Task.Kind.CALL_BACK).what["why"] == (
        "This visit needs 15 minutes more. Please move it."
    )
