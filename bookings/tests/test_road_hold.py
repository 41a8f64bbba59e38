"""The time that a patient picks is held: shown, extended by a press, and let go."""

import datetime as dt
import re

import pytest

from bookings.models import Appointment, Status
from bookings.tests.walking import DETAILS, Walker
from conftest import Cast, melbourne

TEN = melbourne(3, 10)


@pytest.fixture
def at_details(walker: Walker) -> Walker:
    """Someone who has picked Wednesday at ten."""
    walker.begin()
    walker.choose("massage")
    walker.answer()
    assert walker.take(TEN)["Location"] == "/book/details/"
    return walker


def held() -> Appointment:
    return Appointment.objects.get(status=Status.PROPOSED)


def lasts() -> dt.timedelta:
    """How long the hold counts, from when the time was picked."""
    until = held().held_until
    assert until
    return until - held().created_at


def other() -> Walker:
    """Somebody else's browser, at the times."""
    walker = Walker()
    walker.begin()
    walker.choose("massage")
    walker.answer()
    return walker


def test_a_pick_holds_the_time_and_says_until_when(at_details: Walker) -> None:
    assert held().starts == TEN
    assert held().idempotency_key == at_details.draft.key
    page = at_details.get("/book/details/").content.decode()
    assert re.search(r"We hold this time for you until\s+<strong>8:(09|10) am", page)
    seconds = re.search(r'data-seconds="(\d+)"', page)
    assert seconds
    assert 540 < int(seconds[1]) <= 600


def test_nobody_else_is_offered_it_or_can_take_it(at_details: Walker) -> None:
    somebody = other()
    value = f'value="{TEN.astimezone(dt.UTC).isoformat()}"'
    assert value not in somebody.get("/book/times/").content.decode()
    refused = somebody.take(TEN)
    assert refused.status_code == 409
    assert b"This time has just been taken" in refused.content


def test_its_holder_still_sees_it_and_may_pick_another(at_details: Walker) -> None:
    value = f'value="{TEN.astimezone(dt.UTC).isoformat()}"'
    assert value in at_details.get("/book/times/").content.decode()
    at_details.take(melbourne(3, 11))
    assert held().starts == melbourne(3, 11)
    assert other().take(TEN)["Location"] == "/book/details/"


def test_one_press_holds_it_longer_and_keeps_what_is_half_typed(at_details: Walker) -> None:
    Appointment.objects.update(held_until=held().created_at + dt.timedelta(minutes=3))
    half = {**DETAILS, "email": "robin@", "phone": ""}
    page = at_details.post("/book/details/longer/", **half)
    assert lasts() > dt.timedelta(minutes=9)
    words = page.content.decode()
    assert 'value="robin@"' in words
    assert 'value="Robin"' in words
    assert "Done. You have more time." in words
    assert "There is a problem" not in words


def test_on_the_last_page_too(at_details: Walker) -> None:
    at_details.fill_in()
    Appointment.objects.update(held_until=held().created_at + dt.timedelta(minutes=3))
    assert at_details.post("/book/check/longer/")["Location"] == "/book/check/"
    assert lasts() > dt.timedelta(minutes=9)


@pytest.mark.parametrize("page", ["details", "check"])
def test_opening_the_address_of_the_press_leads_back_to_its_page(
    at_details: Walker, page: str
) -> None:
    at_details.fill_in()
    assert at_details.get(f"/book/{page}/longer/")["Location"] == f"/book/{page}/"


def test_enter_sends_the_form_and_does_not_hold_longer(at_details: Walker) -> None:
    """A browser presses the first button of a form."""
    page = at_details.get("/book/details/").content.decode()
    form = page.split('action="/book/details/"')[1]
    first = form.split('type="submit"')[0].rpartition("<button")[2]
    assert "formaction" not in first + form.split('type="submit"')[1].split(">")[0]


def test_a_hold_that_lapsed_is_said_and_can_be_had_again(at_details: Walker) -> None:
    at_details.dawdle()
    page = at_details.get("/book/details/").content.decode()
    assert "We no longer hold this time for you" in page
    assert "Hold it again" in page
    at_details.post("/book/details/longer/", **DETAILS)
    assert lasts() > dt.timedelta(minutes=9)


def test_a_hold_that_somebody_else_has_by_now_offers_the_nearest(at_details: Walker) -> None:
    at_details.dawdle()
    other().take(TEN)
    page = at_details.post("/book/details/longer/", **DETAILS)
    assert page.status_code == 409
    assert b"The nearest free times" in page.content


def test_the_hold_becomes_the_visit(at_details: Walker, cast: Cast) -> None:
    row = held()
    at_details.fill_in()
    assert b"Alex Demo" in at_details.get("/book/check/").content
    at_details.book()
    assert (at_details.visit.pk, at_details.visit.status) == (row.pk, Status.BOOKED)


def test_leaving_frees_the_time_at_once(at_details: Walker) -> None:
    at_details.post("/book/leave/")
    assert not Appointment.objects.exists()


def test_holds_of_one_browser_are_limited(at_details: Walker) -> None:
    codes = [at_details.take(TEN).status_code for _ in range(60)]
    assert codes == [302] * 59 + [429]


@pytest.mark.parametrize(
    ("start", "status"),
    [
        ("2027-03-03T10:07:00+11:00", 409),
        ("2027-03-01T10:00:00+11:00", 409),
        ("2027-03-02T09:00:00+11:00", 409),
        ("2028-03-01T10:00:00+11:00", 409),
        ("2027-03-03T10:00:00", 409),
        ("9999-99-99T10:00:00+11:00", 200),
        ("x" * 300, 200),
    ],
)
def test_a_tampered_start_is_a_clear_page(at_details: Walker, start: str, status: int) -> None:
    answer = at_details.post("/book/times/", start=start)
    assert answer.status_code == status
    words = answer.content.decode()
    assert ("just been taken" if status == 409 else "Choose a time from the list.") in words
    assert held().starts == TEN
