"""The demo clinic keeps the public holidays of its places, and there is work all the same."""

import datetime as dt
from collections.abc import Iterator
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction

from bookings import holidays
from bookings.models import Appointment, Closure, Status
from portal.demo import always
from portal.demo.load import Loaded, load
from portal.demo.plan import REGIONS, ZONES, plan
from portal.demo.stage import set_stage

pytestmark = pytest.mark.journey

# Wednesday before Easter, 10:00 in Melbourne; on Good Friday both places are shut.
NOW = dt.datetime(2027, 3, 23, 23, 0, tzinfo=dt.UTC)
GOOD_FRIDAY = dt.date(2027, 3, 26)
HOUR = dt.timedelta(hours=1)


@pytest.fixture(scope="module")
def first(django_db_setup, django_db_blocker) -> Iterator[Loaded]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield load(now=NOW)
        transaction.set_rollback(True)


@pytest.fixture
def demo(first, db) -> Loaded:
    return first


def test_nobody_is_planned_to_come_on_a_public_holiday_of_the_place():
    planned = list(plan(dt.date(2027, 1, 1), dt.date(2027, 12, 31)))
    days = {
        place: {
            one.start.astimezone(ZONES[place]).date() for one in planned if one.location == place
        }
        for place in REGIONS
    }
    for place, (country, region) in REGIONS.items():
        assert not days[place] & holidays.named(country, region, (2027,)).keys()
    # King's Birthday in Victoria is a working day in Western Australia.
    assert dt.date(2027, 6, 14) in days["perth"] - days["melbourne"]


def test_the_places_are_shut_on_their_holidays_and_no_visit_stands_there(demo):
    assert demo.overtaken == 0
    shut = Closure.objects.exclude(holiday=None)
    days = set(shut.values_list("location__slug", "holiday"))
    labour_day = dt.date(2027, 3, 8)
    assert ("melbourne", labour_day) in days
    assert ("perth", labour_day) not in days
    assert {("melbourne", GOOD_FRIDAY), ("perth", GOOD_FRIDAY)} <= days
    for one in shut:
        visits = Appointment.objects.filter(location=one.location, takes_time=True)
        assert not visits.filter(during__overlap=one.during).exists(), one


@pytest.mark.parametrize(
    ("zone", "local"),
    [
        ("Australia/Melbourne", "2027-03-25 23:40"),
        ("Australia/Melbourne", "2027-03-26 10:15"),
        ("Australia/Perth", "2027-03-26 23:50"),
        ("Australia/Melbourne", "2027-03-29 15:00"),
    ],
)
def test_where_every_place_is_shut_one_works_so_that_there_is_somebody(demo, zone, local):
    now = dt.datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(zone)).astimezone(dt.UTC)
    always.keep_alive(set_stage(), now=now)
    assert Appointment.objects.filter(status=Status.BOOKED).starting(now, now + HOUR).exists()
    here = Appointment.objects.filter(status=Status.ARRIVED, during__contains=now)
    assert here.exists()


def test_a_later_start_leaves_a_day_that_was_unticked_alone(demo):
    always.keep_alive(set_stage(), now=dt.datetime(2027, 3, 25, 23, 15, tzinfo=dt.UTC))
    load(now=NOW + 60 * HOUR)
    shut = Closure.objects.filter(holiday=GOOD_FRIDAY).values_list("location__slug", flat=True)
    assert set(shut) == {"perth"}
