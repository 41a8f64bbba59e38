"""Visits and messages are found by patient or reference, without joining the whole table."""

from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from bookings.admin.finding import of_patient_or_visit
from bookings.models import Appointment, Message
from bookings.tests.desk import listed
from conftest import Cast, melbourne

pytestmark = pytest.mark.django_db


@pytest.fixture
def visits(
    cast: Cast, book: Callable[..., Appointment], tick: Callable[..., object], now
) -> list[Appointment]:
    """One of Pat's and one of Quinn's, each with its message."""
    both = [book(melbourne(9, 10)), book(melbourne(9, 12), patient=cast.quinn)]
    tick(now)
    return both


def words(visit: Appointment) -> list[str]:
    """What finds it: its reference in small letters, the patient's name, and the address."""
    assert visit.patient
    return [visit.reference.lower(), visit.patient.first_name, visit.patient.email]


@pytest.mark.parametrize("name", ["appointment", "message"])
def test_a_visit_and_its_messages_are_found(
    reception: Client, visits: list[Appointment], name: str
) -> None:
    pat, quinn = visits
    for said in words(quinn):
        page = listed(reception, name, q=said)
        assert quinn.reference in page
        assert pat.reference not in page


def test_the_rows_are_found_by_two_small_questions_and_one_of_keys(
    visits: list[Appointment], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(3) as asked:
        found = of_patient_or_visit(Message.objects.all(), "Quinn", visit="appointment")
        assert len(found) == 1
    assert "JOIN" not in asked.captured_queries[-1]["sql"]


def test_without_words_everything_is_there(visits: list[Appointment]) -> None:
    assert of_patient_or_visit(Appointment.objects.all(), " ").count() == 2
