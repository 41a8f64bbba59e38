"""Somebody is away, or something is switched off: whom to ring, and what came of it."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db.utils import ProgrammingError
from django.test import Client
from django.urls import reverse
from psycopg.types.range import Range

from bookings import scheduling
from bookings.availability import Rule
from bookings.models import Appointment, CallAttempt, Closure, Practitioner, Room
from bookings.reception.views import calls
from bookings.reception.waiting import orphans
from bookings.scheduling import Override
from bookings.tests.desk import desk_page
from conftest import Cast, melbourne

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("morning")]
Book = Callable[..., Appointment]


@pytest.fixture
def visit(cast: Cast, book: Book) -> Appointment:
    """Pat's massage with Alex on Tuesday at two."""
    return book(melbourne(2, 14))


def shut(hour: int = 13, **whom: Any) -> Closure:
    """Closed on Tuesday from this hour for three hours."""
    during = Range(melbourne(2, hour), melbourne(2, hour + 3), "[)")
    return Closure.objects.create(during=during, reason="Burst pipe", **whom)


def lost(now: dt.datetime) -> list[str]:
    return [one.reference for one in orphans(now)]


AWAY = {
    "since_day": "2027-03-02",
    "since_time": "12:00",
    "until_day": "2027-03-02",
    "until_time": "",
    "reason": "Away",
}


def test_away_for_the_rest_of_today_closes_the_time_and_lists_the_calls(
    reception: Client, cast: Cast, visit: Appointment, book: Book
) -> None:
    page = desk_page(reception, "away")
    for shown in ('value="2027-03-02"', 'value="08:00"'):
        assert shown in page
    book(melbourne(2, 9), patient=cast.quinn)
    first = book(melbourne(2, 13), patient=cast.quinn)
    answer = reception.post(
        reverse("admin:away"), {**AWAY, "practitioner": cast.alex.pk}, follow=True
    )
    said = answer.content.decode()
    kept = Closure.objects.get()
    assert kept.practitioner == cast.alex
    assert (kept.during.lower, kept.during.upper) == (melbourne(2, 12), melbourne(3, 0))
    assert said.index(first.reference) < said.index(visit.reference)
    assert said.count("<tr id=") == 2
    for shown in ("tel:", "Away", reverse("admin:visit_cancel", args=[visit.reference])):
        assert shown in said


def test_an_absence_that_ends_before_it_starts_is_refused_beside_its_field(
    reception: Client, cast: Cast
) -> None:
    typed = {**AWAY, "practitioner": cast.alex.pk, "until_time": "11:00", "reason": "At court"}
    page = reception.post(reverse("admin:away"), typed).content.decode()
    assert page.count("The end comes after the start.") == 2
    assert 'value="At court"' in page
    assert not Closure.objects.exists()


def test_a_call_is_kept_each_time_and_the_last_one_shown(
    reception: Client, cast: Cast, visit: Appointment
) -> None:
    shut(practitioner=cast.alex)
    address = reverse("admin:visit_called", args=[visit.reference])
    assert "not yet" in desk_page(reception, "orphans")
    for how in ("message", "reached", "nonsense"):
        reception.post(address, {"how": how, "next": reverse("admin:orphans")})
    assert "reached, Tue 02 Mar, 08:00" in desk_page(reception, "orphans")
    assert CallAttempt.objects.count() == 2
    with pytest.raises(ProgrammingError):
        CallAttempt.objects.update(how="reached")


@pytest.mark.parametrize("what", ["practitioner", "service", "room", "location"])
def test_what_is_switched_off_orphans_its_visits(
    visit: Appointment, now: dt.datetime, what: str
) -> None:
    assert lost(now) == []
    thing = getattr(visit, what)
    type(thing).objects.filter(pk=thing.pk).update(active=False)
    assert lost(now) == [visit.reference]


def test_closures_of_the_visits_own_time_and_place_alone_orphan_it(
    cast: Cast, visit: Appointment, now: dt.datetime
) -> None:
    other = Room.objects.create(location=cast.melbourne, name="Room 2")
    shut(practitioner=cast.blake)
    shut(location=cast.perth)
    shut(room=other)
    shut(9)
    assert lost(now) == []
    for whom in ({}, {"practitioner": cast.alex}, {"location": cast.melbourne}):
        closure = shut(**whom)
        assert lost(now) == [visit.reference]
        closure.delete()
    shut(room=cast.couch)
    assert lost(now) == [visit.reference]


def test_what_staff_placed_on_leave_on_purpose_is_no_orphan(
    cast: Cast, book: Book, now: dt.datetime
) -> None:
    shut(practitioner=cast.alex)
    placed = book(
        melbourne(2, 14),
        practitioner=cast.alex,
        override=Override(frozenset({Rule.OUTSIDE_HOURS, Rule.ON_LEAVE}), "Comes in for this one"),
    )
    assert placed.over_hours
    assert lost(now) == []


def test_what_is_over_or_cancelled_needs_no_call(
    cast: Cast, visit: Appointment, now: dt.datetime
) -> None:
    shut(practitioner=cast.alex)
    assert lost(melbourne(2, 15)) == []
    scheduling.cancel(now=now, appointment=visit, who=Appointment.CancelledBy.PATIENT)
    assert lost(now) == []


def test_a_page_of_the_list_is_limited_and_says_how_many_there_are(
    reception: Client, cast: Cast, book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, *_, last = [book(melbourne(day, 10)) for day in (3, 4, 5)]
    Practitioner.objects.filter(pk=cast.alex.pk).update(active=False)
    assert "The first" not in desk_page(reception, "orphans")
    monkeypatch.setattr(calls, "MOST", 2)
    page = desk_page(reception, "orphans")
    assert "The first 2 of 3." in page
    assert first.reference in page
    assert last.reference not in page


def test_the_list_takes_the_same_queries_with_one_and_with_many(
    reception: Client, cast: Cast, book: Book, now: dt.datetime, django_assert_num_queries: Any
) -> None:
    for day in (3, 4, 5):
        book(melbourne(day, 10))
    Practitioner.objects.filter(pk=cast.alex.pk).update(active=False)
    with django_assert_num_queries(2):
        assert len(lost(now)) == 3
