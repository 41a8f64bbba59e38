"""A practitioner's private calendar: what a phone is told, and how its address ends."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from bookings import scheduling
from bookings.messages import feed
from bookings.models import Appointment, CalendarFeed, Closure, Practitioner
from bookings.tests.desk import at_desk, person
from conftest import MELBOURNE, Cast, melbourne
from portal.kit.tokens import digest
from portal.models import User

Book = Callable[..., Appointment]
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def path(cast: Cast, morning: None, now: dt.datetime) -> str:
    """Alex's address, without the host."""
    Practitioner.objects.filter(pk=cast.alex.pk).update(user=person("practitioner"))
    return "/calendar/" + feed.make(now=now, practitioner=cast.alex).rpartition("/calendar/")[2]


@pytest.fixture
def alex(cast: Cast, morning: None) -> Client:
    """Alex at a desk of the clinic."""
    user = person("practitioner", "alex@staff.example")
    Practitioner.objects.filter(pk=cast.alex.pk).update(user=user)
    return at_desk(user)


def events(path: str) -> dict[str, Any]:
    """The file's events by their summary."""
    answer = Client().get(path)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    found = Calendar.from_ical(answer.content)
    return {str(one["SUMMARY"]): one for one in found.events}


def test_the_calendar_has_the_visits_and_the_leave_of_one_practitioner(
    cast: Cast, book: Book, path: str
) -> None:
    visit = book(melbourne(9, 10), service=cast.needling)
    book(melbourne(9, 15), location=cast.perth, patient=cast.quinn)
    away = type(visit.during)(melbourne(10, 9), melbourne(10, 17), "[)")
    Closure.objects.create(practitioner=cast.alex, during=away, reason="A cold")
    found = events(path)
    assert sorted(found) == ["Away", f"Visit {visit.reference}"]
    event = found[f"Visit {visit.reference}"]
    assert event["DTSTART"].dt == melbourne(9, 10)
    assert event["DTEND"].dt == melbourne(9, 10, 30)
    assert str(event["LOCATION"]) == "Room 1, Melbourne"
    assert str(event["URL"]).endswith("/admin/?day=2027-03-09")


def test_no_patient_no_service_and_no_reason_is_named(cast: Cast, book: Book, path: str) -> None:
    visit = book(melbourne(9, 10), service=cast.needling)
    away = type(visit.during)(melbourne(10, 9), melbourne(10, 17), "[)")
    Closure.objects.create(practitioner=cast.alex, during=away, reason="Canary leave")
    file = Client().get(path).content.decode()
    words = ("Pat", "Example,", "needling", "Dry", "Canary", "patient.example", "0491")
    assert [word for word in words if word in file] == []


@pytest.mark.parametrize(
    ("start", "offset"),
    [(melbourne(5, 10), 11), (melbourne(5, 10, month=4), 10), (melbourne(4, 10, month=10), 11)],
    ids=["before the clocks go back", "after it", "after they go forward"],
)
def test_the_times_are_right_around_both_clock_changes(
    cast: Cast, book: Book, path: str, start: dt.datetime, offset: int, monkeypatch: Any
) -> None:
    visit = book(start)
    file = feed.calendar(cast.alex, now=start - HOUR)
    (event,) = Calendar.from_ical(file).events
    began = event.start
    assert isinstance(began, dt.datetime)
    assert (began, began.utcoffset()) == (visit.starts, dt.timedelta(0))
    assert began.astimezone(MELBOURNE).hour == 10
    assert start.replace(tzinfo=dt.UTC) - began == offset * HOUR


def test_a_moved_visit_keeps_its_uid_and_rises_and_a_cancelled_one_is_gone(
    cast: Cast, book: Book, path: str, now: dt.datetime
) -> None:
    visit = book(melbourne(9, 10))
    name = f"Visit {visit.reference}"
    before = events(path)[name]
    visit = scheduling.move(now=now, appointment=visit, start=melbourne(11, 9), version=1)
    after = events(path)[name]
    assert before["UID"] == after["UID"]
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert after["DTSTART"].dt == melbourne(11, 9)
    scheduling.cancel(now=now, appointment=visit, who="patient")
    assert events(path) == {}


def test_nothing_new_is_a_304_and_news_is_not(book: Book, path: str) -> None:
    phone = Client()
    first = phone.get(path)
    assert first["Cache-Control"] == "private, max-age=0"
    assert first["Referrer-Policy"] == "no-referrer"
    known = {"If-None-Match": first["ETag"]}
    assert phone.get(path, headers=known).status_code == 304
    book(melbourne(9, 10))
    assert phone.get(path, headers=known).status_code == 200


def test_an_ended_address_is_like_one_that_never_was(
    cast: Cast, path: str, now: dt.datetime
) -> None:
    feed.make(now=now, practitioner=cast.alex)
    ended, unknown = Client().get(path), Client().get("/calendar/none.ics")
    assert (ended.status_code, unknown.status_code) == (404, 404)


@pytest.mark.parametrize("field", ["active", "user__is_active"])
def test_the_address_ends_when_its_practitioner_leaves(cast: Cast, path: str, field: str) -> None:
    assert Client().get(path).status_code == 200
    if field == "active":
        Practitioner.objects.filter(pk=cast.alex.pk).update(active=False)
    else:
        User.objects.filter(email="practitioner@staff.example").update(is_active=False)
    assert Client().get(path).status_code == 404


def test_one_address_works_for_each_practitioner(cast: Cast, path: str, now: dt.datetime) -> None:
    assert CalendarFeed.objects.living().count() == 1
    with pytest.raises(IntegrityError):
        CalendarFeed.objects.create(practitioner=cast.alex, digest="x", created_at=now)


def test_only_a_digest_is_kept_and_a_reading_is_noted_once_an_hour(
    cast: Cast, path: str, now: dt.datetime
) -> None:
    secret = path.removeprefix("/calendar/").removesuffix(".ics")
    kept = CalendarFeed.objects.get()
    assert kept.digest == digest(secret)
    assert kept.read_at is None
    Client().get(path)
    first = CalendarFeed.objects.get().read_at
    assert first is not None
    Client().get(path)
    assert CalendarFeed.objects.get().read_at == first


def test_the_address_is_shown_once_and_a_press_ends_it(alex: Client, cast: Cast) -> None:
    page = alex.get(reverse("admin:my_calendar")).content.decode()
    assert "You have no address yet." in page
    made = alex.post(reverse("admin:my_calendar")).context["address"]
    path = "/calendar/" + made.rpartition("/calendar/")[2]
    assert Client().get(path).status_code == 200
    assert made not in alex.get(reverse("admin:my_calendar")).content.decode()
    assert "A calendar last asked on" in alex.get(reverse("admin:my_calendar")).content.decode()
    alex.post(reverse("admin:my_calendar_stop"))
    assert Client().get(path).status_code == 404
    assert "My calendar on my phone" in alex.get(reverse("admin:index")).content.decode()


def test_who_is_no_practitioner_has_no_calendar(reception: Client) -> None:
    assert reception.get(reverse("admin:my_calendar")).status_code == 404
    assert reception.post(reverse("admin:my_calendar")).status_code == 404
    assert CalendarFeed.objects.count() == 0


@pytest.mark.parametrize("visits", [1, 8])
def test_the_file_takes_as_many_queries_for_one_visit_as_for_many(
    cast: Cast, book: Book, path: str, now: dt.datetime, visits: int, django_assert_num_queries: Any
) -> None:
    for number in range(visits):
        book(melbourne(9, 9) + number * HOUR)
    with django_assert_num_queries(3):
        feed.calendar(cast.alex, now=now)
