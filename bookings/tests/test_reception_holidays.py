"""The page of a location's public holidays, and the records around it."""

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse

from bookings import holidays
from bookings.models import Closure, Location
from bookings.tests.desk import at_desk, listed, person, stand_at
from conftest import Cast, melbourne

pytestmark = pytest.mark.usefixtures("morning")
PAGE = "/admin/locations/melbourne/holidays/"
LABOUR_DAY, GOOD_FRIDAY = dt.date(2027, 3, 8), dt.date(2027, 3, 26)


@pytest.fixture(autouse=True)
def regions(cast: Cast) -> None:
    for place, region in ((cast.melbourne, "VIC"), (cast.perth, "WA")):
        place.region = region
        place.save()


def shown(client: Client, address: str = PAGE) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def ticked(page: str) -> list[str]:
    return re.findall(r'value="([\d-]+)"[^>]* checked', page)


def save(client: Client, *days: dt.date) -> str:
    sent = {"days": [day.isoformat() for day in days]}
    return client.post(PAGE, sent, follow=True).content.decode()


def test_the_page_lists_the_days_ahead_with_those_that_are_shut_ticked(
    reception: Client, cast: Cast
) -> None:
    holidays.add(cast.melbourne, [holidays.Holiday(GOOD_FRIDAY, "Good Friday")])
    page = shown(reception)
    assert ticked(page) == ["2027-03-26"]
    for words in ("Labour Day", "Melbourne Cup Day", "2028-12-25"):
        assert words in page
    assert "2027-01-26" not in page
    assert "Western Australia Day" not in page


def test_saving_adds_the_ticked_and_removes_the_unticked(reception: Client, cast: Cast) -> None:
    assert "1 public holidays added, 0 taken off" in save(reception, LABOUR_DAY)
    assert Closure.objects.get().holiday == LABOUR_DAY
    page = save(reception, GOOD_FRIDAY)
    assert "1 public holidays added, 1 taken off" in page
    assert ticked(page) == ["2027-03-26"]


def test_saving_with_no_box_ticked_works_on_all_of_them(reception: Client, cast: Cast) -> None:
    save(reception, LABOUR_DAY)
    assert "0 public holidays added, 1 taken off" in save(reception)
    assert not Closure.objects.exists()


def test_every_box_can_be_ticked_at_once_and_nothing_is_saved_by_that(
    reception: Client, cast: Cast
) -> None:
    page = shown(reception, f"{PAGE}?all")
    assert len(ticked(page)) == page.count('type="checkbox"') > 20
    assert not Closure.objects.exists()


def test_a_day_that_is_not_offered_is_refused_and_the_ticks_stay(
    reception: Client, cast: Cast
) -> None:
    page = save(reception, LABOUR_DAY, dt.date(2027, 3, 9))
    assert "The list has changed since you opened it." in page
    assert ticked(page) == ["2027-03-08"]
    assert not Closure.objects.exists()


def test_visits_that_stand_on_a_day_are_counted_and_linked(
    reception: Client, cast: Cast, book
) -> None:
    book(melbourne(8, 9))
    book(melbourne(8, 10), patient=cast.quinn)
    book(melbourne(9, 10))
    called_off = book(melbourne(26, 10), patient=cast.quinn)
    reception.post(
        reverse("admin:visit_cancel", args=[called_off.reference]),
        {"version": called_off.version, "who": "clinic", "tell": "no"},
    )
    book(melbourne(26, 15), location=cast.perth)
    page = shown(reception)
    assert page.count("?day=2027-") == 1
    assert '<a href="/admin/?day=2027-03-08&amp;location=melbourne">2 visits' in page
    assert "1 visit<" in shown(reception, PAGE.replace("melbourne", "perth"))


def test_a_visit_counts_on_its_day_by_the_clock_of_the_place(
    reception: Client, cast: Cast, book
) -> None:
    # Half past eight on Labour Day in Melbourne is still the day before in UTC.
    cast.alex.hours.update(starts=dt.time(8))
    book(melbourne(8, 8, 30))
    assert "1 visit<" in shown(reception)


def test_the_page_asks_the_same_questions_of_few_days_and_of_many(
    reception: Client, cast: Cast, book, now, monkeypatch, django_assert_num_queries
) -> None:
    def questions(count: int) -> None:
        stand_at(now, monkeypatch)
        with django_assert_num_queries(count):
            shown(reception)

    questions(12)
    save(reception, *holidays.named("AU", "VIC", (2028,)))
    book(melbourne(8, 10))
    book(melbourne(26, 10), patient=cast.quinn)
    shown(reception)
    questions(12)


@pytest.mark.parametrize(("country", "region"), [("ZZ", ""), ("AU", "TEX"), ("", "VIC")])
@pytest.mark.parametrize("method", ["get", "post"])
def test_without_a_list_there_is_a_sentence_and_the_way_to_the_form(
    reception: Client, cast: Cast, country: str, region: str, method: str
) -> None:
    Location.objects.filter(pk=cast.melbourne.pk).update(country=country, region=region)
    answer = getattr(reception, method)(PAGE)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert f"“{region or country}”" in page or "“”" in page
    assert reverse("admin:bookings_location_change", args=[cast.melbourne.pk]) in page


@pytest.mark.parametrize("group", ["practitioner", "clinical lead"])
def test_those_who_may_not_close_the_diary_change_no_holiday(cast: Cast, group: str) -> None:
    client = at_desk(person(group))
    assert client.post(PAGE, {"days": ["2027-03-08"]}).status_code == 403
    assert not Closure.objects.exists()
    location = reverse("admin:bookings_location_change", args=[cast.melbourne.pk])
    assert PAGE not in shown(client, location)
    assert PAGE not in listed(client, "closure")


def test_the_location_and_the_list_of_closures_lead_to_the_page(
    manager: Client, cast: Cast
) -> None:
    assert PAGE in shown(
        manager, reverse("admin:bookings_location_change", args=[cast.melbourne.pk])
    )
    assert PAGE in listed(manager, "closure")
    assert PAGE.replace("melbourne", "perth") in shown(manager)
    assert manager.get(PAGE.replace("melbourne", "nowhere")).status_code == 404
