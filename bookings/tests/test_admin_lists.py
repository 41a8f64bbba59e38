"""The lists of the records: each opens, searches, filters, and asks few questions."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from bookings.models import (
    Closure,
    Opening,
    Patient,
    Practitioner,
    Room,
    Service,
    Task,
    WorkingHours,
)
from bookings.tests.desk import at_desk, listed, person, stand_at
from conftest import Cast, melbourne

pytestmark = pytest.mark.django_db


LISTS = [
    "appointment",
    "closure",
    "consenttext",
    "location",
    "message",
    "opening",
    "patient",
    "practitioner",
    "review",
    "room",
    "service",
    "step",
    "task",
    "workinghours",
]


@pytest.mark.parametrize("name", LISTS)
def test_every_list_opens_and_can_be_searched(manager: Client, name: str) -> None:
    listed(manager, name)
    listed(manager, name, q="example")


def many_of(name: str, cast: Cast, book, now: dt.datetime) -> None:
    """Three more rows of this kind."""
    hour, born = dt.timedelta(hours=1), dt.date(1990, 1, 1)
    at, person = {"location": cast.melbourne}, {"practitioner": cast.alex}
    for step in range(3):
        start = melbourne(3 + step, 12)
        during = (start, start + hour)
        more: dict[str, tuple[Any, dict[str, Any]]] = {
            "appointment": (book, {"start": start}),
            "patient": (
                Patient.objects.create,
                {"first_name": "A", "last_name": "B", "date_of_birth": born, "created_at": now},
            ),
            "closure": (Closure.objects.create, {"during": during, "reason": "r", **person}),
            "opening": (Opening.objects.create, {"during": during, **at, **person}),
            "room": (Room.objects.create, {**at, "name": f"Room {step + 5}"}),
            "service": (
                Service.objects.create,
                {"name": f"s{step}", "slug": f"s{step}", "minutes": 30, "price": 1},
            ),
            "practitioner": (Practitioner.objects.create, {"name": "p", "slug": f"p{step}"}),
            "task": (
                Task.objects.create,
                {
                    "kind": "call_back",
                    "patient": cast.pat,
                    "what": {},
                    "created_at": now,
                    "due_at": now,
                },
            ),
            "workinghours": (
                WorkingHours.objects.create,
                {
                    **at,
                    **person,
                    "weekday": 6,
                    "starts": dt.time(9 + step),
                    "ends": dt.time(10 + step),
                },
            ),
        }
        make, columns = more[name]
        make(**columns)


@pytest.mark.parametrize(
    "name",
    [
        "appointment",
        "closure",
        "opening",
        "patient",
        "practitioner",
        "room",
        "service",
        "task",
        "workinghours",
    ],
)
def test_a_list_asks_the_same_questions_of_few_rows_and_of_many(
    manager: Client,
    cast: Cast,
    book,
    now: dt.datetime,
    name: str,
    monkeypatch: pytest.MonkeyPatch,
    django_assert_max_num_queries,
) -> None:
    def queries() -> int:
        stand_at(now, monkeypatch)
        with django_assert_max_num_queries(24) as asked:
            listed(manager, name)
        return len(asked)

    book(melbourne(2, 10))
    Closure.objects.create(during=(melbourne(3, 9), melbourne(3, 10)), reason="r")
    during = (melbourne(3, 9), melbourne(3, 10))
    Opening.objects.create(during=during, practitioner=cast.alex, location=cast.melbourne)
    Task.objects.create(kind="call_back", what={}, created_at=now, due_at=now)
    few = queries()
    many_of(name, cast, book, now)
    assert queries() == few


@pytest.mark.parametrize("when", ["ahead", "week", "open", "past"])
def test_visits_are_filtered_by_when(
    reception: Client, book, when: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    visit = book(melbourne(2, 10))
    hits = {"ahead": melbourne(2, 9), "week": melbourne(2, 9), "open": melbourne(2, 11)}
    stand_at(hits.get(when, melbourne(2, 11)), monkeypatch)
    assert visit.reference in listed(reception, "appointment", when=when)
    misses = {"open": melbourne(2, 9), "past": melbourne(2, 9)}
    stand_at(misses.get(when, melbourne(2, 11)), monkeypatch)
    assert visit.reference not in listed(reception, "appointment", when=when)


def test_patients_are_found_as_on_the_phone(reception: Client, cast: Cast) -> None:
    assert "Quinn" not in listed(reception, "patient", q="0491570156 pat@")
    assert "Pat Example" in listed(reception, "patient", q="0491570156 pat@")


def test_clinical_call_backs_are_hidden_from_reception(
    reception: Client, cast: Cast, now: dt.datetime
) -> None:
    Task.objects.create(kind="clinical", what={}, outcome="canary", created_at=now, due_at=now)
    assert "1 task" not in listed(reception, "task")
    assert "1 task" in listed(at_desk(person("practitioner")), "task")
