"""What must never happen on the road. Each test is named after its hazard."""

import datetime as dt
import re

from django.test import Client

from bookings.models import Draft, Patient, Task
from bookings.tests.walking import ADULT, DETAILS, Walker, set_clock
from conftest import Cast, melbourne
from screening.models import Assessment


def test_h05_a_review_is_offered_only_times_after_its_decision(walker: Walker) -> None:
    walker.begin()
    walker.choose("dry-needling")
    walker.answer(medicines=["blood_thinner"])
    page = walker.get("/book/times/").content.decode()
    # Asked on Tuesday at 8:00, 8 clinic hours later is Tuesday 17:00, and 2 hours on top.
    assert "Tue 2 March" not in page.replace("by Tue 2 March, 5 pm", "")
    assert "Wed 3 March" in page
    assert walker.take(melbourne(2, 16)).status_code == 409


def test_h01_an_emergency_does_not_wait_for_the_rest_of_its_page(walker: Walker) -> None:
    walker.begin()
    walker.choose("dry-needling")
    # The second question of the page is left open.
    response = walker.post("/book/screening/1/", emergency_now=["chest_pain"])
    assert response.url == "/book/result/"
    page = walker.get("/book/result/").content.decode()
    assert 'href="tel:000"' in page
    main = page[page.index("<main") : page.index("</main")]
    assert "/book/times/" not in main


def test_h09_health_answers_are_never_shown_back(walker: Walker) -> None:
    walker.to_check("dry-needling", melbourne(3, 10), medicines=["anti_inflammatory"])
    page = walker.get("/book/check/").content.decode()
    assert "Health questions" in page
    assert "Answered" in page
    for word in ("medicine", "inflammatory", "Lower back", "lower_back"):
        assert word not in page


def test_h10_a_booking_never_joins_a_record_by_itself(walker: Walker, cast: Cast) -> None:
    pat = cast.pat
    walker.begin()
    walker.choose("massage")
    walker.answer()
    walker.take(melbourne(3, 10))
    walker.fill_in(first_name=pat.first_name, last_name=pat.last_name, email=pat.email)
    walker.book()
    patient = walker.visit.patient
    assert patient is not None
    assert patient != pat
    assert patient.provisional


def test_h10_the_pages_are_the_same_for_a_patient_and_a_stranger(
    walker: Walker, cast: Cast
) -> None:
    walker.to_check("massage", melbourne(3, 10))
    stranger = walker.get("/book/check/").content.decode()
    walker.fill_in(email=cast.pat.email)
    known = walker.get("/book/check/").content.decode()
    token = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')
    assert token.sub("", known) == token.sub("", stranger).replace(DETAILS["email"], cast.pat.email)


def test_h11_the_draft_dies_after_30_minutes_without_a_press(
    walker: Walker, now: dt.datetime
) -> None:
    walker.begin()
    walker.choose("massage")
    walker.answer(areas=["neck"])
    set_clock(now + dt.timedelta(minutes=31))
    response = walker.get("/book/times/")
    assert response.status_code == 410
    assert b"Your answers have been deleted" in response.content
    assert not Draft.objects.exists()
    assert not Assessment.objects.exists()
    assert walker.get("/book/times/")["Location"] == "/book/"


def test_h11_each_press_gives_30_minutes_more(walker: Walker, now: dt.datetime) -> None:
    walker.begin()
    set_clock(now + dt.timedelta(minutes=29))
    walker.get("/book/service/")
    set_clock(now + dt.timedelta(minutes=58))
    assert walker.get("/book/service/").status_code == 200


def test_h11_leaving_deletes_everything(walker: Walker) -> None:
    walker.begin()
    walker.choose("massage")
    walker.answer(emergency_now=["breathing"])
    assert walker.post("/book/leave/")["Location"] == "/book/leave/"
    assert b"Your answers are deleted" in walker.get("/book/leave/").content
    assert not Draft.objects.exists()
    assert not Assessment.objects.exists()


def test_h11_every_page_offers_to_leave_and_is_stored_nowhere(walker: Walker) -> None:
    walker.begin()
    walker.choose("massage")
    walker.answer()
    walker.take(melbourne(3, 10))
    walker.fill_in()
    pages = ("", "service/", "place/", "screening/1/", "times/", "details/", "check/")
    for page in pages:
        response = walker.get(f"/book/{page}")
        assert response.status_code == 200, page
        assert 'action="/book/leave/"' in response.content.decode(), page
        assert "no-store" in response["Cache-Control"], page
        assert int(response["Refresh"]) > 30 * 60, page


def test_h11_unfinished_answers_are_erased_after_a_day(walker: Walker, now: dt.datetime) -> None:
    walker.begin()
    walker.choose("massage")
    walker.answer()
    assert Draft.objects.erase_old(now + dt.timedelta(hours=23)) == 0
    assert Draft.objects.erase_old(now + dt.timedelta(hours=25)) == 1
    assert not Assessment.objects.exists()


def test_h15_production_needs_signed_texts_for_needling(walker: Walker, settings) -> None:
    walker.begin()
    settings.DEMO = False
    page = walker.get("/book/service/").content.decode()
    assert "Our clinicians have not signed the texts for this yet" in page
    response = walker.post("/book/service/", service="dry-needling")
    assert response.status_code == 200
    assert walker.draft.service is None


def test_h19_the_free_text_box_says_when_it_is_read(walker: Walker) -> None:
    walker.begin()
    walker.choose("dry-needling")
    walker.answer(needle_feelings="do_not_want")
    page = walker.get("/book/result/").content.decode()
    assert "on working days" in page[page.index("<textarea") :]


def test_h20_under_16_needling_is_by_phone(walker: Walker) -> None:
    walker.begin(who="child", born_year="2017")
    page = walker.get("/book/service/").content.decode()
    assert "Under 16 this is booked by phone" in page
    assert 'value="massage"' in page
    assert 'value="dry-needling"' not in page
    assert walker.post("/book/service/", service="dry-needling").status_code == 200
    assert walker.draft.service is None


def test_h20_under_16_a_guardian_books(walker: Walker) -> None:
    response = walker.begin(born_year="2017")
    assert response.status_code == 200
    assert "Under 16, a parent or guardian books the visit." in response.content.decode()
    assert not Draft.objects.exists()


def test_h20_at_16_the_mails_go_to_the_young_person(walker: Walker) -> None:
    walker.begin(who="child", born_year="2010")
    walker.choose("massage")
    walker.answer()
    walker.take(melbourne(4, 15))
    page = walker.get("/book/details/").content.decode()
    assert "Give the young person’s own address." in page


def test_a_call_back_keeps_the_answers_for_the_practitioner(walker: Walker) -> None:
    walker.begin()
    walker.choose("dry-needling")
    walker.answer(skin=["infection"])
    walker.post("/book/result/", name="Robin", phone="0491 570 157", words="After 3 pm")
    walker.post("/book/result/", name="Robin", phone="0491 570 157", words="After 3 pm")
    task = Task.objects.get()
    assert task.kind == Task.Kind.CLINICAL
    assert task.what["phone"] == "0491 570 157"
    assert b"calls you within one working day" in walker.get("/book/result/").content
    walker.post("/book/leave/")
    assert Assessment.objects.get().pk == task.what["assessment"]


def test_another_browser_sees_nothing_of_a_draft(walker: Walker) -> None:
    walker.to_check("massage", melbourne(3, 10))
    stranger = Client()
    assert stranger.get("/book/check/")["Location"] == "/book/"
    assert stranger.post("/book/check/")["Location"] == "/book/"
    assert not Patient.objects.filter(provisional=True).exists()
    assert stranger.post("/book/", ADULT)["Location"] == "/book/service/"
