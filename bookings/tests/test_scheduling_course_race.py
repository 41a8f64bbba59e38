"""Courses that want the same times at the same instant: each is booked as a whole or not at all."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from bookings import scheduling
from bookings.models import Appointment, Course, Patient, Room
from bookings.tests.courses import had, suggested, weekly
from bookings.tests.racing import RACERS, Racers, racers
from bookings.tests.small_clinic import SmallClinic, small_clinic
from conftest import NOW, Cast, melbourne
from portal.management.commands.check_invariants import broken

pytestmark = [pytest.mark.long, pytest.mark.django_db(transaction=True)]
FIRST = melbourne(16, 12)
LATER = NOW + dt.timedelta(hours=6)


@pytest.fixture(scope="module")
def eight(django_db_setup: None) -> Iterator[Racers]:
    with racers() as running:
        yield running


@pytest.fixture
def clinic(cast: Cast) -> SmallClinic:
    found = small_clinic(cast)
    Room.objects.create(location=found.location, name="Room 3", features=["couch"])
    return found


@pytest.fixture
def courses(clinic: SmallClinic) -> list[Course]:
    """Everybody but the last has had a visit with Alex, who suggests a course of massage."""
    made = []
    for number in range(RACERS):
        patient = Patient.objects.create(
            first_name=f"P{number}",
            last_name="Example",
            date_of_birth=dt.date(1980, 5, 17),
            created_at=NOW,
        )
        visit = had(
            patient=patient,
            service=clinic.services[0],
            practitioner=clinic.people[0],
            location=clinic.location,
            start=melbourne(2, 9) + number * dt.timedelta(minutes=45),
        )
        made.append(suggested(visit, now=LATER))
    return made


def calls(course: Course, first: dt.datetime) -> dict[str, Any]:
    return {
        "verb": "book_course",
        "now": LATER,
        "course": course,
        "starts": weekly(course, first),
        "source": "phone",
    }


def whole() -> list[int]:
    """How many visits each course has that has any; the diary has to be sound."""
    assert not any(broken(now=LATER).values())
    rows = Appointment.objects.filter(course__isnull=False).values_list("course", flat=True)
    return list(Counter(rows).values())


def test_of_eight_courses_at_the_same_times_one_is_booked_whole(
    eight: Racers, courses: list[Course]
) -> None:
    told = eight.race([[calls(course, FIRST)] for course in courses])
    assert Counter(answer for (answer,) in told) == {"done": 1, "VisitsTaken": RACERS - 1}
    assert whole() == [4]


def test_courses_that_share_one_time_each_never_end_as_halves(
    eight: Racers, courses: list[Course]
) -> None:
    """Each begins a week later than the one before, at the same hour, so neighbours overlap."""
    week = dt.timedelta(days=7)
    told = eight.race(
        [[calls(course, FIRST + number * week)] for number, course in enumerate(courses)]
    )
    said = Counter(answer for (answer,) in told)
    assert set(said) <= {"done", "VisitsTaken"}
    assert said["done"] >= 1
    assert whole() == [4] * said["done"]


def test_a_course_and_single_visits_at_its_times_leave_no_half(
    eight: Racers, clinic: SmallClinic, courses: list[Course]
) -> None:
    single = [
        {
            "verb": "book",
            "now": LATER,
            "service": clinic.services[0],
            "location": clinic.location,
            "practitioner": clinic.people[0],
            "patient": course.patient,
            "start": weekly(course, FIRST)[3],
            "source": "phone",
            "key": course.reference,
            "for_staff": True,
        }
        for course in courses[4:]
    ]
    told = eight.race([*([calls(one, FIRST)] for one in courses[:4]), *([one] for one in single)])
    said = [answer for (answer,) in told]
    assert said.count("done") == 1
    assert set(said) == {"done", "VisitsTaken", "TimeTaken"}
    assert whole() in ([], [4])


def test_the_same_course_pressed_in_eight_browsers_is_booked_once(
    eight: Racers, courses: list[Course]
) -> None:
    told = eight.race([[calls(courses[0], FIRST)]] * RACERS)
    assert Counter(answer for (answer,) in told) == {"done": RACERS}
    assert whole() == [4]


def test_a_course_that_loses_a_room_takes_another_one(clinic: SmallClinic, cast: Cast) -> None:
    """Between looking and locking somebody took the plainest room; two more are there."""
    visit = had(
        patient=cast.pat,
        service=clinic.services[0],
        practitioner=clinic.people[0],
        location=clinic.location,
        start=melbourne(2, 9),
    )
    course = suggested(visit, now=LATER)
    scheduling.book(
        now=LATER,
        service=clinic.services[0],
        location=clinic.location,
        practitioner=clinic.people[2],
        patient=cast.quinn,
        start=FIRST,
        source="phone",
        key="theirs",
        for_staff=True,
    )
    visits = scheduling.book_course(
        now=LATER, course=course, starts=weekly(course, FIRST), source="phone"
    )
    assert visits[0].room != visits[1].room
