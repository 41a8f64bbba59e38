"""Calendar files, parsed back: one identity, a rising sequence, right in every zone."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from icalendar import Calendar
from psycopg.types.range import Range

from bookings import scheduling
from bookings.messages import Delivered, visit_ics
from bookings.models import Appointment, Clinic
from bookings.tests.conftest import Server
from conftest import Cast, melbourne

Book = Callable[..., Appointment]
Tick = Callable[[dt.datetime], Delivered]
START = melbourne(9, 10)
HOUR = dt.timedelta(hours=1)


def file_of(server: Server) -> tuple[Calendar, Any]:
    """The calendar and its event, from the last mail that has one."""
    (part,) = [one for one in server.last().walk() if one.get_content_type() == "text/calendar"]
    calendar = Calendar.from_ical(str(part.get_content()))
    assert part.get_param("method") == calendar["METHOD"]
    assert part.get_filename() == "visit.ics"
    return calendar, calendar.events[0]


def test_one_visit_keeps_its_uid_and_each_change_told_raises_the_sequence(
    book: Book, tick: Tick, server: Server, now: dt.datetime
) -> None:
    visit = book(START)
    seen = []
    tick(now)
    seen.append(file_of(server))
    visit.refresh_from_db()
    scheduling.move(now=now + HOUR, appointment=visit, start=START + HOUR, version=1)
    tick(now + HOUR)
    seen.append(file_of(server))
    visit.refresh_from_db()
    scheduling.cancel(now=now + 2 * HOUR, appointment=visit, who="patient")
    tick(now + 2 * HOUR)
    seen.append(file_of(server))
    assert [calendar["METHOD"] for calendar, _ in seen] == ["REQUEST", "REQUEST", "CANCEL"]
    assert [event["SEQUENCE"] for _, event in seen] == [0, 1, 2]
    assert {str(event["UID"]) for _, event in seen} == {f"{visit.reference}@127.0.0.1"}
    assert [event["STATUS"] for _, event in seen] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    assert [event.decoded("DTSTART") for _, event in seen] == [START, START + HOUR, START + HOUR]


@pytest.mark.parametrize(
    "day",
    [
        dt.date(2027, 4, 3),  # the day before Melbourne's clocks go back
        dt.date(2027, 4, 5),
        dt.date(2027, 10, 4),  # the day after they go forward
    ],
)
@pytest.mark.parametrize("zone", ["melbourne", "perth"])
def test_the_file_and_the_mail_say_the_same_instant_on_both_sides_of_a_clock_change(
    cast: Cast, now: dt.datetime, day: dt.date, zone: str
) -> None:
    place = getattr(cast, zone)
    start = dt.datetime.combine(day, dt.time(10), place.tz)
    visit = Appointment(
        patient=cast.pat,
        practitioner=cast.alex,
        location=place,
        service=cast.massage,
        status="booked",
        created_at=now,
        changed_at=now,
        confirmed_at=now,
    )
    visit.during = Range(start.astimezone(dt.UTC), start.astimezone(dt.UTC) + HOUR)
    (event,) = Calendar.from_ical(visit_ics(visit, "REQUEST", Clinic.objects.get())).events
    began = event.decoded("DTSTART").astimezone(place.tz)
    assert (began.date(), began.time()) == (day, dt.time(10))
    assert event.decoded("DTEND") - event.decoded("DTSTART") == HOUR


def test_the_file_holds_no_health_detail_and_no_service(
    book: Book, cast: Cast, tick: Tick, server: Server, now: dt.datetime
) -> None:
    visit = book(START, service=cast.needling)
    text = visit_ics(visit, "REQUEST", Clinic.objects.get()).decode()
    assert "SUMMARY:Visit at Example Clinic" in text
    assert "needling" not in text.lower()
    assert "Alex" not in text


def test_the_same_visit_gives_the_same_bytes(book: Book) -> None:
    visit = book(START)
    assert visit_ics(visit, "REQUEST", Clinic.objects.get()) == visit_ics(
        visit, "REQUEST", Clinic.objects.get()
    )


def test_a_file_taken_between_a_change_and_its_mail_is_newer_than_what_was_sent(
    book: Book, tick: Tick, now: dt.datetime
) -> None:
    visit = book(START)
    tick(now)
    visit.refresh_from_db()
    moved = scheduling.move(now=now + HOUR, appointment=visit, start=START + HOUR, version=1)
    (event,) = Calendar.from_ical(visit_ics(moved, "REQUEST", Clinic.objects.get())).events
    assert event["SEQUENCE"] == 1


def test_a_request_that_waits_is_tentative(book: Book) -> None:
    visit = book(START)
    visit.status = "pending"
    (event,) = Calendar.from_ical(visit_ics(visit, "REQUEST", Clinic.objects.get())).events
    assert event["STATUS"] == "TENTATIVE"
