"""Presses at the same instant, on connections of their own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from bookings import scheduling
from bookings.models import Appointment, Patient
from conftest import Cast, melbourne

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
