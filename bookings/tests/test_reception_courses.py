"""Courses at the desk: suggested by whoever treats, booked and ended by reception."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bookings.models import Appointment, Course, Status, Task
from bookings.tests.courses import WEEK, booked, closed, had, suggested, weekly
from bookings.tests.desk import at_desk, person, stand_at, treats
from conftest import Cast, melbourne

FIRST = melbourne(9, 10)
NOW = melbourne(2, 12)
FOUR = {"visits": 4, "weeks_apart": 1}


@pytest.fixture
def visit(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Appointment:
    """Pat's needling with Alex, done two hours ago."""
    done = had(
        patient=cast.pat,
        service=cast.needling,
        practitioner=cast.alex,
        location=cast.melbourne,
        start=melbourne(2, 10),
    )
    stand_at(NOW, monkeypatch)
    return done


@pytest.fixture
def course(visit: Appointment) -> Course:
    return suggested(visit)


@pytest.fixture
def alex(visit: Appointment) -> Client:
    return at_desk(treats(visit.practitioner))


@pytest.fixture
def desk(visit: Appointment) -> Client:
    return at_desk(person("reception"))


def page(course: Course, name: str = "course") -> str:
    return reverse(f"admin:{name}", args=[course.reference])


def send(client: Client, course: Course, starts: list[dt.datetime]) -> Any:
    chosen = {f"visit_{number}": start.isoformat() for number, start in enumerate(starts, 1)}
    return client.post(page(course, "course_book"), {"start": FIRST.isoformat(), **chosen})


def test_a_practitioner_suggests_a_course(alex: Client, visit: Appointment, cast: Cast) -> None:
    address = reverse("admin:visit_course", args=[visit.reference])
    assert "Suggest a course" in alex.get(address).content.decode()
    answer = alex.post(address, {**FOUR, "service": cast.needling.pk})
    made = Course.objects.get()
    assert answer["Location"] == page(made)
    assert (made.visits, made.suggested_by, made.practitioner) == (4, cast.alex, cast.alex)


def test_what_is_left_open_is_asked_for(alex: Client, visit: Appointment) -> None:
    answer = alex.post(reverse("admin:visit_course", args=[visit.reference]), {"visits": "9"})
    assert answer.status_code == 200
    assert "There is a problem" in answer.content.decode()
    assert not Course.objects.exists()


def test_at_a_first_booking_the_page_says_why_not(
    alex: Client, cast: Cast, book: Callable[..., Appointment]
) -> None:
    first = book(FIRST, patient=cast.quinn, service=cast.needling)
    address = reverse("admin:visit_course", args=[first.reference])
    answer = alex.post(address, {**FOUR, "service": cast.needling.pk})
    assert answer.status_code == 409
    assert "once the patient has had a visit here" in answer.content.decode()


def test_reception_suggests_nothing(desk: Client, visit: Appointment) -> None:
    address = reverse("admin:visit_course", args=[visit.reference])
    assert desk.get(address).status_code == 403
    change = reverse("admin:bookings_appointment_change", args=[visit.pk])
    assert address not in desk.get(change).content.decode()


def test_the_closing_form_leads_to_the_suggestion(
    alex: Client, cast: Cast, book: Callable[..., Appointment], monkeypatch: pytest.MonkeyPatch
) -> None:
    visit = book(melbourne(2, 14))
    stand_at(melbourne(2, 15), monkeypatch)
    typed = {"version": 1, "needles_used": "no", "suggest_course": "on"}
    close = reverse("admin:visit_complete", args=[visit.reference])
    assert "Suggest a course of visits next" in alex.get(close).content.decode()
    address = reverse("admin:visit_course", args=[visit.reference])
    assert alex.post(close, typed)["Location"] == address


def test_the_closing_form_of_reception_does_not(
    desk: Client, book: Callable[..., Appointment]
) -> None:
    close = reverse("admin:visit_complete", args=[book(melbourne(2, 14)).reference])
    assert "Suggest a course" not in desk.get(close).content.decode()


def test_reception_books_it_from_the_patients_page(desk: Client, course: Course) -> None:
    change = reverse("admin:bookings_patient_change", args=[course.patient_id])
    assert page(course, "course_book") in desk.get(change).content.decode()
    assert "Visit 4: Tue 30 March" in desk.get(page(course, "course_book")).content.decode()
    answer = send(desk, course, weekly(course, FIRST))
    assert answer["Location"] == page(course)
    assert [one.local_starts.hour for one in course.appointments.all()] == [10] * 4
    assert {one.booked_by for one in course.appointments.all()} == {
        answer.wsgi_request.user,
    }


def test_reception_begins_on_another_day_and_at_another_time(desk: Client, course: Course) -> None:
    asked = {"day": "2027-03-11", "at": "14:00"}
    shown = desk.get(page(course, "course_book"), asked).content.decode()
    assert "Visit 1: Thu 11 March" in shown
    assert f'value="{melbourne(11, 14).astimezone(dt.UTC).isoformat()}"' in shown


@pytest.mark.parametrize("asked", [{"day": "9999-12-31"}, {"day": "soon"}, {"at": "25:00"}])
def test_nonsense_about_the_first_visit_means_the_usual_time(
    desk: Client, course: Course, asked: dict[str, str]
) -> None:
    answer = desk.get(page(course, "course_book"), asked)
    assert "Visit 1: Tue 9 March" in answer.content.decode()


def test_a_time_that_was_taken_meanwhile_keeps_the_others(
    desk: Client, course: Course, cast: Cast, book: Callable[..., Appointment]
) -> None:
    book(FIRST + WEEK, patient=cast.quinn)
    answer = send(desk, course, weekly(course, FIRST))
    assert answer.status_code == 409
    assert "Visit 2 on Tue 16 March at 10:00 am has just been taken." in answer.content.decode()
    assert answer.content.decode().count(" checked") == 3
    assert not course.appointments.exists()


def test_it_stands_on_today_in_the_calendar_and_on_the_day_sheet(
    desk: Client, course: Course
) -> None:
    booked(course, FIRST)
    day = {"day": "2027-03-16"}
    today = desk.get(reverse("admin:index"), day).content.decode()
    assert "visit 2 of 4" in today
    assert "visit 2 of 4" in desk.get(reverse("admin:day_sheet"), day).content.decode()
    calendar = desk.get(reverse("admin:calendar"), {**day, "location": "melbourne"})
    assert "Dry needling, 2/4" in calendar.content.decode()


def test_h08_the_rest_is_cancelled_once_it_is_said_whether_the_patient_is_told(
    desk: Client, course: Course
) -> None:
    booked(course, FIRST)
    address = page(course, "course_cancel")
    assert "Cancel these 4 visits" in desk.get(address).content.decode()
    assert "There is a problem" in desk.post(address, {"who": "clinic"}).content.decode()
    assert course.appointments.filter(takes_time=True).count() == 4
    answer = desk.post(address, {"who": "clinic", "tell": "no"}, follow=True)
    assert "4 visits of Pat Example are cancelled." in answer.content.decode()
    told = course.appointments.values_list("status", "tell_patient")
    assert set(told) == {(Status.CANCELLED, False)}


def test_a_suggestion_is_taken_back(desk: Client, course: Course) -> None:
    address = page(course, "course_cancel")
    assert "Take the suggestion back" in desk.get(address).content.decode()
    desk.post(address, {"who": "patient", "tell": "no"})
    assert not Course.objects.suggested().exists()


def test_ended_twice_the_page_says_so(desk: Client, course: Course) -> None:
    typed = {"who": "clinic", "tell": "no"}
    desk.post(page(course, "course_cancel"), typed)
    answer = desk.post(page(course, "course_cancel"), typed)
    assert answer.status_code == 409
    assert "has ended already" in answer.content.decode()


def test_a_booked_course_is_not_booked_again(desk: Client, course: Course) -> None:
    booked(course, FIRST)
    assert desk.get(page(course, "course_book"))["Location"] == page(course)


def test_the_look_back_stands_on_the_worklist_of_practitioners(
    alex: Client, desk: Client, course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    visits = [closed(one) for one in booked(course, FIRST)[:3]]
    stand_at(visits[-1].ends, monkeypatch)
    how = reverse("admin:visit_how_it_went", args=[visits[-1].reference])
    assert how in alex.get(reverse("admin:tasks")).content.decode()
    assert how not in desk.get(reverse("admin:tasks")).content.decode()
    shown = alex.get(how).content.decode()
    assert "3 visits of 4 so far" in shown
    assert "Time to look back" in shown
    task = Task.objects.get(kind=Task.Kind.COURSE)
    done = {f"{task.pk}-outcome": "Better: goes on as booked"}
    alex.post(reverse("admin:task_done", args=[task.pk]), done)
    assert course.appointments.filter(status=Status.BOOKED).count() == 1


def test_the_page_of_a_course_asks_as_much_for_three_visits_as_for_six(
    desk: Client, visit: Appointment
) -> None:
    def shown() -> int:
        course = Course.objects.get(ended_at=None)
        with CaptureQueriesContext(connection) as asked:
            assert desk.get(page(course)).status_code == 200
        return len(asked)

    counts = []
    # The first time reads what is kept in memory afterwards.
    for visits in (3, 3, 6):
        Course.objects.update(ended_at=NOW)
        Appointment.objects.filter(course__isnull=False).delete()
        booked(suggested(visit, visits=visits), FIRST)
        counts.append(shown())
    assert counts[1] == counts[2]
