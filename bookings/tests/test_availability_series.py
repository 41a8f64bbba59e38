"""The times of a course: the same by the location's clock, whatever the clocks do."""

import datetime as dt
from collections.abc import Callable
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bookings import availability
from bookings.availability import Turn
from bookings.models import Appointment, Closure, Location, WorkingHours
from conftest import Cast, melbourne

WEEK = dt.timedelta(days=7)
HOUR = dt.timedelta(hours=1)
FIRST = melbourne(16, 10)


def wall(moments: list[dt.datetime], zone: str) -> list[str]:
    return [f"{one.astimezone(ZoneInfo(zone)):%d %b %H:%M}" for one in moments]


def in_zone(zone: str, first: tuple[int, ...], visits: int = 3) -> list[dt.datetime]:
    start = dt.datetime(*first, tzinfo=ZoneInfo(zone))  # type: ignore[misc, arg-type]
    return availability.wishes(start, visits=visits, weeks_apart=1, location=Location(zone=zone))


def series(cast: Cast, now: dt.datetime, first: dt.datetime = FIRST, visits: int = 4) -> list[Turn]:
    wished = availability.wishes(first, visits=visits, weeks_apart=1, location=cast.melbourne)
    return availability.series(
        now=now,
        service=cast.massage,
        wished=wished,
        location=cast.melbourne,
        practitioner=cast.alex,
        patient=cast.pat,
        for_staff=True,
    )


@pytest.mark.parametrize(
    ("zone", "first", "hours_between"),
    [
        # Melbourne's clocks go back on 4 April 2027 and forward on 3 October.
        ("Australia/Melbourne", (2027, 3, 29, 10), [169, 168]),
        ("Australia/Melbourne", (2027, 9, 27, 10), [167, 168]),
        # Perth has no daylight saving time.
        ("Australia/Perth", (2027, 3, 29, 10), [168, 168]),
        # Berlin's go forward on 28 March 2027 and back on 31 October.
        ("Europe/Berlin", (2027, 3, 22, 10), [167, 168]),
        ("Europe/Berlin", (2027, 10, 25, 10), [169, 168]),
    ],
)
def test_a_course_keeps_its_local_time_across_the_clock_change(
    zone: str, first: tuple[int, ...], hours_between: list[int]
) -> None:
    found = in_zone(zone, first)
    assert {words[-5:] for words in wall(found, zone)} == {"10:00"}
    between = [(later - one) // HOUR for one, later in pairwise(found)]
    assert between == hours_between


def test_a_time_of_a_course_that_the_clocks_skip_has_the_offset_before_the_change() -> None:
    found = in_zone("Europe/Berlin", (2027, 3, 21, 2, 30))
    assert wall(found, "Europe/Berlin") == ["21 Mar 02:30", "28 Mar 03:30", "04 Apr 02:30"]


def test_a_time_of_a_course_that_happens_twice_is_the_second() -> None:
    found = in_zone("Europe/Berlin", (2027, 10, 24, 2, 30))
    assert found[1] == dt.datetime(2027, 10, 31, 1, 30, tzinfo=dt.UTC)


def test_a_course_every_third_week_is_three_weeks_apart() -> None:
    found = availability.wishes(
        FIRST, visits=3, weeks_apart=3, location=Location(zone="Australia/Melbourne")
    )
    assert wall(found, "Australia/Melbourne") == ["16 Mar 10:00", "06 Apr 10:00", "27 Apr 10:00"]


def test_where_a_time_is_taken_the_nearest_of_the_day_are_shown(
    cast: Cast, now: dt.datetime, book: Callable[..., Appointment]
) -> None:
    book(FIRST + WEEK, patient=cast.quinn)
    turns = series(cast, now)
    assert [turn.is_free for turn in turns] == [True, False, True, True]
    assert wall(turns[1].choices, "Australia/Melbourne") == [
        "22 Mar 10:00",
        "23 Mar 09:00",
        "23 Mar 09:15",
        "23 Mar 10:45",
        "23 Mar 11:00",
        "24 Mar 10:00",
    ]


def test_where_the_day_is_shut_its_neighbours_are_shown(cast: Cast, now: dt.datetime) -> None:
    day = cast.melbourne.midnight(dt.date(2027, 3, 23))
    Closure.objects.create(during=(day, day + 24 * HOUR), reason="Holiday")
    shut = series(cast, now)[1]
    assert {words[:2] for words in wall(shut.choices, "Australia/Melbourne")} == {"22", "24"}


def test_where_nobody_works_around_the_day_there_is_nothing(cast: Cast, now: dt.datetime) -> None:
    WorkingHours.objects.filter(practitioner=cast.alex).exclude(weekday=6).delete()
    assert [turn.choices for turn in series(cast, now)] == [[]] * 4


def test_one_query_lists_the_times_of_three_visits_or_six(cast: Cast, now: dt.datetime) -> None:
    counts = []
    for visits in (3, 6):
        with CaptureQueriesContext(connection) as asked:
            assert len(series(cast, now, visits=visits)) == visits
        counts.append(len(asked))
    assert counts == [1, 1]


def test_what_is_listed_for_many_days_is_what_is_listed_for_each(
    cast: Cast, now: dt.datetime, book: Callable[..., Appointment]
) -> None:
    book(FIRST + WEEK, patient=cast.quinn)
    days = [cast.melbourne.midnight(dt.date(2027, 3, day)) for day in (16, 23, 30)]
    windows = [(day, day + 24 * HOUR) for day in days]
    found = availability.find_within(
        now=now, service=cast.massage, windows=[availability.Window(*one) for one in windows]
    )
    each = [
        start
        for since, until in windows
        for start in availability.find(now=now, service=cast.massage, since=since, until=until)
    ]
    assert found == each
