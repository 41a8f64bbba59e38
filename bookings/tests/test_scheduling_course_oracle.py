"""Whatever the diary, the zone and the clocks: a booked course is what was chosen, and sound."""

import datetime as dt
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg.types.range import Range

from bookings import availability, scheduling
from bookings.availability import Turn
from bookings.models import (
    Appointment,
    Closure,
    Course,
    Location,
    Offer,
    Patient,
    Practitioner,
    Room,
    Service,
    WorkingHours,
)
from bookings.scheduling import VisitsTaken
from bookings.tests.pen import ZONES, Pen

pytestmark = pytest.mark.django_db
QUARTER, DAY = dt.timedelta(minutes=15), dt.timedelta(days=1)
# In the weeks after these, clocks change in both hemispheres, or nowhere.
MONDAYS = (dt.date(2027, 3, 8), dt.date(2027, 9, 13), dt.date(2027, 10, 11), dt.date(2027, 6, 7))


def random_courses(examples: int) -> Callable[..., Any]:
    quiet = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
    return settings(max_examples=examples, deadline=None, suppress_health_check=quiet)


def write(pen: Pen) -> Course:
    """A suggested course in a random zone, by somebody who works every hour of every day."""
    place = Location.objects.create(
        name="Place", slug="place", zone=pen.one_of(*ZONES), country="AU"
    )
    service = Service.objects.create(
        name="Service",
        slug="service",
        minutes=pen.one_of(20, 30, 45),
        buffer_before=pen.one_of(0, 10),
        buffer_after=pen.one_of(0, 10),
        grid_minutes=15,
        price=0,
        needs_room=pen.one_of(True, False),
    )
    person = Practitioner.objects.create(
        name="Person", slug="person", most_a_day=pen.one_of(None, 1, 2)
    )
    Offer.objects.create(practitioner=person, service=service)
    Room.objects.create(location=place, name="Room")
    for weekday in range(1, 8):
        WorkingHours.objects.create(
            practitioner=person,
            location=place,
            weekday=weekday,
            starts=dt.time(0),
            ends=dt.time(0),
        )
    before = place.instant(pen.one_of(*MONDAYS) - 3 * DAY, dt.time(12))
    seen = visit(place, person, service, patient("Seen"), before, status="fulfilled")
    return Course.objects.create(
        patient=Patient.objects.get(),
        service=service,
        practitioner=person,
        location=place,
        visits=pen.number(3, 6),
        weeks_apart=pen.one_of(1, 1, 2),
        suggested_by=person,
        suggested_at=seen.ends,
        suggested_at_visit=seen,
    )


def patient(name: str) -> Patient:
    return Patient.objects.create(
        first_name=name,
        last_name="Example",
        date_of_birth=dt.date(1980, 5, 17),
        created_at=dt.datetime(2027, 1, 1, tzinfo=dt.UTC),
    )


def visit(
    place: Location,
    person: Practitioner,
    service: Service,
    whose: Patient,
    start: dt.datetime,
    **changes: Any,
) -> Appointment:
    during = Range(start, start + 4 * QUARTER, "[)")
    return Appointment.objects.create(
        patient=whose,
        practitioner=person,
        location=place,
        service=service,
        during=during,
        blocked=during,
        source=Appointment.Source.PHONE,
        created_at=start,
        changed_at=start,
        confirmed_at=start,
        **{"status": "booked", **changes},
    )


def in_the_way(pen: Pen, course: Course, wished: list[dt.datetime]) -> None:
    """Some of the days have a visit of the practitioner or the patient, or are shut."""
    for start in wished:
        what = pen.one_of("nothing", "visit", "own", "shut")
        near = start + QUARTER * pen.number(-4, 4)
        if what in ("visit", "own"):
            whose = course.patient if what == "own" else patient("Other")
            visit(course.location, course.practitioner, course.service, whose, near)
        elif what == "shut":
            Closure.objects.create(during=Range(near, near + pen.number(1, 30) * DAY / 12))


def chosen(pen: Pen, turn: Turn) -> dt.datetime:
    """The wished time, or now and then another; the wished one as well where nothing is free."""
    if not turn.choices or (turn.is_free and pen.yes(4)):
        return turn.wished
    return pen.one_of(*turn.choices)


def check_a_course(data: st.DataObject) -> None:
    with transaction.atomic():
        pen = Pen(data.draw)
        course = write(pen)
        day = course.suggested_at_visit.local_starts.date() + pen.number(3, 9) * DAY
        first = course.location.instant(day, dt.time(pen.number(0, 23), 15 * pen.number(0, 3)))
        wished = availability.wishes(
            first, visits=course.visits, weeks_apart=course.weeks_apart, location=course.location
        )
        in_the_way(pen, course, wished)
        now = course.suggested_at
        terms = scheduling.course_terms(now=now, course=course, starts=wished, online=False)
        turns = availability.series(
            now=now, service=course.service, wished=wished, **terms.narrower()
        )
        check_what_is_booked(course, turns, [chosen(pen, turn) for turn in turns])
        transaction.set_rollback(True)


def check_what_is_booked(course: Course, turns: list[Turn], starts: list[dt.datetime]) -> None:
    asked: dict[str, Any] = {"now": course.suggested_at, "source": Appointment.Source.PHONE}
    nowhere = [turn.wished for turn in turns if not turn.choices]
    if nowhere:
        with pytest.raises(VisitsTaken) as told:
            scheduling.book_course(course=course, starts=starts, **asked)
        assert told.value.starts == nowhere
        assert not course.appointments.exists()
        return
    visits = scheduling.book_course(course=course, starts=starts, **asked)
    assert [one.starts for one in visits] == starts
    assert [one.course_number for one in visits] == list(range(1, course.visits + 1))
    for one, later in pairwise(visits):
        assert one.blocked.upper <= later.blocked.lower
    same = {
        one.local_starts.time()
        for one, turn in zip(visits, turns, strict=True)
        if one.starts == turn.wished and exists(turn.wished, course.location)
    }
    assert len(same) <= 1


def exists(start: dt.datetime, place: Location) -> bool:
    """Whether no change of the clocks on that day moved the wished time."""
    day = start.astimezone(place.tz).date()
    return place.midnight(day + DAY) - place.midnight(day) == DAY


@given(data=st.data())
@random_courses(60)
def test_a_booked_course_is_what_was_chosen(data: st.DataObject) -> None:
    check_a_course(data)


@pytest.mark.long
@given(data=st.data())
@random_courses(600)
def test_a_booked_course_is_what_was_chosen_many_times(data: st.DataObject) -> None:
    check_a_course(data)
