"""Daily limits, holds that lapse, and who is asked: what narrows the list."""

import datetime as dt
from typing import Any

import pytest

from bookings import availability, scheduling
from bookings.models import Offer, Opening, Room, WorkingHours
from conftest import NOW, Cast, melbourne

DAY = dt.timedelta(days=1)
WEDNESDAY = melbourne(3, 0)


def found(cast: Cast, day: dt.datetime = WEDNESDAY, **asked: Any) -> list[availability.Start]:
    wanted = {"service": cast.massage, "location": cast.melbourne, "now": NOW, **asked}
    return availability.find(since=day, until=day + DAY, **wanted)


@pytest.fixture
def both(cast: Cast) -> Cast:
    """Blake works in Melbourne too, on Wednesday and Thursday, and there is a second room."""
    Room.objects.create(location=cast.melbourne, name="Room 2", features=["couch"])
    for day in (3, 4):
        Opening.objects.create(
            practitioner=cast.blake,
            location=cast.melbourne,
            during=(melbourne(day, 9), melbourne(day, 17)),
        )
    return cast


def test_a_practitioner_with_enough_visits_has_no_more_that_day(both: Cast, book) -> None:
    both.alex.most_a_day = 1
    both.alex.save()
    book(melbourne(3, 10), practitioner=both.alex)
    assert {one.practitioner_id for one in found(both)} == {both.blake.pk}
    assert both.alex.pk in {one.practitioner_id for one in found(both, melbourne(4, 0))}


def test_a_limit_of_one_service_leaves_the_others(cast: Cast, book) -> None:
    Offer.objects.filter(practitioner=cast.alex, service=cast.massage).update(most_a_day=1)
    book(melbourne(3, 10))
    assert found(cast) == []
    assert found(cast, service=cast.needling) != []


def test_the_day_is_counted_by_the_clock_of_the_place(cast: Cast, book) -> None:
    # Blake's visit at 7:30 on Wednesday in Perth is on Wednesday at 10:30 in Melbourne.
    cast.blake.most_a_day = 1
    cast.blake.save()
    early = dt.datetime(2027, 3, 3, 0, 30, tzinfo=cast.perth.tz)
    Opening.objects.create(
        practitioner=cast.blake, location=cast.perth, during=(early, early + dt.timedelta(hours=1))
    )
    book(early, location=cast.perth)
    wednesday = dt.datetime(2027, 3, 3, tzinfo=cast.perth.tz)
    assert found(cast, wednesday, location=cast.perth) == []
    assert found(cast, wednesday - DAY, location=cast.perth) != []


def test_the_visit_that_moves_does_not_fill_its_own_day(cast: Cast, book) -> None:
    cast.alex.most_a_day = 1
    cast.alex.save()
    visit = book(melbourne(3, 10))
    moved = scheduling.move(now=NOW, appointment=visit, start=melbourne(3, 14), version=1)
    assert moved.starts == melbourne(3, 14)


def test_several_practitioners_are_asked_for_at_once(both: Cast) -> None:
    asked = found(both, practitioner=[both.alex, both.blake])
    assert {one.practitioner_id for one in asked} == {both.alex.pk, both.blake.pk}
    assert {one.practitioner_id for one in found(both, practitioner=[both.alex])} == {both.alex.pk}
    assert found(both, practitioner=[]) == []


def test_all_locations_are_asked_at_once(cast: Cast) -> None:
    everywhere = found(cast, location=None)
    assert {one.location_id for one in everywhere} == {cast.melbourne.pk, cast.perth.pk}


@pytest.mark.parametrize("switched_off", ["alex", "melbourne", "massage", "couch"])
def test_what_is_switched_off_is_not_offered(cast: Cast, switched_off: str) -> None:
    row = getattr(cast, switched_off)
    row.active = False
    row.save()
    assert found(cast) == []


def test_hours_are_valid_from_their_first_day_to_their_last(cast: Cast) -> None:
    hours = WorkingHours.objects.filter(practitioner=cast.alex)
    hours.update(valid_from=dt.date(2027, 3, 3), valid_to=dt.date(2027, 3, 3))
    assert [len(found(cast, melbourne(day, 0))) for day in (2, 3, 4)] == [0, 31, 0]


def test_several_blocks_a_day_are_cut_each_from_its_own_beginning(cast: Cast) -> None:
    hours = WorkingHours.objects.filter(practitioner=cast.alex, weekday=3)
    hours.update(ends=dt.time(10, 10))
    WorkingHours.objects.create(
        practitioner=cast.alex,
        location=cast.melbourne,
        weekday=3,
        starts=dt.time(13, 20),
        ends=dt.time(14, 10),
    )
    times = [f"{one.start.astimezone(cast.melbourne.tz):%H:%M}" for one in found(cast)]
    assert times == ["09:00", "09:15", "09:30", "13:20", "13:35"]


def test_a_shift_that_ends_at_midnight_is_open_until_then(cast: Cast) -> None:
    WorkingHours.objects.filter(practitioner=cast.alex, weekday=3).update(ends=dt.time(0))
    assert found(cast)[-1].start == melbourne(3, 23, 30)


def test_the_earliest_time_for_a_review_narrows_the_list(cast: Cast) -> None:
    assert found(cast, not_before=melbourne(3, 16))[0].start == melbourne(3, 16)


@pytest.mark.parametrize("people", [1, 2])
def test_the_list_is_one_query_however_many_are_asked(
    both: Cast, django_assert_num_queries, people: int
) -> None:
    with django_assert_num_queries(1):
        assert found(both, practitioner=[both.alex, both.blake][:people])
