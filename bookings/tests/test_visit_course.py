"""A patient books the suggested course on the page of the visit: all of it, or nothing."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bookings import scheduling
from bookings.messages.links import new_link
from bookings.models import Appointment, ConsentText, Course, Patient, Service, Status
from bookings.tests.courses import WEEK, had, suggested, weekly
from bookings.tests.desk import stand_at
from conftest import Cast, melbourne
from screening.models import Assessment, Version

BORN = {"born_day": 17, "born_month": 5, "born_year": 1980}
FIRST = melbourne(9, 10)
NOW = melbourne(2, 12)
Screened = Callable[..., Assessment]


@pytest.fixture
def course(cast: Cast, screened: Screened, monkeypatch: pytest.MonkeyPatch) -> Course:
    """Four weekly needlings, suggested to Pat after the visit of 2 March at 10:00."""
    visit = had(
        patient=cast.pat,
        service=cast.needling,
        practitioner=cast.alex,
        location=cast.melbourne,
        start=melbourne(2, 10),
        assessment=screened(),
    )
    Version.objects.update(status=Version.Status.PUBLISHED, published_at=NOW)
    ConsentText.objects.create(version=1, body="What may happen.", published_at=NOW)
    stand_at(NOW, monkeypatch)
    return suggested(visit)


@pytest.fixture
def stranger(course: Course) -> Client:
    """Who has the link of the visit, and has not shown the date of birth."""
    client = Client()
    client.get(new_link(course.suggested_at_visit, NOW))
    return client


@pytest.fixture
def client(stranger: Client, course: Course) -> Client:
    stranger.post(address(course, ""), BORN)
    return stranger


def address(course: Course, page: str = "course/") -> str:
    return f"/visit/{course.suggested_at_visit.reference}/{page}"


def send(client: Client, course: Course, starts: list[dt.datetime], **typed: Any) -> Any:
    """The form as a browser sends it, with these times chosen."""
    chosen = {
        f"visit_{number}": start.astimezone(dt.UTC).isoformat()
        for number, start in enumerate(starts, 1)
    }
    return client.post(address(course), {"start": FIRST.isoformat(), **chosen, **typed})


def checked(page: str) -> list[str]:
    """The values of the radio buttons that are chosen."""
    tags = re.findall(r"<input type=\"radio\"[^>]*>", page)
    return [re.findall(r'value="([^"]*)"', tag)[0] for tag in tags if " checked" in tag]


def values(starts: list[dt.datetime]) -> list[str]:
    return [start.astimezone(dt.UTC).isoformat() for start in starts]


def test_h09_a_link_alone_shows_no_suggestion_and_books_nothing(
    stranger: Client, course: Course
) -> None:
    assert b"suggests a course" not in stranger.get(address(course, "")).content
    assert send(stranger, course, weekly(course, FIRST))["Location"] == address(course, "")
    assert not course.appointments.exists()


def test_the_visits_page_leads_to_the_same_weekday_and_time(client: Client, course: Course) -> None:
    assert b"Choose the times" in client.get(address(course, "")).content
    page = client.get(address(course)).content.decode()
    assert checked(page) == values(weekly(course, FIRST))
    assert "Visit 4: Tue 30 March" in page
    assert "Melbourne time" in page


def test_a_press_books_all_visits_and_shows_them_as_a_course(
    client: Client, course: Course
) -> None:
    answer = send(client, course, weekly(course, FIRST))
    visits = list(course.appointments.order_by("course_number"))
    assert [one.local_starts.hour for one in visits] == [10] * 4
    assert answer["Location"] == f"/visit/{visits[0].reference}/"
    page = client.get(answer["Location"]).content.decode()
    assert "All visits are booked. We email you the times." in page
    assert "Visit 1 of 4" in page
    assert client.get(f"/visit/{visits[2].reference}/").status_code == 200


def test_a_taken_time_is_shown_with_others_and_none_is_chosen_for_the_patient(
    client: Client, course: Course, book: Callable[..., Appointment], cast: Cast
) -> None:
    book(FIRST + WEEK, patient=cast.quinn)
    page = client.get(address(course)).content.decode()
    assert "10:00 am is not free on this day. Choose one near it." in page
    assert len(checked(page)) == 3
    starts = weekly(course, FIRST)
    answer = send(client, course, starts, visit_2="")
    assert answer.status_code == 200
    assert "Choose a time for visit 2." in answer.content.decode()
    assert checked(answer.content.decode()) == values([starts[0], *starts[2:]])


def test_a_time_that_was_taken_meanwhile_is_named_and_nothing_chosen_is_lost(
    client: Client, course: Course, book: Callable[..., Appointment], cast: Cast
) -> None:
    starts = weekly(course, FIRST)
    starts[0] += dt.timedelta(hours=1)
    book(starts[2], patient=cast.quinn)
    answer = send(client, course, starts)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Visit 3 on Tue 23 March at 10:00 am has just been taken." in page
    assert checked(page) == values([starts[0], starts[1], starts[3]])
    assert not course.appointments.exists()
    starts[2] += dt.timedelta(hours=1)
    assert send(client, course, starts).status_code == 302


def test_a_time_lost_at_the_last_moment_is_named_too(
    client: Client, course: Course, monkeypatch: pytest.MonkeyPatch, cast: Cast
) -> None:
    """Somebody books between the look and the press."""
    verb = scheduling.book_course

    def late(**asked: Any) -> Any:
        scheduling.book(
            now=NOW,
            service=cast.massage,
            location=cast.melbourne,
            patient=cast.quinn,
            start=FIRST,
            source="phone",
            key="theirs",
            for_staff=True,
        )
        return verb(**asked)

    monkeypatch.setattr(scheduling, "book_course", late)
    answer = send(client, course, weekly(course, FIRST))
    assert answer.status_code == 409
    assert "Visit 1 on Tue 9 March at 10:00 am has just been taken." in answer.content.decode()
    assert not course.appointments.exists()


def test_another_first_time_moves_all_of_them(client: Client, course: Course) -> None:
    other = melbourne(11, 14)
    page = client.get(address(course), {"start": other.isoformat()}).content.decode()
    assert checked(page) == values(weekly(course, other))


@pytest.mark.parametrize(
    "start", ["tomorrow", "9999-12-31T23:00:00+00:00", "2020-03-09T10:00:00+11:00"]
)
def test_nonsense_for_the_first_time_means_the_usual_one(
    client: Client, course: Course, start: str
) -> None:
    page = client.get(address(course), {"start": start}).content.decode()
    assert checked(page) == values(weekly(course, FIRST))


@pytest.mark.parametrize("value", ["", "soon", "9999-12-31T23:00:00+00:00", "2027-03-09"])
def test_nonsense_for_a_visit_is_asked_for_again(
    client: Client, course: Course, value: str
) -> None:
    answer = send(client, course, weekly(course, FIRST), visit_3=value)
    assert answer.status_code in (200, 409)
    assert b"error-summary" in answer.content
    assert not course.appointments.exists()


def test_two_visits_on_one_day_are_refused_with_a_sentence(client: Client, course: Course) -> None:
    starts = weekly(course, FIRST)
    starts[1] = starts[0] + dt.timedelta(hours=2)
    answer = send(client, course, starts)
    assert answer.status_code == 409
    assert b"a day of its own for each visit" in answer.content


def test_pressed_twice_it_is_one_course(client: Client, course: Course) -> None:
    send(client, course, weekly(course, FIRST))
    send(client, course, weekly(course, FIRST))
    assert course.appointments.count() == 4


@pytest.mark.parametrize(
    ("row", "changes"),
    [
        (Course, {"ended_at": NOW}),
        (Course, {"suggested_at": NOW - dt.timedelta(days=61)}),
        (Service, {"paused": True}),
        (Patient, {"date_of_birth": dt.date(2015, 5, 17)}),
    ],
)
def test_what_can_no_longer_be_booked_is_not_offered(
    client: Client, course: Course, row: Any, changes: dict[str, Any]
) -> None:
    row.objects.update(**changes)
    assert b"Choose the times" not in client.get(address(course, "")).content
    assert client.get(address(course))["Location"] == address(course, "")


def test_h14_answers_from_before_an_event_lead_to_the_phone(client: Client, course: Course) -> None:
    visit = course.suggested_at_visit
    scheduling.record_event(now=NOW, appointment=visit, kind="fainted")
    answer = client.get(address(course))
    assert answer.status_code == 409
    assert b"Please call us: we ask the questions again" in answer.content
    assert b"tel:0355500101" in answer.content


def test_one_visit_of_it_is_moved_and_cancelled_on_its_own_page(
    client: Client, course: Course
) -> None:
    send(client, course, weekly(course, FIRST))
    second, third = course.appointments.order_by("course_number")[1:3]
    later = second.starts + dt.timedelta(hours=1)
    client.get(f"/visit/{course.appointments.earliest('during').reference}/")
    moved = {"start": later.isoformat(), "version": second.version}
    client.post(f"/visit/{second.reference}/move/", moved)
    client.post(f"/visit/{third.reference}/cancel/", {"version": third.version})
    rows = course.appointments.order_by("course_number")
    assert [(one.status, one.local_starts.hour) for one in rows] == [
        (Status.BOOKED, 10),
        (Status.BOOKED, 11),
        (Status.CANCELLED, 10),
        (Status.BOOKED, 10),
    ]


def test_a_course_of_three_and_one_of_six_ask_as_many_queries(
    client: Client, course: Course
) -> None:
    def asked_of(queries: CaptureQueriesContext) -> int:
        """The clock is read once a second, and is left out."""
        return sum("kit_clock" not in str(one["sql"]) for one in queries)

    def counts() -> tuple[int, int]:
        fresh = Course.objects.with_names().get(pk=course.pk)
        with CaptureQueriesContext(connection) as shown:
            assert client.get(address(course)).status_code == 200
        starts = weekly(fresh, FIRST)
        with CaptureQueriesContext(connection) as pressed:
            assert send(client, course, starts).status_code == 302
        fresh.appointments.all().delete()
        Course.objects.update(booked_at=None)
        return asked_of(shown), asked_of(pressed)

    Course.objects.update(visits=3)
    # The first time reads what is kept in memory afterwards.
    counts()
    few = counts()
    Course.objects.update(visits=6)
    assert counts() == few
