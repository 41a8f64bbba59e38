"""New times for all visits that lose their place, chosen by one press."""

import pytest
from django.test import Client

from bookings.models import Appointment, Closure
from bookings.tests.desk import answer
from bookings.tests.test_what_if import ADD, Book, close, other, value, visit
from conftest import Cast, melbourne

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("morning")]
__all__ = ["other", "visit"]


def test_the_nearest_times_are_chosen_by_one_press_and_no_two_visits_get_the_same(
    reception: Client, cast: Cast, visit: Appointment, other: Appointment, book: Book
) -> None:
    book(melbourne(3, 14), patient=cast.quinn)
    page = close(reception, cast)
    suggested = reception.post(ADD, answer(page, "suggest"))
    picked = [line.box.value() for line in suggested.context["lines"]]
    assert len(set(picked)) == 2
    assert suggested.content.decode().count(" selected>") == 2
    assert not Closure.objects.exists()
    chosen = dict(zip((visit.reference, other.reference), picked, strict=True))
    reception.post(ADD, answer(suggested, **chosen, tell="yes"))
    for one in (visit, other):
        one.refresh_from_db()
        assert one.starts > melbourne(3, 0)


def test_a_later_time_is_chosen_before_an_earlier_one_that_somebody_might_miss(
    reception: Client, cast: Cast, book: Book
) -> None:
    visit = book(melbourne(4, 14))
    page = close(reception, cast, starts="2027-03-04T14:00", ends="2027-03-05T15:00")
    assert page.context["lines"][0].lost.times[0].words.startswith("Thu 4 Mar, 13:15")
    suggested = reception.post(ADD, answer(page, "suggest"))
    (line,) = suggested.context["lines"]
    assert line.box.value() == value(suggested, visit, "Fri 5 Mar, 15:00")


def test_one_time_is_not_given_to_two(
    reception: Client, cast: Cast, visit: Appointment, book: Book
) -> None:
    twin = book(melbourne(2, 13), patient=cast.quinn)
    Closure.objects.create(
        practitioner=cast.alex, during=(melbourne(3, 9), melbourne(3, 16)), reason="Full"
    )
    page = close(reception, cast)
    both = value(page, visit), value(page, twin)
    assert both[0] == both[1]
    chosen = {visit.reference: both[0], twin.reference: both[1], "tell": "no"}
    said = reception.post(ADD, answer(page, **chosen)).content.decode()
    assert "Another visit of this page has this time." in said
    assert Closure.objects.count() == 1
