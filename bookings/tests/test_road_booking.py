"""The whole road, for answers that let a visit pass, and the last two pages."""

import datetime as dt
import re
import secrets

from bookings import scheduling
from bookings.models import Appointment, Consent, Draft, Patient, Review
from bookings.tests.walking import HELPER, Walker
from conftest import Cast, melbourne


def test_clear_answers_book_at_once(walker: Walker, cast: Cast, now: dt.datetime) -> None:
    response = walker.begin()
    assert response["Location"] == "/book/service/"
    response = walker.choose("dry-needling")
    assert response["Location"] == "/book/screening/"
    response = walker.answer()
    assert response["Location"] == "/book/times/"
    response = walker.take(melbourne(3, 10))
    assert response["Location"] == "/book/details/"
    response = walker.fill_in()
    assert response["Location"] == "/book/check/"
    response = walker.book()
    assert response["Location"] == "/book/done/"

    visit = walker.visit
    assert visit.status == "booked"
    assert visit.starts == melbourne(3, 10)
    assert visit.confirmed_at is not None
    assert abs(visit.confirmed_at - now) < dt.timedelta(minutes=1)
    assert visit.practitioner == cast.alex
    assert visit.assessment is not None
    page = walker.get("/book/done/")
    assert visit.reference.encode() in page.content
    assert b"Your visit is booked" in page.content


def test_the_consent_says_which_text_who_and_which_areas(walker: Walker) -> None:
    walker.to_check("dry-needling", melbourne(3, 10), areas=["lower_back", "thigh"])
    walker.book()
    consent = Consent.objects.get()
    assert consent.text.version == 1
    assert consent.given_by == "patient"
    assert consent.given_name == "Robin Walker"
    assert consent.areas == ["lower_back", "thigh"]


def test_a_guardian_consents_for_a_child_without_needles(walker: Walker) -> None:
    walker.begin(who="child", born_year="2017")
    walker.choose("massage")
    walker.answer()
    walker.take(melbourne(3, 10))
    walker.fill_in(**HELPER)
    assert walker.book().status_code == 302
    patient = Patient.objects.get(provisional=True)
    assert (patient.first_name, patient.email) == ("Robin", "")
    assert patient.related_persons.get().name == "Sam Walker"


def test_a_review_holds_the_time_until_a_practitioner_decides(walker: Walker) -> None:
    walker.to_check("dry-needling", melbourne(4, 15), medicines=["blood_thinner"])
    walker.book()
    visit = walker.visit
    assert visit.status == "pending"
    assert visit.takes_time
    assert Review.objects.get(appointment=visit).due_at < visit.starts
    page = walker.get("/book/done/").content.decode()
    assert "We hold your time" in page
    assert "checks your answers by" in page


def test_pressing_twice_makes_one_visit_and_one_record(walker: Walker) -> None:
    walker.to_check("massage", melbourne(3, 10))
    draft = walker.draft
    walker.book()
    second = walker.book()
    assert second["Location"] == "/book/done/"
    assert Appointment.objects.count() == 1
    assert Patient.objects.filter(provisional=True).count() == 1
    assert walker.visit.idempotency_key == draft.key


def test_a_taken_time_is_409_with_the_nearest_and_nothing_lost(walker: Walker, book) -> None:
    walker.to_check("massage", melbourne(3, 10))
    walker.dawdle()
    book(melbourne(3, 10))
    response = walker.book()
    page = response.content.decode()
    assert response.status_code == 409
    assert "This time has just been taken" in page
    assert 'value="2027-03-02T21:' in page or 'value="2027-03-02T22:' in page
    assert not Patient.objects.filter(provisional=True).exists()

    again = walker.take(melbourne(3, 11))
    assert again["Location"] == "/book/check/"
    assert b"robin@patient.example" in walker.get("/book/check/").content
    walker.book()
    assert walker.visit.starts == melbourne(3, 11)


def test_a_service_paused_meanwhile_is_said_plainly(walker: Walker, cast: Cast) -> None:
    walker.to_check("massage", melbourne(3, 10))
    cast.massage.paused = True
    cast.massage.save()
    assert walker.book()["Location"] == "/book/service/"
    page = walker.get("/book/service/").content.decode()
    assert "Online booking of this is paused" in page
    assert not Appointment.objects.exclude(status="proposed").exists()


def test_a_time_before_the_minimum_notice_is_not_booked(walker: Walker, now: dt.datetime) -> None:
    walker.begin()
    walker.choose("massage")
    walker.answer()
    assert walker.take(now + dt.timedelta(hours=1)).status_code == 409


def test_what_was_typed_is_erased_once_it_is_a_visit(walker: Walker) -> None:
    walker.to_check("dry-needling", melbourne(3, 10))
    walker.book()
    assert walker.draft.answers == {}
    assert walker.draft.details == {}


def test_after_a_booking_the_road_begins_anew(walker: Walker) -> None:
    walker.to_check("massage", melbourne(3, 10))
    walker.book()
    assert walker.get("/book/details/")["Location"] == "/book/done/"
    walker.begin()
    assert walker.draft.appointment is None
    assert Appointment.objects.count() == 1


def test_bad_details_are_named_and_what_was_typed_stays(walker: Walker) -> None:
    walker.begin()
    walker.choose("dry-needling")
    walker.answer()
    walker.take(melbourne(3, 10))
    response = walker.post("/book/details/", first_name="Robin", email="robin@", phone="none")
    page = response.content.decode()
    assert "<title>Error: " in page
    assert "Enter the last name." in page
    assert "Enter an email address in full" in page
    assert "Enter a phone number in figures" in page
    assert "Tick the box to say that you have read the information." in page
    assert 'value="Robin"' in page
    assert 'value="robin@"' in page


def test_no_box_is_ticked_for_anybody(walker: Walker) -> None:
    walker.begin()
    walker.choose("dry-needling")
    walker.answer()
    walker.take(melbourne(3, 10))
    page = walker.get("/book/details/").content.decode()
    boxes = re.findall(r"<input[^>]*checkbox[^>]*>", page)
    assert len(boxes) == 3
    assert not [box for box in boxes if "checked" in box]


def test_the_visit_of_another_key_stands_in_the_way(walker: Walker, cast: Cast, now) -> None:
    walker.to_check("massage", melbourne(3, 10))
    walker.dawdle()
    scheduling.book(
        now=now,
        service=cast.massage,
        location=cast.melbourne,
        start=melbourne(3, 10),
        patient=cast.quinn,
        source="phone",
        key=secrets.token_hex(8),
        for_staff=True,
    )
    assert walker.book().status_code == 409
    assert Appointment.objects.count() == 1


def test_who_fills_it_in_for_somebody_else_gives_a_name(walker: Walker) -> None:
    walker.begin(who="cared")
    walker.choose("massage")
    walker.answer()
    walker.take(melbourne(3, 10))
    page = walker.fill_in(**{**HELPER, "helper": ""}).content.decode()
    assert "Enter your own name." in page
    assert walker.fill_in(**HELPER)["Location"] == "/book/check/"


def test_bookings_of_one_browser_are_limited_and_nothing_is_lost(walker: Walker, book) -> None:
    walker.to_check("massage", melbourne(3, 10))
    walker.dawdle()
    book(melbourne(3, 10))
    codes = [walker.book().status_code for _ in range(21)]
    assert codes == [409] * 20 + [429]
    assert b"robin@patient.example" in walker.get("/book/check/").content


def test_a_press_whose_twin_has_booked_meanwhile_gets_that_visit(walker: Walker) -> None:
    walker.to_check("massage", melbourne(3, 10))
    draft = Draft.objects.get(pk=walker.draft.pk)
    walker.book()
    visit = walker.visit
    # The second press was let in before the first had finished.
    Draft.objects.filter(pk=draft.pk).update(
        appointment=None, answers=draft.answers, details=draft.details
    )
    assert walker.book()["Location"] == "/book/done/"
    assert walker.visit == visit
    assert Patient.objects.filter(provisional=True).count() == 1
