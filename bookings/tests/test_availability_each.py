"""New times for many visits at once: what the list offers each of them, the nearest first."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from bookings import availability
from bookings.availability import Start
from bookings.models import Appointment, Closure, Offer, Practitioner
from conftest import Cast, melbourne

pytestmark = pytest.mark.django_db
Book = Callable[..., Appointment]


@pytest.fixture
def visits(cast: Cast, book: Book) -> list[Appointment]:
    """Pat's on Tuesday at two, Quinn's at three."""
    return [book(melbourne(2, 14)), book(melbourne(2, 15), patient=cast.quinn)]


@pytest.fixture
def casey(cast: Cast) -> Practitioner:
    """Offers what Alex does, at Alex's hours, in a room of their own."""
    casey = Practitioner.objects.create(name="Casey Demo", slug="casey", senior=True)
    cast.melbourne.rooms.create(name="Room 2", features=["couch"])
    Offer.objects.create(practitioner=casey, service=cast.massage)
    for hours in cast.alex.hours.all():
        hours.pk, hours.practitioner = None, casey
        hours.save()
    return casey


def new_times(now: dt.datetime, visits: list[Appointment], **wish: Any) -> list[list[Start]]:
    found = availability.nearest_each(now=now, visits=visits, **{"earliest": {}, **wish})
    return [found[visit.pk] for visit in visits]


def local(starts: list[Start]) -> list[str]:
    return [f"{one.start.astimezone(melbourne(1, 0).tzinfo):%a %d %H:%M}" for one in starts]


def test_each_day_has_the_time_nearest_to_the_visits_own(
    cast: Cast, visits: list[Appointment], now: dt.datetime
) -> None:
    Closure.objects.create(during=(melbourne(2, 0), melbourne(3, 0)), reason="Burst pipe")
    first, second = new_times(now, visits, count=3)
    assert local(first) == ["Wed 03 14:00", "Thu 04 14:00", "Fri 05 14:00"]
    assert local(second) == ["Wed 03 15:00", "Thu 04 15:00", "Fri 05 15:00"]


def test_somebody_else_may_be_nearer_and_at_the_same_time_the_own_comes_first(
    cast: Cast, casey: Practitioner, visits: list[Appointment], now: dt.datetime
) -> None:
    leave = (melbourne(2, 0), melbourne(3, 0))
    Closure.objects.create(practitioner=cast.alex, during=leave, reason="Leave")
    first = new_times(now, visits, count=3)[0]
    assert [(one.practitioner_id, one.start) for one in first] == [
        (casey.pk, melbourne(2, 14)),
        (cast.alex.pk, melbourne(3, 14)),
        (casey.pk, melbourne(3, 14)),
    ]


def test_every_new_time_is_one_that_the_list_has_for_this_visit(
    cast: Cast, casey: Practitioner, visits: list[Appointment], book: Book, now: dt.datetime
) -> None:
    for hour in (10, 14, 16):
        book(melbourne(4, hour), patient=cast.quinn)
    Closure.objects.create(practitioner=cast.alex, during=(melbourne(2, 0), melbourne(4, 0)))
    for visit, starts in zip(visits, new_times(now, visits), strict=True):
        listed = availability.find(
            now=now,
            service=visit.service,
            since=now,
            until=visit.starts + dt.timedelta(days=15),
            location=visit.location,
            patient=visit.patient,
            ignoring=visit,
            for_staff=True,
        )
        assert len(starts) == 8
        assert set(starts) <= set(listed)


def test_a_patients_other_visit_is_in_the_way(
    cast: Cast, casey: Practitioner, visits: list[Appointment], book: Book, now: dt.datetime
) -> None:
    Closure.objects.create(during=(melbourne(2, 0), melbourne(3, 0)), reason="Burst pipe")
    book(melbourne(3, 14), practitioner=casey)
    first, second = new_times(now, visits, count=1)
    assert local(first) == ["Wed 03 13:30"]
    assert local(second) == ["Wed 03 15:00"]


def test_what_the_screening_asks_of_a_visit_is_kept(
    cast: Cast,
    casey: Practitioner,
    visits: list[Appointment],
    now: dt.datetime,
    django_assert_num_queries: Any,
) -> None:
    first, second = visits
    first.needs_senior, second.extra_minutes = True, 15
    with django_assert_num_queries(2):
        seniors, longer = new_times(now, visits, earliest={second.pk: melbourne(5, 9)})
    assert {one.practitioner_id for one in seniors} == {casey.pk}
    assert {one.minutes for one in longer} == {45}
    assert min(one.start for one in longer) >= melbourne(5, 9)


def test_a_service_that_is_switched_off_has_no_times_and_one_query_serves_many(
    cast: Cast, visits: list[Appointment], now: dt.datetime, django_assert_num_queries: Any
) -> None:
    cast.massage.active = False
    cast.massage.save()
    with django_assert_num_queries(1):
        assert new_times(now, visits) == [[], []]


def test_of_two_days_as_near_the_later_comes_first(
    cast: Cast, book: Book, now: dt.datetime
) -> None:
    visit = book(melbourne(10, 14))
    Closure.objects.create(during=(melbourne(10, 0), melbourne(11, 0)), reason="Burst pipe")
    assert local(new_times(now, [visit], count=2)[0]) == ["Thu 11 14:00", "Tue 09 14:00"]
