"""A course is told in one email, each change of it by itself."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from icalendar import Calendar

from bookings import scheduling
from bookings.messages import Delivered
from bookings.models import Appointment, Course, Message, Patient, Status
from bookings.tests.conftest import Server
from bookings.tests.courses import booked, had, suggested
from bookings.tests.desk import person
from conftest import Cast, melbourne
from screening.models import Assessment

Tick = Callable[[dt.datetime], Delivered]
FIRST = melbourne(16, 10)
HOUR = dt.timedelta(hours=1)
CONFIRMED = "Your course of visits to Example Clinic, from Tuesday 16 March 2027"


@pytest.fixture
def course(cast: Cast, screened: Callable[..., Assessment], tick: Tick) -> Course:
    """Four needlings, suggested to Pat; what fell due before has left."""
    visit = had(
        patient=cast.pat,
        service=cast.needling,
        practitioner=cast.alex,
        location=cast.melbourne,
        start=melbourne(2, 10),
        assessment=screened(),
    )
    made = suggested(visit)
    tick(made.suggested_at)
    return made


def at(course: Course) -> dt.datetime:
    return course.suggested_at + HOUR


@pytest.fixture
def visits(course: Course, tick: Tick, server: Server) -> list[Appointment]:
    """The course, booked and confirmed."""
    server.mails.clear()
    made = booked(course, FIRST)
    tick(at(course))
    return fresh(made)


def fresh(visits: list[Appointment]) -> list[Appointment]:
    rows = Appointment.objects.with_names().in_bulk([one.pk for one in visits])
    return [rows[one.pk] for one in visits]


def file_of(server: Server) -> Calendar:
    (part,) = [one for one in server.last().walk() if one.get_content_type() == "text/calendar"]
    return Calendar.from_ical(str(part.get_content()))


def test_a_suggestion_is_told_with_the_way_to_choose_the_times(
    course: Course, server: Server
) -> None:
    assert server.subjects()[-1] == "Your next visits to Example Clinic"
    assert "suggests a course of 4 visits, a week apart." in server.words()
    assert "Choose the times:" in server.words()


def test_h09_an_address_that_is_not_confirmed_learns_no_service_of_a_course(
    course: Course, tick: Tick, server: Server
) -> None:
    Patient.objects.update(email_confirmed_at=None)
    booked(course, FIRST)
    tick(at(course))
    words = server.words()
    assert "Tuesday 16 March 2027 at 10:00 am" in words
    assert "needl" not in words.lower()
    assert "Alex" not in words


def test_one_email_confirms_all_visits_and_each_counts_as_told(
    visits: list[Appointment], server: Server
) -> None:
    assert server.subjects() == [CONFIRMED]
    words = server.words()
    for day in ("16 March", "23 March", "30 March", "6 April"):
        assert f"- Tuesday {day} 2027 at 10:00 am" in words
    assert [one.told_during for one in visits] == [one.during for one in visits]


def test_its_calendar_file_has_every_visit_under_its_own_name(
    visits: list[Appointment], server: Server
) -> None:
    calendar = file_of(server)
    assert calendar["METHOD"] == "PUBLISH"
    assert [event.decoded("DTSTART") for event in calendar.events] == [one.starts for one in visits]
    uids = [f"{one.reference}@127.0.0.1" for one in visits]
    assert [str(event["UID"]) for event in calendar.events] == uids


def test_nothing_is_told_twice_when_the_first_visit_is_cancelled_or_over(
    visits: list[Appointment], tick: Tick, server: Server
) -> None:
    server.mails.clear()
    now = visits[0].created_at + HOUR
    scheduling.cancel(now=now, appointment=visits[0], who="patient")
    tick(now)
    assert server.subjects() == [
        "Your visit to Example Clinic on Tuesday 16 March 2027 is cancelled"
    ]


def test_a_visit_that_moves_is_told_by_itself(
    visits: list[Appointment], tick: Tick, server: Server
) -> None:
    server.mails.clear()
    now = visits[0].created_at + HOUR
    third = visits[2]
    scheduling.move(
        now=now, appointment=third, start=third.starts + HOUR, version=third.version, for_staff=True
    )
    tick(now)
    assert server.subjects() == ["Your visit to Example Clinic has changed"]
    assert "Tuesday 30 March 2027 at 11:00 am" in server.words()
    (event,) = file_of(server).events
    assert (event["SEQUENCE"], str(event["UID"])) == (1, f"{third.reference}@127.0.0.1")


def test_a_visit_moved_before_the_confirmation_left_is_in_it_as_it_is_now(
    course: Course, tick: Tick, server: Server
) -> None:
    server.mails.clear()
    third = fresh(booked(course, FIRST))[2]
    now = at(course) + HOUR
    scheduling.move(now=now, appointment=third, start=third.starts + HOUR, version=1)
    tick(now)
    assert server.subjects() == [CONFIRMED]
    assert "Tuesday 30 March 2027 at 11:00 am" in server.words()


@pytest.mark.parametrize("tell", [True, False])
def test_h08_the_rest_is_called_off_in_one_email_or_in_none(
    visits: list[Appointment], tick: Tick, server: Server, tell: bool
) -> None:
    server.mails.clear()
    now, course = visits[0].created_at + HOUR, Course.objects.get()
    scheduling.cancel(now=now, appointment=visits[0], who="patient")
    tick(now)
    server.mails.clear()
    now += HOUR
    scheduling.cancel_rest(now=now, course=course, by=person("reception"), tell=tell)
    tick(now + HOUR)
    if not tell:
        assert server.mails == []
        assert (
            Message.objects.get(step__key="course-cancelled").reason == "staff chose not to write"
        )
        return
    assert server.subjects() == ["Your visits to Example Clinic are cancelled"]
    assert "Tuesday 23 March 2027 at 10:00 am" in server.words()
    assert "16 March" not in server.words()
    assert {str(event["STATUS"]) for event in file_of(server).events} == {"CANCELLED"}


def test_h05_a_course_that_waits_for_review_is_one_email_too(
    course: Course, tick: Tick, server: Server, screened: Any
) -> None:
    server.mails.clear()
    Appointment.objects.update(assessment=screened("review"))
    visits = booked(course, FIRST)
    tick(at(course))
    assert server.subjects() == ["We have your request for a course of visits to Example Clinic"]
    assert "Tuesday 6 April 2027 at 10:00 am" in server.words()
    server.mails.clear()
    scheduling.decide(
        now=at(course) + HOUR,
        appointment=fresh(visits)[1],
        decision="clear",
        reason="All well",
        by=person("clinical lead"),
    )
    tick(at(course) + HOUR)
    assert server.subjects() == ["Your visit to Example Clinic on Tuesday 23 March 2027"]


def test_h14_after_an_event_no_email_invites_to_a_course(
    cast: Cast, tick: Tick, server: Server, course: Course
) -> None:
    server.mails.clear()
    visit = course.suggested_at_visit
    scheduling.record_event(now=at(course), appointment=visit, kind="fainted")
    suggested(visit, now=at(course) + HOUR)
    tick(at(course) + HOUR)
    assert "Your next visits to Example Clinic" not in server.subjects()


def test_reminders_go_on_visit_by_visit(
    visits: list[Appointment], tick: Tick, server: Server
) -> None:
    server.mails.clear()
    tick(visits[1].starts - dt.timedelta(hours=24))
    assert server.subjects() == ["Reminder: your visit to Example Clinic on Tuesday 23 March 2027"]
    assert visits[0].status == Status.BOOKED
