"""Each visit of a course is screened for its own day; and the database holds what a course is."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from bookings import scheduling
from bookings.models import Appointment, Course, Patient, Review, Service, Status, Task
from bookings.reception.lights import light
from bookings.scheduling import NotPossible
from bookings.tests.courses import WEEK, answers_count_for, booked, closed, had, suggested
from bookings.tests.desk import person
from conftest import Cast, melbourne
from screening.models import Assessment

FIRST = melbourne(16, 10)
ONLINE: dict[str, Any] = {"source": Appointment.Source.ONLINE}
Screened = Callable[..., Assessment]


@pytest.fixture
def course(cast: Cast, screened: Screened) -> Course:
    """Four needlings, suggested to Pat on 2 March, whose answers of 1 March are clear."""
    return suggested(first_visit(cast, screened()))


def first_visit(cast: Cast, answers: Assessment | None) -> Appointment:
    return had(
        patient=cast.pat,
        service=cast.needling,
        practitioner=cast.alex,
        location=cast.melbourne,
        start=melbourne(2, 10),
        assessment=answers,
    )


def test_visits_beyond_the_validity_of_the_answers_are_booked_as_ask_again(course: Course) -> None:
    answers_count_for(25)
    visits = booked(course, FIRST, **ONLINE)
    assert [one.assessment is not None for one in visits] == [True, True, False, False]
    assert [light(one, 25).word for one in visits] == ["clear", "clear", "ask again", "ask again"]
    assert {one.status for one in visits} == {Status.BOOKED}


def test_online_a_course_begins_with_valid_answers(course: Course) -> None:
    answers_count_for(10)
    with pytest.raises(NotPossible, match="answers are too old"):
        booked(course, FIRST, **ONLINE)
    assert booked(course, FIRST)[0].assessment is None


@pytest.mark.parametrize("field", ["paused", "online"])
def test_a_service_that_is_not_booked_online_is_no_course_online(
    course: Course, field: str
) -> None:
    Service.objects.filter(pk=course.service_id).update(**{field: field == "paused"})
    fresh = Course.objects.with_names().get()
    with pytest.raises(NotPossible, match="cannot be booked online"):
        booked(fresh, FIRST, **ONLINE)


def test_answers_that_stop_a_visit_stop_the_course(cast: Cast, screened: Screened) -> None:
    course = suggested(first_visit(cast, None))
    Appointment.objects.update(assessment=screened("stop"))
    with pytest.raises(NotPossible, match="cannot be booked"):
        booked(course, FIRST)
    assert not Appointment.objects.filter(course=course).exists()


def test_h05_visits_that_need_a_decision_wait_and_begin_after_it(
    cast: Cast, screened: Screened
) -> None:
    course = suggested(first_visit(cast, None))
    Appointment.objects.update(assessment=screened("review"))
    soon = course.suggested_at + dt.timedelta(hours=2)
    with pytest.raises(scheduling.VisitsTaken, match="visit 1"):
        booked(course, melbourne(2, 14), now=soon)
    visits = booked(course, FIRST)
    assert [one.status for one in visits] == [Status.PENDING] * 4
    assert Review.objects.open().count() == 4


def test_h14_what_happens_at_a_visit_sends_the_rest_of_the_course_to_review(
    course: Course,
) -> None:
    visits = booked(course, FIRST)
    scheduling.record_event(now=visits[0].starts, appointment=visits[0], kind="fainted")
    stand = Appointment.objects.filter(course=course).order_by("course_number")
    assert [one.status for one in stand] == ["booked", "pending", "pending", "pending"]


def test_h14_after_an_event_a_course_is_not_booked_online_on_old_answers(course: Course) -> None:
    visit = course.suggested_at_visit
    now = course.suggested_at
    scheduling.record_event(now=now, appointment=visit, kind="bleeding")
    fresh = Course.objects.with_names().get()
    with pytest.raises(NotPossible, match="something has happened"):
        booked(fresh, FIRST, **ONLINE)


def test_h07_needles_at_a_later_visit_ask_for_answers_that_count(course: Course) -> None:
    answers_count_for(25)
    last = booked(course, FIRST)[-1]
    with pytest.raises(NotPossible, match="health questions"):
        closed(last, needles_used=True, spoken_consent=True)


def test_after_the_third_visit_somebody_is_asked_once_to_look_back(course: Course) -> None:
    visits = booked(course, FIRST)
    asked = []
    for visit in visits:
        closed(visit)
        asked.append(Task.objects.filter(kind=Task.Kind.COURSE).count())
    assert asked == [0, 0, 1, 1]
    task = Task.objects.get(kind=Task.Kind.COURSE)
    assert (task.appointment, task.patient) == (visits[2], visits[2].patient)
    assert not Task.objects.open().for_reception().filter(pk=task.pk).exists()


def test_a_look_back_that_was_asked_for_is_not_asked_for_again_after_a_correction(
    course: Course,
) -> None:
    third = [closed(visit) for visit in booked(course, FIRST)[:3]][-1]
    again = scheduling.correct(
        now=third.ends, appointment=third, version=third.version, reason="Wrong line"
    )
    closed(again)
    assert Task.objects.filter(kind=Task.Kind.COURSE).count() == 1


def test_two_records_with_a_course_each_become_one(course: Course, cast: Cast) -> None:
    """The kept record's suggestion stands; visits of the other one's course move with it."""
    booked(course, FIRST)
    theirs = had(
        patient=cast.quinn,
        service=cast.massage,
        practitioner=cast.alex,
        location=cast.melbourne,
        start=melbourne(3, 10),
    )
    suggested(theirs)
    now = melbourne(4, 9)
    scheduling.merge(now=now, kept=cast.quinn, gone=cast.pat, by=person("manager"))
    assert set(Course.objects.values_list("patient", flat=True)) == {cast.quinn.pk}


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"visits": 2}, "course_has_3_to_6_visits"),
        ({"visits": 7}, "course_has_3_to_6_visits"),
        ({"weeks_apart": 0}, "course_weeks_sane"),
        ({"ended_at": melbourne(1, 9)}, "course_in_order"),
    ],
)
def test_the_database_refuses_a_course_that_is_none(
    course: Course, changes: dict[str, Any], constraint: str
) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Course.objects.update(**changes)


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"course_number": 2}, "course_number_once"),
        ({"course_number": 7}, "course_has_numbered_visits"),
        ({"course_number": None}, "course_has_numbered_visits"),
        ({"course": None}, "course_has_numbered_visits"),
    ],
)
def test_the_database_refuses_visits_that_do_not_make_a_course(
    course: Course, changes: dict[str, Any], constraint: str
) -> None:
    first = booked(course, FIRST)[0]
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Appointment.objects.filter(pk=first.pk).update(**changes)


def test_the_database_keeps_a_course_to_one_patient(course: Course, cast: Cast) -> None:
    first = booked(course, FIRST)[0]
    with (
        pytest.raises(IntegrityError, match="course_visits_of_its_patient"),
        transaction.atomic(),
    ):
        give_away(first, cast.quinn)


def give_away(visit: Appointment, other: Patient) -> None:
    """As somebody with a query of their own might; the key is looked at when it commits."""
    Appointment.objects.filter(pk=visit.pk).update(patient=other)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_a_cancelled_visit_gives_its_number_back(course: Course) -> None:
    visits = booked(course, FIRST)
    scheduling.cancel(now=FIRST - WEEK, appointment=visits[1], who="patient")
    assert Appointment.objects.filter(pk=visits[2].pk).update(course_number=2) == 1
