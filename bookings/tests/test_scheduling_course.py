"""A course: suggested after a visit, booked as a whole or not at all, ended by one press."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from bookings import scheduling
from bookings.models import Appointment, Course
from bookings.scheduling import NotPossible, VisitsTaken
from bookings.tests.courses import WEEK, closed, weekly
from bookings.tests.desk import person
from conftest import Cast, melbourne
from portal.management.commands.check_invariants import broken

Book = Callable[..., Appointment]
Suggest = Callable[..., Course]
FIRST = melbourne(16, 10)


@pytest.fixture
def had(book: Book, cast: Cast) -> Appointment:
    """Pat's first needling, which is over and closed at noon of 2 March."""
    return closed(book(melbourne(2, 10), service=cast.needling))


@pytest.fixture
def suggest(had: Appointment, cast: Cast) -> Suggest:
    """Alex suggests four weekly visits of needling to Pat; keywords change it."""

    def _suggest(**changes: Any) -> Course:
        wanted: dict[str, Any] = {
            "now": later(),
            "appointment": had,
            "by": cast.alex,
            "service": cast.needling,
            "visits": 4,
            "weeks_apart": 1,
            **changes,
        }
        return scheduling.suggest_course(**wanted)

    return _suggest


def later() -> dt.datetime:
    return melbourne(2, 12)


def booked(course: Course, starts: list[dt.datetime] | None = None, **changes: Any) -> Any:
    wanted = {"now": later(), "source": Appointment.Source.PHONE, **changes}
    return scheduling.book_course(course=course, starts=starts or weekly(course, FIRST), **wanted)


def test_a_course_is_never_suggested_before_a_visit_was_had(book: Book, cast: Cast) -> None:
    first = book(melbourne(2, 10))
    with pytest.raises(NotPossible, match="once the patient has had a visit"):
        scheduling.suggest_course(
            now=later(),
            appointment=first,
            by=cast.alex,
            service=cast.massage,
            visits=3,
            weeks_apart=1,
        )


def test_a_suggestion_that_nobody_booked_is_replaced(suggest: Suggest) -> None:
    old, new = suggest(), suggest(visits=6)
    assert list(Course.objects.suggested()) == [new]
    with pytest.raises(NotPossible, match="can no longer be booked"):
        booked(old)


def test_no_second_course_of_a_service_is_suggested_while_one_goes_on(suggest: Suggest) -> None:
    booked(suggest())
    with pytest.raises(NotPossible, match="is under way"):
        suggest()


def test_all_visits_are_booked_at_the_same_local_time(suggest: Suggest) -> None:
    """Melbourne's clocks go back on 4 April: the instants differ, the local time does not."""
    visits = booked(suggest())
    assert [one.local_starts.strftime("%a %d %H:%M") for one in visits] == [
        "Tue 16 10:00",
        "Tue 23 10:00",
        "Tue 30 10:00",
        "Tue 06 10:00",
    ]
    assert [one.starts.hour for one in visits] == [23, 23, 23, 0]
    assert [one.place_in_course for one in visits][1] == "visit 2 of 4"
    assert not any(broken(now=later()).values())


def test_a_time_that_is_taken_is_named_and_nothing_is_booked(
    suggest: Suggest, book: Book, cast: Cast
) -> None:
    course = suggest()
    book(FIRST + WEEK, patient=cast.quinn)
    with pytest.raises(VisitsTaken, match=r"visit 2 \(Tuesday 23 March, 10:00\) is no") as told:
        booked(course)
    assert told.value.starts == [FIRST + WEEK]
    assert not Appointment.objects.filter(course=course).exists()
    assert booked(course, [FIRST, FIRST + WEEK + dt.timedelta(hours=1), *weekly(course, FIRST)[2:]])


@pytest.mark.parametrize(
    ("moved", "sentence"),
    [
        ({}, "a time for each of the 4 visits"),
        ({1: FIRST}, "a day of its own"),
        ({0: FIRST + 3 * WEEK}, "a day of its own"),
    ],
)
def test_each_visit_has_a_later_day_of_its_own(
    suggest: Suggest, moved: dict[int, dt.datetime], sentence: str
) -> None:
    course = suggest()
    starts = weekly(course, FIRST)
    starts = [moved.get(number, one) for number, one in enumerate(starts)]
    with pytest.raises(NotPossible, match=sentence):
        booked(course, starts if moved else starts[:3])


def test_the_same_press_again_is_the_same_course_and_another_is_refused(suggest: Suggest) -> None:
    course = suggest()
    first = booked(course)
    assert booked(course) == first
    with pytest.raises(NotPossible, match="booked already"):
        booked(course, weekly(course, FIRST + dt.timedelta(hours=2)))


def test_a_lapsed_hold_is_swept_and_a_live_one_is_in_the_way(suggest: Suggest, cast: Cast) -> None:
    course = suggest()
    asked: dict[str, Any] = {"service": cast.needling, "location": cast.melbourne, "key": "held"}
    scheduling.hold(now=later(), start=FIRST, **asked)
    with pytest.raises(VisitsTaken):
        booked(course)
    assert booked(course, now=later() + dt.timedelta(hours=1))


def test_one_visit_moves_and_one_is_cancelled_and_the_rest_stands(suggest: Suggest) -> None:
    visits = booked(suggest())
    hour = dt.timedelta(hours=1)
    scheduling.move(
        now=later(), appointment=visits[1], start=visits[1].starts + hour, version=1, for_staff=True
    )
    scheduling.cancel(now=later(), appointment=visits[2], who="patient")
    stand = Appointment.objects.filter(course=visits[0].course).order_by("course_number")
    assert [(one.status, one.local_starts.hour) for one in stand] == [
        ("booked", 10),
        ("booked", 11),
        ("cancelled", 10),
        ("booked", 10),
    ]


def test_h08_the_rest_is_cancelled_in_one_press_and_tells_the_patient_or_not(
    suggest: Suggest,
) -> None:
    visits = booked(suggest())
    after = closed(visits[0]).ends
    course, desk = visits[0].course, person("reception")
    assert scheduling.cancel_rest(now=after, course=course, by=desk, tell=False) == 3
    told = Appointment.objects.filter(course=course).values_list("status", "tell_patient")
    assert sorted(told) == [("cancelled", False)] * 3 + [("fulfilled", True)]
    with pytest.raises(NotPossible, match="has ended already"):
        scheduling.cancel_rest(now=after, course=course, by=desk)


def test_clearing_what_is_ahead_of_a_patient_ends_the_suggestion_too(
    suggest: Suggest, cast: Cast
) -> None:
    suggest()
    scheduling.clear_visits(now=later(), patient=cast.pat, by=person("reception"))
    assert not Course.objects.suggested().exists()
