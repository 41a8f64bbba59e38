"""Public holidays among the records: the location's form, and the closures that they make."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from bookings import holidays
from bookings.models import Closure
from bookings.tests.desk import listed
from conftest import Cast, melbourne

pytestmark = pytest.mark.usefixtures("morning")
LABOUR_DAY = dt.date(2027, 3, 8)


def shut_on_labour_day(cast: Cast) -> None:
    holidays.add(cast.melbourne, [holidays.Holiday(LABOUR_DAY, "Labour Day")])


def save_location(client: Client, cast: Cast, **typed: str):
    place = cast.melbourne
    kept = ("name", "slug", "zone", "address", "phone", "emergency_number", "emergency_relay")
    sent: dict[str, Any] = {
        **{name: getattr(place, name) for name in (*kept, "urgent_name", "urgent_number")},
        "active": "on",
        "rooms-TOTAL_FORMS": 0,
        "rooms-INITIAL_FORMS": 0,
        **typed,
    }
    address = reverse("admin:bookings_location_change", args=[place.pk])
    answer = client.post(address, sent)
    place.refresh_from_db()
    return answer


def test_a_region_that_is_not_known_is_refused_beside_its_field(
    manager: Client, cast: Cast
) -> None:
    page = save_location(manager, cast, country="AU", region="TEX").content.decode()
    beside = page.split("field-region")[1].split("field-phone")[0]
    assert "Its regions are ACT," in beside
    assert " NSW," in beside
    page = save_location(manager, cast, country="ZZ", region="VIC").content.decode()
    beside = page.split("field-region")[1].split("field-phone")[0]
    assert "Correct it, or leave the region empty." in beside
    assert (cast.melbourne.country, cast.melbourne.region) == ("AU", "")


@pytest.mark.parametrize(
    ("country", "region"), [("AU", "VIC"), ("AU", ""), ("au", "VIC"), ("ZZ", "")]
)
def test_a_known_region_is_taken_and_so_is_a_country_without_a_list(
    manager: Client, cast: Cast, country: str, region: str
) -> None:
    assert save_location(manager, cast, country=country, region=region).status_code == 302
    assert (cast.melbourne.country, cast.melbourne.region) == (country.upper(), region)


def test_a_saved_location_still_works_on_the_days_that_it_worked_on(
    manager: Client, cast: Cast
) -> None:
    holidays.remove(cast.melbourne, [LABOUR_DAY])
    save_location(manager, cast, country="AU", region="VIC")
    assert cast.melbourne.worked_holidays == [LABOUR_DAY]


def test_closures_are_filtered_by_what_they_are_for(reception: Client, cast: Cast) -> None:
    during = (melbourne(3, 9), melbourne(3, 10))
    Closure.objects.create(during=during, reason="Painting")
    shut_on_labour_day(cast)
    assert "Painting" not in listed(reception, "closure", **{"for": "holiday"})
    assert "Labour Day" in listed(reception, "closure", **{"for": "holiday"})
    assert "Labour Day" not in listed(reception, "closure", **{"for": "other"})


@pytest.mark.parametrize("many", [False, True])
def test_a_holiday_deleted_from_the_list_is_not_imported_again(
    reception: Client, cast: Cast, many: bool
) -> None:
    shut_on_labour_day(cast)
    row = Closure.objects.get()
    if many:
        address = reverse("admin:bookings_closure_changelist")
        sent = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
    else:
        address = reverse("admin:bookings_closure_delete", args=[row.pk])
        sent = {"post": "yes"}
    reception.post(address, sent)
    assert not Closure.objects.exists()
    cast.melbourne.refresh_from_db()
    assert LABOUR_DAY in cast.melbourne.worked_holidays


def test_a_holiday_is_shortened_but_stays_at_its_location(reception: Client, cast: Cast) -> None:
    shut_on_labour_day(cast)
    row = Closure.objects.get()
    sent = {
        "location": cast.melbourne.pk,
        "reason": "Labour Day",
        "starts": "2027-03-08T12:00",
        "ends": "2027-03-09T00:00",
    }
    address = reverse("admin:bookings_closure_change", args=[row.pk])
    refused = reception.post(address, {**sent, "location": cast.perth.pk})
    assert "A public holiday stays with the location" in refused.content.decode()
    assert reception.post(address, sent).status_code == 302
    row.refresh_from_db()
    assert (row.during.lower, row.holiday) == (melbourne(8, 12), LABOUR_DAY)
