"""The first pages of the road: order, bad input, what the address wishes for."""

import pytest

from bookings.models import Draft, Service
from bookings.tests.walking import Walker
from conftest import Cast, melbourne


def test_a_page_skipped_by_its_address_leads_to_the_first_unanswered(walker: Walker) -> None:
    assert walker.get("/book/check/")["Location"] == "/book/"
    walker.begin()
    assert walker.get("/book/times/")["Location"] == "/book/service/"
    walker.post("/book/service/", service="massage")
    assert walker.get("/book/check/")["Location"] == "/book/place/"
    walker.post("/book/place/", place="melbourne:alex")
    assert walker.get("/book/details/")["Location"] == "/book/screening/"
    assert walker.get("/book/screening/")["Location"] == "/book/screening/1/"
    assert walker.get("/book/screening/4/")["Location"] == "/book/screening/1/"
    assert walker.get("/book/screening/nonsense/")["Location"] == "/book/screening/1/"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"who": ""}, "Choose who the visit is for."),
        ({"born_day": ""}, "Enter the date of birth: day, month and year."),
        ({"born_day": "31", "born_month": "2"}, "There is no such date."),
        ({"born_month": "May"}, "Enter the date of birth in numbers"),
        ({"born_year": "2031"}, "The date of birth must be in the past."),
        ({"born_year": "80"}, "Check the year, with all 4 numbers"),
        ({"who": "child"}, "At 18 or older, choose"),
    ],
)
def test_the_first_page_says_what_is_wrong(
    walker: Walker, typed: dict[str, str], sentence: str
) -> None:
    response = walker.begin(**typed)
    page = response.content.decode()
    assert response.status_code == 200
    assert "<title>Error: " in page
    assert page.count(sentence) == 2, "once in the summary, once by the field"
    assert not Draft.objects.exists()


def test_what_was_typed_comes_back_with_the_error(walker: Walker) -> None:
    page = walker.begin(born_month="13").content.decode()
    assert 'value="13"' in page
    assert 'value="1980"' in page
    assert page.count(" checked") == 1


def test_the_address_may_wish_for_a_service_and_a_person(walker: Walker) -> None:
    page = walker.get(
        "/book/?service=massage&location=melbourne&practitioner=alex"
    ).content.decode()
    assert 'name="service" value="massage"' in page
    walker.begin(service="massage", location="melbourne", practitioner="alex")
    page = walker.get("/book/service/").content.decode()
    assert page.count(" checked") == 1
    assert page.index('value="massage"') < page.index(" checked") < page.index("Massage</label>")
    walker.post("/book/service/", service="massage")
    page = walker.get("/book/place/").content.decode()
    assert page.index('value="melbourne:alex"') < page.index(" checked")


def test_nonsense_in_the_address_is_ignored(walker: Walker) -> None:
    assert walker.get("/book/?service=<b>&location=%00").status_code == 200
    walker.begin()
    assert walker.get("/book/service/?service=nothing").status_code == 200


def test_each_service_shows_price_length_and_next_free_time(walker: Walker) -> None:
    walker.begin()
    page = walker.get("/book/service/").content.decode()
    assert page.count("$95") == 2
    assert page.count("30 minutes") == 2 + 1, "and once about the time that the page stays"
    # The notice is 2 hours: at 8:00 in Melbourne the first start is at 10:00.
    assert page.count("Tue 2 March, 10 am (Melbourne time)") == 2


def test_each_place_and_person_shows_the_next_free_time(walker: Walker) -> None:
    walker.begin()
    walker.post("/book/service/", service="massage")
    page = walker.get("/book/place/").content.decode()
    assert page.count("Tue 2 March, 10 am (Melbourne time)") == 2
    assert page.count("(Perth time)") == 2
    assert "Alex Demo" in page
    assert "Blake Demo" in page


def test_bad_choices_get_a_sentence(walker: Walker) -> None:
    walker.begin()
    assert "Choose a service." in walker.post("/book/service/").content.decode()
    page = walker.post("/book/service/", service="surgery").content.decode()
    assert "Choose one of the services in the list." in page
    walker.post("/book/service/", service="massage")
    page = walker.post("/book/place/", place="melbourne:blake").content.decode()
    assert "Choose one of the lines in the list." in page
    assert walker.draft.location is None


def test_a_paused_service_is_said_plainly(walker: Walker, cast: Cast) -> None:
    Service.objects.filter(pk=cast.massage.pk).update(paused=True)
    walker.begin()
    page = walker.get("/book/service/").content.decode()
    assert "Online booking of this is paused at the moment." in page
    assert 'value="massage"' not in page


def test_an_unanswered_question_gets_a_sentence(walker: Walker) -> None:
    walker.begin()
    walker.choose("massage")
    response = walker.post("/book/screening/1/")
    page = response.content.decode()
    assert response.status_code == 200
    assert "<title>Error: " in page
    assert "There is a problem" in page


def test_none_of_these_beside_another_answer_is_an_error(walker: Walker) -> None:
    walker.begin()
    walker.choose("massage")
    page = walker.page("1", red_flags=["none", "swollen_limb"]).content.decode()
    assert "Untick one of the two." in page
    assert walker.draft.assessment is None


def test_another_service_asks_where_again_and_lets_the_time_go(walker: Walker) -> None:
    walker.to_check("dry-needling", melbourne(3, 10))
    assert walker.post("/book/service/", service="massage")["Location"] == "/book/place/"
    page = walker.get("/book/place/").content.decode()
    assert page.index('value="melbourne:"') < page.index(" checked")
    walker.post("/book/place/", place="melbourne:")
    assert walker.get("/book/check/")["Location"] == "/book/times/"


def test_the_same_choice_again_keeps_the_time(walker: Walker) -> None:
    walker.to_check("massage", melbourne(3, 10))
    assert walker.choose("massage")["Location"] == "/book/check/"
    assert walker.begin()["Location"] == "/book/check/"


def test_health_answers_about_somebody_else_are_let_go(walker: Walker) -> None:
    walker.to_check("massage", melbourne(3, 10))
    assert walker.begin(who="cared")["Location"] == "/book/screening/"
    assert walker.draft.answers == {}


def test_every_form_is_guarded_against_other_sites(walker: Walker) -> None:
    strict = Walker(strict=True)
    for path in ("/book/", "/book/service/", "/book/check/", "/book/leave/"):
        assert strict.post(path).status_code == 403


def test_the_road_works_in_a_clinic_that_is_still_empty(db: None) -> None:
    walker = Walker()
    assert walker.get("/book/").status_code == 200
    walker.begin()
    assert "Online booking is not open yet." in walker.get("/book/service/").content.decode()
