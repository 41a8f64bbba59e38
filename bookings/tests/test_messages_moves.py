"""Moves: the undo window, what was told, and reminders for the time that now is."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from bookings import scheduling
from bookings.messages import Delivered
from bookings.models import Appointment, Review
from bookings.tests.conftest import Server, statuses
from conftest import Cast, melbourne
from portal.models import User

Book = Callable[..., Appointment]
Tick = Callable[[dt.datetime], Delivered]
SECOND, MINUTE, HOUR, DAY = (
    dt.timedelta(**{unit: 1}) for unit in ("seconds", "minutes", "hours", "days")
)
A, B, C = melbourne(9, 10), melbourne(10, 11), melbourne(11, 12)


@pytest.fixture
def desk(db: None) -> User:
    return User.objects.create_user("desk@clinic.example", "long-enough-for-tests")


def move(visit: Appointment, start: dt.datetime, moment: dt.datetime, **changes: Any) -> None:
    fresh = Appointment.objects.with_names().get(pk=visit.pk)
    scheduling.move(
        now=moment,
        appointment=fresh,
        start=start,
        version=fresh.version,
        for_staff=True,
        **changes,
    )


def test_a_move_by_staff_is_told_once_the_undo_window_is_over(
    book: Book, tick: Tick, desk: User, server: Server, now: dt.datetime
) -> None:
    visit = book(A)
    tick(now)
    move(visit, B, now + MINUTE, by=desk)
    assert tick(now + 4 * MINUTE - SECOND) == {}
    assert tick(now + 4 * MINUTE) == {"sent": 1}
    assert tick(now + 5 * MINUTE) == {}
    assert server.subjects()[1:] == ["Your visit to Example Clinic has changed"]
    words = server.words()
    assert "Wednesday 10 March 2027 at 11:00 am (Melbourne time)" in words
    assert "Before, it was Tuesday 9 March 2027 at 10:00 am, Melbourne." in words


def test_a_move_there_and_back_within_the_window_sends_nothing(
    book: Book, tick: Tick, desk: User, now: dt.datetime
) -> None:
    visit = book(A)
    tick(now)
    move(visit, B, now + MINUTE, by=desk)
    move(visit, A, now + 2 * MINUTE, by=desk)
    assert tick(now + 10 * MINUTE) == {}
    visit.refresh_from_db()
    assert visit.sequence == 0


def test_a_move_by_the_patient_is_told_at_once(book: Book, tick: Tick, now: dt.datetime) -> None:
    visit = book(A)
    tick(now)
    move(visit, B, now + MINUTE)
    assert tick(now + MINUTE) == {"sent": 1}


def test_a_visit_moved_before_its_confirmation_left_gets_one_mail_with_the_new_time(
    book: Book, tick: Tick, desk: User, server: Server, now: dt.datetime
) -> None:
    visit = book(A)
    move(visit, B, now + SECOND, by=desk)
    assert tick(now + 2 * SECOND) == {}
    assert tick(now + 5 * MINUTE) == {"sent": 1}
    assert tick(now + 6 * MINUTE) == {}
    assert "10 March" in server.subjects()[0]


def test_a_move_is_told_although_the_confirmation_was_refused(
    book: Book, tick: Tick, server: Server, now: dt.datetime
) -> None:
    visit = book(A)
    server.says["RCPT"] = "554 5.7.1 we do not like the sender"
    assert tick(now) == {"failed": 1}
    server.says.clear()
    move(visit, B, now + MINUTE)
    assert tick(now + MINUTE) == {"sent": 1}


def test_a_move_that_staff_chose_not_to_tell_is_told_with_the_next_one(
    book: Book, tick: Tick, desk: User, server: Server, now: dt.datetime
) -> None:
    visit = book(A)
    tick(now)
    move(visit, B, now + MINUTE, by=desk, tell=False)
    assert tick(now + 10 * MINUTE) == {}
    assert statuses()["moved"] == "skipped staff chose not to write"
    move(visit, C, now + 20 * MINUTE, by=desk)
    assert tick(now + 30 * MINUTE) == {"sent": 1}
    assert "Before, it was Tuesday 9 March" in server.words()


def test_a_request_that_is_moved_while_it_waits_is_told_again(
    book: Book, tick: Tick, desk: User, server: Server, now: dt.datetime
) -> None:
    visit = book(A)
    Review.objects.create(appointment=visit, due_at=now + 8 * HOUR)
    Appointment.objects.filter(pk=visit.pk).update(status="pending", confirmed_at=None)
    tick(now)
    move(visit, B, now + MINUTE, by=desk)
    assert tick(now + 5 * MINUTE) == {"sent": 1}
    assert "You asked for a visit" in server.words()
    assert "Wednesday 10 March 2027 at 11:00 am" in server.words()
    assert "by 4:00 pm on Tuesday 2 March 2027" in server.words()
    move(visit, C, now + HOUR, by=desk, tell=False)
    assert tick(now + 2 * HOUR) == {}
    assert statuses()["request-received"] == "skipped staff chose not to write"


def test_a_reminder_waits_for_the_undo_window_and_then_speaks_of_the_new_time(
    book: Book, tick: Tick, desk: User, server: Server, now: dt.datetime
) -> None:
    visit = book(A)
    tick(now)
    move(visit, A + 30 * MINUTE, A - DAY - MINUTE, by=desk)
    assert tick(A - DAY) == {}
    assert tick(A - DAY + 2 * MINUTE) == {"sent": 1}
    assert tick(A - DAY + 30 * MINUTE) == {"sent": 1}
    assert server.subjects()[1:] == [
        "Your visit to Example Clinic has changed",
        "Reminder: your visit to Example Clinic on Tuesday 9 March 2027",
    ]
    assert "10:30 am" in server.words()


def test_a_visit_moved_after_its_reminder_gets_a_new_one_and_never_the_old_one_again(
    book: Book, tick: Tick, server: Server, now: dt.datetime
) -> None:
    visit = book(A)
    tick(now)
    tick(A - DAY)
    move(visit, C, A - DAY + MINUTE)
    tick(A - DAY + MINUTE)
    tick(C - DAY)
    tick(C)
    reminders = [one for one in server.subjects() if one.startswith("Reminder")]
    assert [one[-13:] for one in reminders] == [" 9 March 2027", "11 March 2027"]


def test_a_reminder_found_before_a_move_becomes_void_at_the_claim(
    book: Book, tick: Tick, server: Server, now: dt.datetime
) -> None:
    visit = book(A)
    tick(now)
    server.says["DATA"] = "451 later"
    assert tick(A - DAY) == {"due": 1}
    server.says.clear()
    move(visit, C, A - DAY + MINUTE)
    assert tick(A - DAY + 2 * MINUTE) == {"void": 1, "sent": 1}
    assert statuses()["reminder"] == "void the visit has changed"


def test_another_practitioner_at_the_same_time_is_a_change_that_is_told(
    book: Book, tick: Tick, cast: Cast, server: Server, now: dt.datetime
) -> None:
    visit = book(A)
    tick(now)
    Appointment.objects.filter(pk=visit.pk).update(practitioner=cast.blake, changed_at=now + MINUTE)
    assert tick(now + MINUTE) == {"sent": 1}
    words = server.words()
    assert "Massage with Blake Demo" in words
    assert "Before, it was" not in words
