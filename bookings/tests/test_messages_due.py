"""Which messages are due: found once, by what the visit now is."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bookings import scheduling
from bookings.messages import find_due
from bookings.models import Appointment, Message, Step
from bookings.tests.conftest import statuses
from conftest import Cast, melbourne

pytestmark = pytest.mark.usefixtures("journey")
Book = Callable[..., Appointment]
MINUTE, HOUR, DAY = (dt.timedelta(**{unit: 1}) for unit in ("minutes", "hours", "days"))
START = melbourne(9, 10)


def test_a_booking_is_confirmed_once(book: Book, now: dt.datetime) -> None:
    book(START)
    assert find_due(now=now) == 1
    assert find_due(now=now) == 0
    assert statuses() == {"confirmation": "due"}


def test_a_reminder_falls_due_a_day_before_and_not_earlier(book: Book, now: dt.datetime) -> None:
    book(START)
    find_due(now=now)
    assert find_due(now=START - DAY - MINUTE) == 0
    assert find_due(now=START - DAY) == 1
    assert find_due(now=START - DAY + MINUTE) == 0
    assert statuses()["reminder"] == "due"


def test_a_reminder_whose_moment_came_before_the_booking_is_skipped(
    book: Book, now: dt.datetime
) -> None:
    book(melbourne(2, 12))
    find_due(now=now)
    assert statuses() == {
        "confirmation": "due",
        "reminder": "skipped booked after the reminder's time",
    }


def test_a_reminder_whose_moment_came_before_the_move_is_skipped(
    book: Book, now: dt.datetime
) -> None:
    visit = book(START)
    moved_at = START - 2 * DAY
    scheduling.move(
        now=moved_at, appointment=visit, start=melbourne(8, 9), version=1, for_staff=True
    )
    find_due(now=moved_at + HOUR)
    assert statuses()["reminder"] == "skipped moved after the reminder's time"


def test_after_days_without_a_worker_the_useful_leave_and_the_rest_say_late(
    book: Book, now: dt.datetime
) -> None:
    book(START)
    book(melbourne(16, 10), now=START + DAY)
    find_due(now=now)
    assert find_due(now=START + 2 * DAY) == 2
    rows = Message.objects.order_by("due_at").values_list("step__key", "status", "reason")
    assert list(rows) == [
        ("confirmation", "due", ""),
        ("reminder", "skipped", "late"),
        ("confirmation", "due", ""),
    ]


def test_nothing_is_forgotten_because_the_worker_was_away_for_longer_than_a_look_back(
    book: Book, now: dt.datetime
) -> None:
    find_due(now=now)
    book(START)
    assert find_due(now=now + 60 * DAY) == 2
    assert set(statuses().values()) == {"skipped late"}


def test_a_step_says_nothing_about_what_was_before_it_was_active(
    book: Book, now: dt.datetime
) -> None:
    Step.objects.update(active_from=now + MINUTE)
    book(START)
    assert find_due(now=now + HOUR) == 0


def test_a_step_that_is_off_finds_nothing(book: Book, now: dt.datetime) -> None:
    Step.objects.update(active=False)
    book(START)
    assert find_due(now=now + HOUR) == 0


def test_without_an_address_the_row_says_so(book: Book, cast: Cast, now: dt.datetime) -> None:
    cast.pat.email = ""
    cast.pat.save()
    book(START)
    find_due(now=now)
    assert statuses() == {"confirmation": "skipped no email address"}


def test_a_cancellation_is_told_and_nothing_else_follows(book: Book, now: dt.datetime) -> None:
    visit = book(START)
    find_due(now=now)
    scheduling.cancel(now=now + HOUR, appointment=visit, who="patient")
    find_due(now=START + 3 * DAY)
    assert set(statuses()) == {"confirmation", "cancellation"}


@pytest.mark.parametrize("who", ["clinic", "patient"])
def test_staff_may_choose_not_to_write_about_a_cancellation(
    book: Book, now: dt.datetime, who: str
) -> None:
    scheduling.cancel(now=now, appointment=book(START), who=who, tell=False)
    find_due(now=now)
    key = "cancellation" if who == "patient" else "cancellation-by-clinic"
    assert statuses() == {key: "skipped staff chose not to write"}


def test_a_request_is_received_and_then_confirmed(book: Book, now: dt.datetime) -> None:
    visit = book(START)
    Appointment.objects.filter(pk=visit.pk).update(status="pending", confirmed_at=None)
    find_due(now=now)
    assert statuses() == {"request-received": "due"}
    Appointment.objects.filter(pk=visit.pk).update(status="booked", confirmed_at=now + HOUR)
    find_due(now=now + HOUR)
    assert statuses()["confirmation"] == "due"


@pytest.mark.parametrize(
    ("who", "step"),
    [("clinic", "request-declined"), ("lapse", "request-declined"), ("patient", "cancellation")],
)
def test_a_request_that_ends_is_told_by_who_ended_it(
    book: Book, now: dt.datetime, who: str, step: str
) -> None:
    visit = book(START)
    Appointment.objects.filter(pk=visit.pk).update(status="pending", confirmed_at=None)
    scheduling.cancel(now=now, appointment=visit, who=who)
    find_due(now=now)
    assert statuses() == {step: "due"}


@pytest.mark.parametrize("visits", [1, 8])
def test_finding_takes_two_statements_however_many_visits(
    book: Book, now: dt.datetime, visits: int
) -> None:
    for day in range(visits):
        book(melbourne(9, 9) + day * HOUR)
    with CaptureQueriesContext(connection) as seen:
        assert find_due(now=now) == visits
    wrote = [one["sql"] for one in seen.captured_queries if "SAVEPOINT" not in one["sql"]]
    assert len(wrote) == 2
