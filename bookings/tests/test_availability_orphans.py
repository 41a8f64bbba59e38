"""Visits outside the hours: the same rule as the list of free times, looked at where it changed."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bookings import availability
from bookings.availability import Rule
from bookings.models import Appointment, HoursChange, Opening, WorkingHours
from bookings.reception.calls import calls
from bookings.reception.waiting import orphans
from bookings.scheduling import Override
from conftest import Cast, melbourne

pytestmark = pytest.mark.django_db
Book = Callable[..., Appointment]


@pytest.fixture
def visit(cast: Cast, book: Book) -> Appointment:
    """Pat's massage with Alex on Tuesday at two."""
    return book(melbourne(2, 14))


def lost(now: dt.datetime) -> set[Appointment]:
    return set(availability.orphaned(now))


def test_fewer_hours_orphan_the_visits_outside_them_and_more_give_them_back(
    cast: Cast, visit: Appointment, now: dt.datetime
) -> None:
    tuesdays = cast.alex.hours.filter(weekday=2)
    tuesdays.update(ends=dt.time(14, 15))
    assert lost(now) == {visit}
    assert calls(orphans(now))[0].why == ["outside the working hours"]
    tuesdays.update(ends=dt.time(14, 30))
    assert lost(now) == set()
    tuesdays.delete()
    assert lost(now) == {visit}
    Opening.objects.create(
        practitioner=cast.alex,
        location=cast.melbourne,
        during=(melbourne(2, 12), melbourne(2, 14, 15)),
    )
    assert lost(now) == {visit}
    WorkingHours.objects.create(
        practitioner=cast.alex,
        location=cast.melbourne,
        weekday=2,
        starts=dt.time(14, 15),
        ends=dt.time(15),
    )
    assert lost(now) == set()


def test_hours_at_another_location_do_not_hold_a_visit(
    cast: Cast, visit: Appointment, now: dt.datetime
) -> None:
    cast.alex.hours.update(location=cast.perth)
    assert lost(now) == {visit}


def test_what_staff_placed_outside_the_hours_on_purpose_stands(
    cast: Cast, book: Book, now: dt.datetime
) -> None:
    book(
        melbourne(2, 18),
        practitioner=cast.alex,
        override=Override(frozenset({Rule.OUTSIDE_HOURS}), "Comes in for this one"),
    )
    cast.alex.hours.update(ends=dt.time(16))
    assert lost(now) == set()


def test_only_those_whose_hours_became_fewer_are_looked_at(
    cast: Cast, visit: Appointment, now: dt.datetime
) -> None:
    assert not HoursChange.objects.exists()
    cast.melbourne.name = "Melbourne East"
    cast.melbourne.save()
    assert not HoursChange.objects.exists()
    cast.melbourne.zone = "Asia/Kolkata"
    cast.melbourne.save()
    assert [one.practitioner for one in HoursChange.objects.all()] == [cast.alex]
    assert lost(now) == {visit}
    cast.blake.hours.all().delete()
    assert HoursChange.objects.count() == 2


def test_the_sweep_looks_no_more_at_hours_that_hold_every_visit_after_an_hour(
    cast: Cast, visit: Appointment, now: dt.datetime
) -> None:
    cast.alex.hours.update(ends=dt.time(16))
    cast.blake.hours.update(ends=dt.time(16))
    assert availability.settle_hours(now) == 0
    HoursChange.objects.update(at=dt.datetime.now(dt.UTC) - dt.timedelta(hours=2))
    Appointment.objects.filter(pk=visit.pk).update(practitioner=cast.blake)
    assert availability.settle_hours(now) == 1
    assert [one.practitioner for one in HoursChange.objects.all()] == [cast.blake]


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    hours=st.lists(
        st.tuples(st.integers(0, 47), st.integers(1, 30), st.integers(1, 2)), max_size=3
    ),
    starts=st.integers(0, 95),
)
def test_a_visit_is_an_orphan_where_the_list_would_say_outside_the_hours(
    cast: Cast, visit: Appointment, now: dt.datetime, hours: list[Any], starts: int
) -> None:
    """Save across a seam of two blocks, where somebody is at work throughout."""
    WorkingHours.objects.all().delete()
    for begins, length, weeks in hours:
        WorkingHours.objects.create(
            practitioner=cast.alex,
            location=cast.melbourne,
            weekday=6,
            starts=_clock(begins),
            ends=_clock(begins + length),
            every_weeks=weeks,
            valid_from=dt.date(2027, 2, 22),
        )
    start = melbourne(6, 0) + dt.timedelta(minutes=15 * starts)
    during = (start, start + dt.timedelta(minutes=30))
    Appointment.objects.filter(pk=visit.pk).update(during=during, blocked=during)
    visit.refresh_from_db()
    (said,) = availability.explain(
        now=now,
        service=visit.service,
        start=start,
        location=visit.location,
        practitioner=cast.alex,
        ignoring=visit,
    )
    outside = Rule.OUTSIDE_HOURS in {one.rule for one in said.refusals}
    assert (visit in lost(now)) == (outside and not _across_a_seam(start, hours))


def _clock(half_hours: int) -> dt.time:
    return dt.time(half_hours % 48 // 2, 30 * (half_hours % 2))


def _across_a_seam(start: dt.datetime, hours: list[Any]) -> bool:
    """Whether the blocks that have an instant of the visit cover it together, not one alone."""
    day = start.replace(hour=0, minute=0)
    blocks = [
        (day + dt.timedelta(minutes=30 * begins), day + dt.timedelta(minutes=30 * ends))
        for begins, ends in ((one[0], one[0] + one[1]) for one in hours if one[2] == 1)
    ]
    minutes = [start + dt.timedelta(minutes=number) for number in range(30)]
    return all(any(opens <= one < closes for opens, closes in blocks) for one in minutes)
