"""The page of free times: days, weeks, zones, and how many queries it takes."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bookings.models import Closure
from bookings.tests.walking import Walker
from conftest import Cast, melbourne


def to_times(walker: Walker, place: str = "melbourne:", **answers: Any) -> None:
    walker.begin()
    walker.choose("dry-needling", place)
    walker.answer(**answers)


def test_times_stand_by_day_in_the_zone_of_the_place(walker: Walker) -> None:
    to_times(walker, "perth:blake")
    page = walker.get("/book/times/").content.decode()
    assert "All times are Perth time." in page
    assert "Tue 2 March" in page
    assert "9 am" in page
    assert "with Blake Demo" in page


def test_two_weeks_are_shown_and_later_ones_linked(walker: Walker) -> None:
    to_times(walker)
    page = walker.get("/book/times/").content.decode()
    assert "Mon 15 March" in page
    assert "Tue 16 March" not in page
    assert "?since=2027-03-16" in page
    later = walker.get("/book/times/?since=2027-03-16").content.decode()
    assert "Tue 16 March" in later
    assert "?since=2027-03-02" in later


@pytest.mark.parametrize("since", ["1999-01-01", "nonsense", ""])
def test_a_day_in_the_past_or_nonsense_means_today(walker: Walker, since: str) -> None:
    to_times(walker)
    page = walker.get(
        "/book/times/",
    ).content
    assert b"Tue 2 March" in page
    assert b"Tue 2 March" in walker.get(f"/book/times/?since={since}").content


def test_beyond_the_horizon_there_is_nothing_later(walker: Walker) -> None:
    to_times(walker)
    page = walker.get("/book/times/?since=2029-01-01").content.decode()
    assert "Later</a>" not in page
    assert "Earlier</a>" in page


def test_an_empty_fortnight_leads_to_the_next_free_time(walker: Walker, cast: Cast, now) -> None:
    Closure.objects.create(practitioner=cast.alex, during=(now, melbourne(22, 0)), reason="Leave")
    to_times(walker)
    page = walker.get("/book/times/").content.decode()
    assert "There is no free time in these two weeks." in page
    assert "?since=2027-03-22" in page


def test_nobody_free_at_all_leads_to_the_phone(walker: Walker, cast: Cast, now) -> None:
    Closure.objects.create(during=(now, now + dt.timedelta(days=365)), reason="Closed")
    to_times(walker)
    page = walker.get("/book/times/").content.decode()
    assert "choose another place or person" in page
    assert 'href="tel:0355500101"' in page


def test_every_listed_time_is_taken_as_it_is_sent(walker: Walker) -> None:
    to_times(walker)
    page = walker.get("/book/times/").content.decode()
    listed = page.split('name="start" value="')[1:]
    value = listed[-1].split('"')[0]
    assert walker.post("/book/times/", start=value)["Location"] == "/book/details/"
    assert walker.draft.start == dt.datetime.fromisoformat(value)


@pytest.mark.parametrize("start", ["", "tomorrow", "2027-03-99"])
def test_a_bad_time_gets_a_sentence(walker: Walker, start: str) -> None:
    to_times(walker)
    response = walker.post("/book/times/", start=start)
    assert response.status_code == 200
    assert "Choose a time from the list." in response.content.decode()


def test_a_time_that_is_not_listed_is_not_taken(walker: Walker) -> None:
    to_times(walker)
    response = walker.take(melbourne(3, 10, 7))
    assert response.status_code == 409
    assert walker.draft.start is None


@pytest.mark.parametrize("answers", [{}, {"medicines": ["blood_thinner"]}])
def test_the_page_takes_ten_queries_at_most(walker: Walker, answers: dict[str, Any]) -> None:
    to_times(walker, **answers)
    with CaptureQueriesContext(
        connection,
    ) as few:
        page = walker.get("/book/times/").content.decode()
    assert len(few) <= 10, [query["sql"] for query in few]
    assert page.count('name="start"') > 200
