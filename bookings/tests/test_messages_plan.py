"""What staff read about the messages of one visit."""

import datetime as dt
from collections.abc import Callable

from bookings import scheduling
from bookings.messages import Delivered, planned
from bookings.models import Appointment
from bookings.tests.conftest import Server
from conftest import Cast, melbourne

Book = Callable[..., Appointment]
Tick = Callable[[dt.datetime], Delivered]
START = melbourne(9, 10)
DAY = dt.timedelta(days=1)


def lines(visit: Appointment, now: dt.datetime) -> list[tuple[str, str, str]]:
    fresh = Appointment.objects.with_names().get(pk=visit.pk)
    return [(one.name.split(":")[0], one.status, one.reason) for one in planned(fresh, now)]


def test_a_booked_needling_visit_lists_what_left_and_what_will_leave(
    book: Book, cast: Cast, tick: Tick, now: dt.datetime
) -> None:
    visit = book(START, service=cast.needling)
    tick(now)
    assert lines(visit, now) == [
        ("Confirmation", "sent", ""),
        ("M0 Reminder, a day before", "planned", ""),
        ("M1 Aftercare", "planned", ""),
        ("M2 Same evening", "planned", ""),
        ("M3 One day on", "planned", ""),
        ("M4 Two days on", "planned", ""),
        ("M5 One week on", "planned", ""),
        ("M6 Eleven days on", "planned", ""),
    ]


def test_another_service_plans_no_aftercare(book: Book, tick: Tick, now: dt.datetime) -> None:
    visit = book(START)
    tick(now)
    assert [name for name, *_ in lines(visit, now)] == ["Confirmation", "M0 Reminder, a day before"]


def test_a_cancelled_visit_plans_nothing_more(book: Book, tick: Tick, now: dt.datetime) -> None:
    visit = book(START)
    tick(now)
    scheduling.cancel(now=now + DAY, appointment=visit, who="clinic")
    tick(now + DAY)
    assert lines(visit, now + DAY) == [
        ("Confirmation", "sent", ""),
        ("Cancelled by the clinic", "sent", ""),
    ]


def test_a_failure_and_a_skip_say_why(
    book: Book, tick: Tick, server: Server, now: dt.datetime
) -> None:
    visit = book(melbourne(2, 12))
    server.says["RCPT"] = "550 no such person"
    tick(now)
    assert sorted(lines(visit, now)) == [
        ("Confirmation", "failed", "550 no such person"),
        ("M0 Reminder, a day before", "skipped", "booked after the reminder's time"),
    ]


def test_a_moved_visit_plans_the_reminder_for_its_new_time(
    book: Book, tick: Tick, now: dt.datetime
) -> None:
    visit = book(START)
    tick(now)
    scheduling.move(now=now + DAY, appointment=visit, start=melbourne(11, 9), version=1)
    fresh = Appointment.objects.with_names().get(pk=visit.pk)
    reminder = [one.at for one in planned(fresh, now + DAY) if one.status == "planned"]
    assert reminder == [melbourne(10, 9)]


def test_the_list_takes_two_queries(
    book: Book,
    cast: Cast,
    tick: Tick,
    now: dt.datetime,
    django_assert_num_queries: Callable[[int], "object"],
) -> None:
    book(START, service=cast.needling)
    tick(now)
    tick(START - DAY)
    fresh = Appointment.objects.with_names().get()
    with django_assert_num_queries(2):  # type: ignore[attr-defined]
        planned(fresh, now)
