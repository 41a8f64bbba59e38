"""A backup that was put back, or a copy, sends nothing by itself (hazard H17)."""

import datetime as dt
from collections.abc import Callable

from bookings.messages import Delivered, find_due
from bookings.models import Appointment, Clinic, Tick
from bookings.tests.conftest import Server, statuses
from conftest import melbourne

Book = Callable[..., Appointment]
Send = Callable[[dt.datetime], Delivered]
MINUTE = dt.timedelta(minutes=1)


def test_h17_another_database_than_at_the_last_tick_stops_all_sending(
    book: Book, tick: Send, server: Server, now: dt.datetime
) -> None:
    tick(now - MINUTE)
    Tick.objects.update(database="7711925531896466092.1.16384")
    book(melbourne(9, 10))
    assert tick(now) == {}
    clinic = Clinic.objects.get()
    assert clinic.sending_stopped
    assert "a backup that was put back" in clinic.sending_stopped_why
    assert statuses() == {"confirmation": "due"}
    assert server.mails == []


def test_h17_a_person_turns_it_back_and_it_stays_so(
    book: Book, tick: Send, now: dt.datetime
) -> None:
    tick(now - 2 * MINUTE)
    Tick.objects.update(database="another")
    tick(now - MINUTE)
    Clinic.objects.update(sending_stopped=False)
    book(melbourne(9, 10))
    assert tick(now) == {"sent": 1}
    assert tick(now + MINUTE) == {}
    assert not Clinic.objects.get().sending_stopped


def test_h17_the_first_tick_of_a_new_clinic_stops_nothing(
    book: Book, tick: Send, now: dt.datetime
) -> None:
    book(melbourne(9, 10))
    assert tick(now) == {"sent": 1}
    cluster, timeline, database = Tick.objects.get().database.split(".")
    assert (len(cluster) > 15, timeline.isdigit(), database.isdigit()) == (True, True, True)


def test_the_moment_of_the_last_tick_never_goes_back(journey: None, now: dt.datetime) -> None:
    find_due(now=now)
    find_due(now=now - dt.timedelta(hours=1))
    assert Tick.objects.get().found_until == now
