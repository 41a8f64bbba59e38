"""Join the waitlist: somebody new, a patient with a visit, and answers that lapsed."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from bookings import messages
from bookings.models import Appointment, Clinic, Patient, Wish
from bookings.tests.walking import DETAILS, Walker, set_clock
from conftest import Cast, melbourne

pytestmark = pytest.mark.django_db
Book = Callable[..., Appointment]
BORN = {"born_day": "17", "born_month": "5", "born_year": "1980"}
WISH = {"weekdays": ["4"], "notice_hours": "24", "until": "2027-03-31"}


def test_from_the_times_page_somebody_new_joins_with_what_they_answered(
    walker: Walker, cast: Cast, now: dt.datetime
) -> None:
    walker.begin()
    walker.choose("massage")
    walker.answer()
    assert "/book/wait/" in walker.get("/book/times/").content.decode()
    answer = walker.post("/book/wait/", **WISH, **DETAILS)
    wish = Wish.objects.get()
    assert answer["Location"] == f"/waiting/{wish.reference}/"
    assert (wish.weekdays, wish.patient.provisional, wish.visit) == ([4], True, None)
    assert wish.assessment is not None
    page = walker.get(answer["Location"]).content.decode()
    assert "You are on the list" in page
    assert "Thursday" in page
    assert "draft" not in walker.client.session


def test_h15_needling_is_waited_for_with_the_statement_read(walker: Walker) -> None:
    walker.begin()
    walker.choose("dry-needling")
    walker.answer()
    unread = {name: words for name, words in DETAILS.items() if name != "read_it"}
    refused = walker.post("/book/wait/", **WISH, **unread).content.decode()
    assert "Tick the box to say that you have read the information." in refused
    walker.post("/book/wait/", **WISH, **DETAILS)
    wish = Wish.objects.get()
    assert (wish.statement_by, wish.statement_name) == ("patient", "Robin Walker")
    assert wish.statement is not None


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"until": "2020-01-01"}, "This day has passed."),
        ({"until": "2029-01-01"}, "or an earlier day."),
        ({"until": "soon"}, "Enter a day, such as 31/3/2027."),
        ({"until": ""}, "Enter the last day that helps you."),
        ({"weekdays": ["9"]}, "Select a valid choice."),
        ({"parts": ["night"]}, "Select a valid choice."),
        ({"practitioners": ["x"]}, "Choose people from the list."),
        ({"notice_hours": "3"}, "Select a valid choice."),
        ({"email": "robin"}, "Enter an email address in full"),
    ],
)
def test_bad_input_is_named_beside_its_field_and_nothing_typed_is_lost(
    walker: Walker, typed: dict[str, Any], sentence: str
) -> None:
    walker.begin()
    walker.choose("massage")
    walker.answer()
    page = walker.post("/book/wait/", **{**WISH, **DETAILS, **typed})
    words = page.content.decode()
    assert (page.status_code, words.count(sentence)) == (200, 2)
    assert 'value="Robin"' in words
    assert not Wish.objects.exists()
    assert not Patient.objects.filter(first_name="Robin").exists()


def test_a_visit_asks_to_be_brought_forward(
    client: Client, cast: Cast, book: Book, screened: Any, now: dt.datetime, journey: None
) -> None:
    visit = book(melbourne(10, 10), assessment=screened("clear"))
    set_clock(now)
    client.get(messages.new_link(visit, now))
    assert client.get(f"/visit/{visit.reference}/wait/").status_code == 302
    client.post(f"/visit/{visit.reference}/", BORN)
    assert (
        f"/visit/{visit.reference}/wait/"
        in client.get(f"/visit/{visit.reference}/").content.decode()
    )
    late = client.post(f"/visit/{visit.reference}/wait/", {**WISH, "until": "2027-03-11"})
    assert "or an earlier day." in late.content.decode()
    answer = client.post(f"/visit/{visit.reference}/wait/", {**WISH, "until": "2027-03-09"})
    wish = Wish.objects.get(visit=visit)
    assert answer["Location"] == f"/waiting/{wish.reference}/"
    assert client.get(f"/visit/{visit.reference}/wait/")["Location"] == answer["Location"]


def test_answers_that_lapsed_are_asked_again_and_count_from_then_on(
    walker: Walker, cast: Cast, now: dt.datetime
) -> None:
    walker.begin()
    walker.choose("massage")
    walker.answer()
    walker.post("/book/wait/", **WISH, **DETAILS)
    wish = Wish.objects.get()
    address, before = f"/waiting/{wish.reference}/", wish.assessment
    assert "Answer the questions again" not in walker.get(address).content.decode()
    Clinic.objects.update(screening_valid_days=0)
    assert "Answer the questions again" in walker.get(address).content.decode()
    assert walker.post(f"{address}questions/")["Location"] == "/book/screening/"
    Clinic.objects.update(screening_valid_days=180)
    assert walker.answer()["Location"] == address
    wish.refresh_from_db()
    assert wish.assessment not in (None, before)
    assert "draft" not in walker.client.session


def test_newer_answers_that_stop_the_service_end_the_wish(
    walker: Walker, cast: Cast, now: dt.datetime
) -> None:
    walker.begin()
    walker.choose("dry-needling")
    walker.answer()
    walker.post("/book/wait/", **WISH, **DETAILS)
    wish = Wish.objects.get()
    Clinic.objects.update(screening_valid_days=0)
    walker.post(f"/waiting/{wish.reference}/questions/")
    assert walker.answer(red_flags=["swollen_limb"])["Location"] == "/book/result/"
    wish.refresh_from_db()
    assert wish.ended_why == Wish.Why.ANSWERS
    assert walker.get("/book/result/").status_code == 200
