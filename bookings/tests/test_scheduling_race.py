"""Presses at the same instant, on connections of their own."""

import datetime as dt
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection, transaction

from bookings import scheduling
from bookings.models import Appointment, Patient, Status
from conftest import NOW, Cast, melbourne

pytestmark = pytest.mark.django_db(transaction=True)
PRESSES = 8
Book = Callable[..., Appointment]


def at_once(act: Callable[[int], str]) -> list[str]:
    """What each of eight threads is told when all press together."""
    ready = Barrier(PRESSES)

    def press(number: int) -> str:
        try:
            ready.wait()
            return act(number)
        except scheduling.TimeTaken:
            return "taken"
        finally:
            connection.close()

    with ThreadPoolExecutor(PRESSES) as pool:
        return list(pool.map(press, range(PRESSES)))


def test_all_presses_of_one_key_get_the_one_visit(cast: Cast, book: Book) -> None:
    told = at_once(lambda _: book(melbourne(3, 10), key="once").reference)
    assert set(told) == {Appointment.objects.get().reference}


def test_one_of_many_people_gets_the_time(cast: Cast, book: Book) -> None:
    people = [
        Patient.objects.create(
            first_name=f"P{number}",
            last_name="Example",
            date_of_birth=cast.pat.date_of_birth,
            created_at=cast.pat.created_at,
        )
        for number in range(PRESSES)
    ]
    told = at_once(lambda number: book(melbourne(3, 10), patient=people[number]).reference)
    assert sorted(told) == sorted([Appointment.objects.get().reference, *["taken"] * (PRESSES - 1)])


def beside(act: Callable[[], object], other: Callable[[], object]) -> None:
    """Run `other` on a connection of its own once `act` has written, before that is committed."""

    def press() -> None:
        try:
            other()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            act()
            pressed = pool.submit(press)
            while not (pressed.done() or waits_for_us()):
                time.sleep(0.01)
        pressed.result()


def waits_for_us() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks"
            " WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
        )
        return bool(cursor.fetchone()[0])


@pytest.mark.parametrize(
    ("after", "erase"),
    [
        (dt.timedelta(minutes=5), lambda _: scheduling.let_go(key="mine")),
        (dt.timedelta(minutes=10), lambda now: scheduling.sweep_lapsed(now=now)),
    ],
)
def test_a_hold_that_becomes_a_visit_while_it_is_erased_stays(
    cast: Cast, book: Book, after: dt.timedelta, erase: Callable[[dt.datetime], object]
) -> None:
    asked: dict[str, Any] = {"service": cast.massage, "location": cast.melbourne, "key": "mine"}
    scheduling.hold(now=NOW, start=melbourne(3, 10), **asked)
    now = NOW + after
    beside(lambda: book(melbourne(3, 14), key="mine", now=now), lambda: erase(now))
    assert Appointment.objects.get().status == Status.BOOKED


def test_h05_a_request_that_is_moved_while_others_lapse_stays(
    cast: Cast, book: Book, screened: Callable[..., object]
) -> None:
    visit = book(melbourne(8, 10), service=cast.needling, assessment=screened("review"))
    told: dict[str, Any] = {
        "now": melbourne(8, 8),
        "start": melbourne(8, 14),
        "version": visit.version,
    }
    beside(
        lambda: scheduling.move(appointment=visit, for_staff=True, **told),
        lambda: scheduling.lapse_undecided(now=melbourne(8, 8)),
    )
    assert Appointment.objects.get().status == Status.PENDING
