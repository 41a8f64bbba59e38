"""The clock changes or steps back: each message leaves once, at its own instant if it can."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator

import pytest

from bookings.messages import claims
from bookings.models import Appointment, Message, Step
from bookings.tests.conftest import Server
from conftest import melbourne

Book = Callable[..., Appointment]
Tick = Callable[[dt.datetime], object]

# Melbourne's clocks go from 3:00 back to 2:00, and from 2:00 ahead to 3:00.
CHANGES = {
    "back to 2:00": dt.datetime(2027, 4, 3, 16, tzinfo=dt.UTC),
    "ahead to 3:00": dt.datetime(2027, 10, 2, 16, tzinfo=dt.UTC),
}
EVERY = dt.timedelta(minutes=5)
HOUR = dt.timedelta(hours=1)


@pytest.fixture(params=CHANGES.values(), ids=list(CHANGES))
def change(request: pytest.FixtureRequest) -> dt.datetime:
    return request.param


@pytest.fixture
def reminded(change: dt.datetime, book: Book, tick: Tick) -> dict[str, dt.datetime]:
    """When each reminder of a visit on the Monday after falls due: every ten minutes about then.

    The visit's confirmation left days ago.
    """
    visit = book(monday_after(change, 10), now=change - dt.timedelta(days=3))
    tick(change - dt.timedelta(days=3))
    step = Step.objects.get(key="reminder")
    active_from, due = step.active_from, {}
    # The clocks change at night, when a reminder would wait for the morning.
    step.quiet = False
    for number in range(24):
        step.pk, step.key, step.active_from = None, f"reminder-{number}", active_from
        due[step.key] = change - 2 * HOUR + number * dt.timedelta(minutes=10)
        step.offset = due[step.key] - visit.starts
        step.save()
    Step.objects.filter(key="reminder").update(active=False)
    return due


def monday_after(change: dt.datetime, hour: int) -> dt.datetime:
    local = change.astimezone(melbourne(1, 0).tzinfo) + dt.timedelta(days=1)
    return melbourne(local.day, hour, month=local.month)


def ticks(since: dt.datetime, until: dt.datetime) -> Iterator[dt.datetime]:
    """The worker's moments, as the real time passes."""
    while since <= until:
        yield since
        since += EVERY


def sent() -> set[str]:
    return set(Message.objects.filter(status="sent").values_list("step__key", flat=True))


def came_once(server: Server) -> bool:
    """Whether no mail came twice, and all that came are noted."""
    came = Counter(str(mail["Message-ID"]) for mail in server.mails)
    return set(came.values()) == {1} and len(came) == Message.objects.filter(status="sent").count()


def test_every_reminder_leaves_at_its_instant_when_the_clocks_change(
    change: dt.datetime, reminded: dict[str, dt.datetime], tick: Tick, server: Server
) -> None:
    for moment in ticks(change - 3 * HOUR, change + 3 * HOUR):
        tick(moment)
        due = {key for key, at in reminded.items() if at <= moment}
        assert sent() == due | {"confirmation"}
    found = Message.objects.exclude(step__key="confirmation")
    assert dict(found.values_list("step__key", "due_at")) == reminded
    assert came_once(server)
    assert len(server.mails) == 25


def test_bookings_on_both_sides_of_the_change_are_each_confirmed_once(
    change: dt.datetime, book: Book, tick: Tick, server: Server
) -> None:
    # In autumn both of these are half past two by the wall.
    for hour, moment in ((10, change - HOUR / 2), (12, change + HOUR / 2)):
        book(monday_after(change, hour), now=moment)
        tick(moment)
        tick(moment + HOUR / 2)
    assert sent() == {"confirmation"}
    assert came_once(server)
    assert len(server.mails) == 2


def test_a_clock_that_steps_back_by_an_hour_neither_loses_nor_doubles(
    change: dt.datetime,
    reminded: dict[str, dt.datetime],
    book: Book,
    tick: Tick,
    server: Server,
) -> None:
    for moment in ticks(change - 3 * HOUR, change):
        tick(moment)
    before = sent()
    stepped = change - HOUR
    # On the Tuesday, so that no reminder of it falls due today.
    book(monday_after(change, 12) + dt.timedelta(days=1), now=stepped)
    for moment in ticks(stepped, change):
        tick(moment)
        assert sent() == before
        assert len(server.mails) == len(before) + 1, "booked by the new time, confirmed by it"
    for moment in ticks(change, change + 3 * HOUR):
        tick(moment)
    assert sent() == {*reminded, "confirmation"}
    assert came_once(server)
    assert len(server.mails) == 26


def test_a_lease_taken_before_the_clock_stepped_back_comes_back_when_its_time_does(
    change: dt.datetime, reminded: dict[str, dt.datetime], tick: Tick, server: Server
) -> None:
    tick(change - 3 * HOUR)
    server.says["MAIL"] = "421 away"
    tick(change - 2 * HOUR)
    server.says.clear()
    again = Message.objects.waiting().get().next_try_at
    assert len(claims.claim(now=again, owner="dead")) == 1
    for moment in ticks(change - 3 * HOUR, again + claims.LEASE):
        tick(moment)
        assert sent() == {"confirmation"}
    tick(again + claims.LEASE + dt.timedelta(seconds=1))
    assert sent() == {"confirmation", "reminder-0"}
    assert came_once(server)
