"""Emergencies and stops on the road (hazards H01, H02, H03)."""

import re

import pytest

from bookings.models import Appointment
from bookings.tests.walking import Walker
from conftest import melbourne


def test_h01_the_numbers_stand_above_the_first_question(walker: Walker) -> None:
    page = walker.get("/book/").content.decode()
    assert page.index('href="tel:000"') < page.index("<form")
    assert "106 by teletypewriter" in page


def test_h01_the_numbers_stand_above_every_page_of_questions(walker: Walker) -> None:
    walker.begin()
    walker.choose("massage")
    page = walker.get("/book/screening/1/").content.decode()
    assert page.index('href="tel:000"') < page.index("<fieldset")


@pytest.mark.parametrize("answer", ["chest_pain", "saddle_numb", "bleeding_allergy"])
def test_h01_an_emergency_ends_the_road_at_once(walker: Walker, answer: str) -> None:
    walker.begin()
    walker.choose("massage")
    response = walker.answer(emergency_now=[answer])
    assert response["Location"] == "/book/result/"
    page = walker.get("/book/result/").content.decode()
    main = page[page.index("<main") : page.index("</main>")]
    assert "Get help now" in main
    assert 'href="tel:000"' in main
    assert not re.findall(
        r'href="/book/', page[: page.index("</main>")].replace('href="/book/leave/"', "")
    )


def test_h01_an_emergency_fires_on_a_later_page_too(walker: Walker) -> None:
    walker.begin()
    walker.choose("dry-needling")
    response = walker.answer(pregnant="yes", pregnancy_weeks=20, pregnancy_now=["bleeding"])
    assert response["Location"] == "/book/result/"
    assert b"Get help now" in walker.get("/book/result/").content


@pytest.mark.parametrize("page", ["times", "details", "check", "done"])
def test_h01_after_an_emergency_no_later_page_opens(walker: Walker, page: str) -> None:
    walker.begin()
    walker.choose("massage")
    walker.answer(emergency_now=["chest_pain"])
    assert walker.get(f"/book/{page}/")["Location"] == "/book/result/"
    assert walker.book()["Location"] == "/book/result/"
    assert not Appointment.objects.exists()


def test_h02_an_answer_changed_after_a_stop_is_review_at_best(walker: Walker) -> None:
    walker.begin()
    walker.choose("dry-needling")
    walker.answer(skin=["infection"])
    stopped = walker.draft.assessment
    assert walker.get("/book/result/").status_code == 200

    walker.page("3", skin=["none"], injury="no")
    walker.page("4")
    response = walker.page("5")
    assert response["Location"] == "/book/times/"
    second = walker.draft.assessment
    assert second is not None
    assert second.outcome == "review"
    assert second.earlier == stopped


def test_h02_an_emergency_taken_back_is_review_at_best(walker: Walker) -> None:
    walker.begin()
    walker.choose("massage")
    walker.answer(emergency_now=["breathing"])
    walker.page("1", emergency_now=["none"])
    walker.answer()
    assessment = walker.draft.assessment
    assert assessment is not None
    assert assessment.outcome == "review"
    assert assessment.earlier is not None
    assert assessment.earlier.outcome == "emergency"


def test_h02_starting_again_in_the_same_browser_does_not_undo_a_stop(walker: Walker) -> None:
    walker.begin()
    walker.choose("massage")
    walker.answer(emergency_now=["breathing"])
    walker.begin(born_day="18")
    walker.answer()
    assessment = walker.draft.assessment
    assert assessment is not None
    assert assessment.outcome == "review"


def test_h03_a_stop_for_needles_leads_to_other_services_without_asking_twice(
    walker: Walker,
) -> None:
    walker.begin()
    walker.choose("dry-needling")
    walker.answer(needle_feelings="do_not_want")
    page = walker.get("/book/result/").content.decode()
    assert 'value="massage"' in page
    assert 'value="dry-needling"' not in page

    response = walker.choose("massage")
    assert response["Location"] == "/book/times/"
    walker.take(melbourne(3, 10))
    walker.fill_in()
    walker.book()
    assert walker.visit.service.slug == "massage"
    assert walker.visit.status == "booked"


def test_h03_an_urgent_stop_binds_every_service(walker: Walker) -> None:
    walker.begin()
    walker.choose("dry-needling")
    walker.answer(red_flags=["swollen_limb"])
    page = walker.get("/book/result/").content.decode()
    assert "See a doctor before treatment" in page
    assert 'name="service"' not in page
    assert walker.choose("massage")["Location"] == "/book/result/"


def test_h03_a_service_that_asks_more_asks_the_rest(walker: Walker) -> None:
    walker.begin()
    walker.choose("massage")
    walker.answer()
    assert walker.choose("dry-needling")["Location"] == "/book/screening/"
    assert walker.answer()["Location"] == "/book/times/"


def test_an_infection_says_from_which_day_on_a_visit_can_be_and_offers_no_times(
    walker: Walker,
) -> None:
    walker.begin()
    walker.choose("dry-needling")
    assert walker.answer(unwell_now="infection")["Location"] == "/book/result/"
    page = walker.get("/book/result/").content.decode()
    assert "You can book a visit from Tuesday 9 March 2027 on." in page
    assert "/book/times/" not in page
    assert 'name="phone"' in page


def test_sore_skin_names_no_day(walker: Walker) -> None:
    walker.begin()
    walker.choose("dry-needling")
    walker.answer(skin=["wound"])
    page = walker.get("/book/result/").content.decode()
    assert "You can book a visit from" not in page
    assert "until the skin has healed" in page
