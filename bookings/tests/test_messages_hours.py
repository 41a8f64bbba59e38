"""When a message may leave: quiet hours, a time of day, a working morning, once a day."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from bookings import scheduling
from bookings.messages import Delivered, deliver, find_due, planned
from bookings.models import Appointment, Closure, Message, Step
from bookings.tests.conftest import Server, statuses
from bookings.tests.needles import needled
from conftest import PERTH, Cast, melbourne

Book = Callable[..., Appointment]
Tick = Callable[[dt.datetime], Delivered]
MINUTE, HOUR, DAY = (dt.timedelta(**{unit: 1}) for unit in ("minutes", "hours", "days"))
START = melbourne(9, 10)


@pytest.fixture
def only(journey: None) -> Callable[..., Step]:
    """Switch off every step but the one of this key, changed as asked."""

    def _only(key: str, **fields: Any) -> Step:
        Step.objects.exclude(key=key).update(active=False)
        Step.objects.filter(key=key).update(**fields)
        return Step.objects.get(key=key)

    return _only


def done(visit: Appointment) -> Appointment:
    """The visit is over and closed, with needles."""
    needled(visit)
    return visit


def due_at(moment: dt.datetime) -> list[dt.datetime]:
    find_due(now=moment)
    return sorted(Message.objects.filter(status="due").values_list("due_at", flat=True))


@pytest.mark.parametrize(
    ("hours", "leaves"),
    [
        # 20:59 stays, 21:00 and what is later wait for 8:00, which is no quiet hour any more.
        (dt.timedelta(hours=10, minutes=29), melbourne(9, 20, 59)),
        (dt.timedelta(hours=10, minutes=30), melbourne(10, 8)),
        (dt.timedelta(hours=18), melbourne(10, 8)),
        (dt.timedelta(hours=21, minutes=30), melbourne(10, 8)),
    ],
)
def test_what_falls_into_the_quiet_hours_waits_until_they_end(
    book: Book, cast: Cast, only: Callable[..., Step], hours: dt.timedelta, leaves: dt.datetime
) -> None:
    only("soreness-24h", offset=hours)
    done(book(START, service=cast.needling))
    assert due_at(START + 30 * MINUTE + hours) == [leaves]


def test_quiet_hours_are_by_the_clock_of_the_location(
    book: Book, cast: Cast, only: Callable[..., Step]
) -> None:
    only("soreness-24h", offset=10 * HOUR)
    start = dt.datetime(2027, 3, 9, 11, tzinfo=PERTH)
    done(book(start, service=cast.needling, location=cast.perth))
    # 21:30 in Perth, where it is still the evening before Melbourne's half past twelve.
    assert due_at(start + 10 * HOUR + 30 * MINUTE) == [dt.datetime(2027, 3, 10, 8, tzinfo=PERTH)]


@pytest.mark.parametrize(
    ("day", "month"), [(3, 4), (2, 10)], ids=["clocks go back", "clocks go forward"]
)
def test_quiet_hours_end_at_eight_on_the_day_the_clocks_change(
    book: Book, cast: Cast, only: Callable[..., Step], day: int, month: int, now: dt.datetime
) -> None:
    only("soreness-24h", offset=13 * HOUR)
    visit = book(melbourne(5, 10), service=cast.needling)
    # A Saturday, on whose night the clocks change; nobody works then, so it is put there by hand.
    start = melbourne(day, 10, month=month)
    span = type(visit.during)(start, start + 30 * MINUTE, "[)")
    Appointment.objects.filter(pk=visit.pk).update(during=span, blocked=span)
    done(Appointment.objects.get(pk=visit.pk))
    assert due_at(start + 14 * HOUR) == [melbourne(day + 1, 8, month=month)]


def test_a_retry_waits_for_the_end_of_the_quiet_hours_too(
    book: Book, cast: Cast, only: Callable[..., Step], server: Server
) -> None:
    only("soreness-24h", offset=10 * HOUR + 20 * MINUTE)
    done(book(START, service=cast.needling))
    server.says["DATA"] = "451 later"
    due_at(melbourne(9, 20, 50))
    assert deliver(now=melbourne(9, 20, 50), owner="a") == {"due": 1}
    server.says.clear()
    assert deliver(now=melbourne(9, 21, 5), owner="b") == {"due": 1}
    row = Message.objects.get()
    assert row.next_try_at == row.due_at == melbourne(10, 8)
    assert deliver(now=melbourne(10, 8), owner="c") == {"sent": 1}


@pytest.mark.parametrize(
    ("start", "leaves"), [(melbourne(9, 10), (18, 30)), (melbourne(9, 16, 30), (18, 30))]
)
def test_the_evening_check_waits_for_the_evening(
    book: Book,
    cast: Cast,
    only: Callable[..., Step],
    start: dt.datetime,
    leaves: tuple[int, int],
) -> None:
    only("evening-check")
    visit = done(book(start, service=cast.needling))
    expected = melbourne(9, *leaves)
    assert [line.at for line in planned(visit, start)] == [expected]
    assert due_at(start + 90 * MINUTE) == [expected]


def test_who_did_not_come_is_written_to_on_the_next_working_morning(
    book: Book, cast: Cast, tick: Tick, server: Server
) -> None:
    friday = book(melbourne(12, 10))
    tick(friday.starts - DAY)
    whole_day = type(friday.during)(melbourne(15, 0), melbourne(16, 0), "[)")
    Closure.objects.create(location=cast.melbourne, during=whole_day, reason="Holiday")
    friday.refresh_from_db()
    scheduling.no_show(now=melbourne(12, 11), appointment=friday, version=friday.version)
    tick(melbourne(12, 11))
    # The weekend is free, and Monday is a holiday.
    assert Message.objects.get(step__key="did-not-come").due_at == melbourne(16, 9)
    tick(melbourne(16, 8, 59))
    assert statuses()["did-not-come"] == "due"
    assert tick(melbourne(16, 9)) == {"sent": 1}


def test_a_no_show_that_was_a_wrong_press_is_never_told(
    book: Book, tick: Tick, now: dt.datetime
) -> None:
    visit = book(START)
    tick(START - DAY)
    visit.refresh_from_db()
    visit = scheduling.no_show(now=START + HOUR, appointment=visit, version=visit.version)
    tick(START + HOUR)
    scheduling.correct(
        now=START + 2 * HOUR, appointment=visit, version=visit.version, reason="They were here."
    )
    tick(melbourne(10, 9))
    assert statuses()["did-not-come"] == "void the visit has changed"


@pytest.mark.parametrize("together", [True, False], ids=["found at once", "found one by one"])
def test_two_visits_in_one_day_give_the_same_advice_once(
    book: Book, cast: Cast, only: Callable[..., Step], together: bool
) -> None:
    only("aftercare")
    visits = [book(melbourne(9, hour), service=cast.needling) for hour in (10, 14)]
    for visit in visits:
        done(visit)
        if not together:
            find_due(now=visit.during.upper)
    find_due(now=visits[1].during.upper)
    said = Message.objects.order_by("anchor_at").values_list("status", "reason")
    assert list(said) == [("due", ""), ("skipped", "the same advice was given that day")]


def test_a_visit_on_another_day_is_advised_again(
    book: Book, cast: Cast, only: Callable[..., Step]
) -> None:
    only("aftercare")
    for day in (9, 10):
        find_due(now=done(book(melbourne(day, 10), service=cast.needling)).during.upper)
    assert Message.objects.filter(status="due").count() == 2


def test_one_visit_gets_one_wording_of_the_advice_even_if_it_would_fit_another_later(
    book: Book, cast: Cast, journey: None
) -> None:
    visit = done(book(START, service=cast.needling))
    find_due(now=visit.during.upper)
    Step.objects.filter(key="aftercare-returning").update(who="first")
    find_due(now=visit.during.upper + MINUTE)
    assert statuses()["aftercare"] == "due"
    assert statuses()["aftercare-returning"] == "skipped the same advice was given that day"
