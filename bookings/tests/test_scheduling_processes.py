"""Presses of eight processes at the same instant."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from bookings import availability, scheduling
from bookings.models import Appointment, Patient, Room
from bookings.tests.racing import RACERS, Racers, racers
from bookings.tests.small_clinic import SmallClinic, small_clinic
from conftest import NOW, Cast, melbourne
from portal.management.commands.check_invariants import broken

pytestmark = [pytest.mark.long, pytest.mark.django_db(transaction=True)]
QUARTERS = [melbourne(3, 9) + number * dt.timedelta(minutes=15) for number in range(24)]
TRIES = 4


@pytest.fixture(scope="module")
def eight(django_db_setup: None) -> Iterator[Racers]:
    with racers() as running:
        yield running


@pytest.fixture
def clinic(cast: Cast) -> SmallClinic:
    """With a room for each practitioner."""
    found = small_clinic(cast)
    Room.objects.create(location=found.location, name="Room 3", features=["couch"])
    return found


@pytest.fixture
def crowd(clinic: SmallClinic) -> list[Patient]:
    """Somebody else for each try of each racer."""
    return Patient.objects.bulk_create(
        Patient(
            first_name=f"P{number}",
            last_name="Example",
            date_of_birth=dt.date(1980, 5, 17),
            created_at=NOW,
        )
        for number in range(RACERS * len(QUARTERS))
    )


def booking(
    clinic: SmallClinic, patient: Patient, start: dt.datetime, **more: Any
) -> dict[str, Any]:
    return {
        "verb": "book",
        "now": NOW,
        "service": clinic.services[0],
        "location": clinic.location,
        "start": start,
        "patient": patient,
        "source": "phone",
        "key": f"{patient.pk} {start}",
        "for_staff": True,
        **more,
    }


def moving(visit: Appointment, start: dt.datetime, **more: Any) -> dict[str, Any]:
    words = {"now": NOW, "appointment": visit, "start": start, "version": visit.version}
    return {"verb": "move", "for_staff": True, **words, **more}


def booked(call: dict[str, Any]) -> Appointment:
    return scheduling.book(**{name: word for name, word in call.items() if name != "verb"})


def count(told: Sequence[Sequence[str | int]]) -> Counter[str | int]:
    """How often each answer was given; the diary has to be sound after it."""
    assert not any(broken(now=NOW).values())
    return Counter(answer for answers in told for answer in answers)


@pytest.mark.parametrize(("start", "free"), [(QUARTERS[0], 2), (QUARTERS[6], 3)])
def test_as_many_practitioners_as_are_free_are_booked_once_each(
    eight: Racers, clinic: SmallClinic, crowd: list[Patient], start: dt.datetime, free: int
) -> None:
    people = [crowd[number::RACERS][:TRIES] for number in range(RACERS)]
    told = eight.race([[booking(clinic, one, start) for one in few] for few in people])
    assert count(told) == {"done": free, "TimeTaken": RACERS * TRIES - free}
    assert Appointment.objects.values("practitioner").distinct().count() == free


def test_overlapping_starts_fill_a_practitioners_day_until_nothing_is_free(
    eight: Racers, clinic: SmallClinic, crowd: list[Patient]
) -> None:
    alex, people = clinic.people[0], iter(crowd)
    rotated = [QUARTERS[3 * number :] + QUARTERS[: 3 * number] for number in range(RACERS)]
    told = eight.race(
        [
            [booking(clinic, next(people), start, practitioner=alex) for start in starts]
            for starts in rotated
        ]
    )
    said = count(told)
    assert set(said) == {"done", "TimeTaken"}
    assert said["done"] == Appointment.objects.count()
    left = availability.find(
        now=NOW,
        service=clinic.services[0],
        since=QUARTERS[0],
        until=QUARTERS[-1] + dt.timedelta(seconds=1),
        practitioner=alex,
        for_staff=True,
    )
    assert not left


def test_no_more_are_booked_than_a_practitioner_sees_a_day(
    eight: Racers, clinic: SmallClinic, crowd: list[Patient]
) -> None:
    blake = clinic.people[1]
    told = eight.race(
        [
            [booking(clinic, crowd[number], QUARTERS[3 * number], practitioner=blake)]
            for number in range(RACERS)
        ]
    )
    assert count(told) == {"done": blake.most_a_day, "TimeTaken": RACERS - (blake.most_a_day or 0)}


def test_a_holder_books_while_the_others_try_to_take_the_held_time(
    eight: Racers, clinic: SmallClinic, crowd: list[Patient]
) -> None:
    alex, start = clinic.people[0], QUARTERS[8]
    asked: dict[str, Any] = {
        "service": clinic.services[0],
        "location": clinic.location,
        "start": start,
    }
    held = scheduling.hold(now=NOW, practitioner=alex, key="mine", **asked)
    others = [
        [
            booking(clinic, one, start, practitioner=alex),
            {"verb": "hold", "now": NOW, "practitioner": alex, "key": f"{one.pk}", **asked},
        ]
        for one in crowd[1:RACERS]
    ]
    told = eight.race([[booking(clinic, crowd[0], start, key="mine")], *others])
    assert (told[0], count(told[1:])) == (["done"], {"TimeTaken": 2 * (RACERS - 1)})
    assert Appointment.objects.get().pk == held.pk


def test_one_of_many_moves_of_the_same_version_counts(
    eight: Racers, clinic: SmallClinic, crowd: list[Patient]
) -> None:
    visit = booked(booking(clinic, crowd[0], QUARTERS[0], practitioner=clinic.people[0]))
    told = eight.race([[moving(visit, QUARTERS[2 * number + 1])] for number in range(RACERS)])
    assert count(told) == {"done": 1, "Changed": RACERS - 1}
    assert Appointment.objects.get().version == visit.version + 1


def test_visits_that_want_each_others_places_stay_or_move_and_nothing_jams(
    eight: Racers, clinic: SmallClinic, crowd: list[Patient]
) -> None:
    """Each of four pairs swaps over and over; the first of each goes away in between."""
    alex, _, casey = clinic.people
    calls: list[Any] = []
    for number in range(RACERS // 2):
        here, there = QUARTERS[6 + 3 * number], QUARTERS[9 + 3 * number]
        first = booked(booking(clinic, crowd[2 * number], here, practitioner=alex))
        second = booked(booking(clinic, crowd[2 * number + 1], here, practitioner=casey))
        calls += [
            [moving(first, here, practitioner=casey), moving(first, there, practitioner=casey)],
            [moving(second, here, practitioner=alex)] * TRIES,
        ]
    assert set(count(eight.race(calls))) <= {"done", "TimeTaken", "Changed"}
    assert Appointment.objects.count() == RACERS


def test_lapsed_holds_are_swept_by_many_and_who_comes_back_late_keeps_what_is_booked(
    eight: Racers, clinic: SmallClinic, crowd: list[Patient]
) -> None:
    """Four sweep; two come back late for another day, and two take the times that were held."""
    later, friday = NOW + dt.timedelta(minutes=11), dt.timedelta(days=2)
    starts, alex = QUARTERS[: 3 * RACERS : 3], {"practitioner": clinic.people[0]}
    asked: dict[str, Any] = {"service": clinic.services[0], "location": clinic.location, **alex}
    for start in starts:
        scheduling.hold(now=NOW, start=start, key=f"{start}", **asked)
    back = [
        booking(clinic, one, start + friday, key=f"{start}", now=later, **alex)
        for one, start in zip(crowd, starts, strict=False)
    ]
    others = [
        booking(clinic, one, start, now=later, **alex)
        for one, start in zip(crowd[RACERS:], starts, strict=False)
    ]
    sweeps = [[{"verb": "sweep_lapsed", "now": later}] * RACERS] * (RACERS // 2)
    told = eight.race([*sweeps, back[::2], back[1::2], others[::2], others[1::2]])
    assert count(told[RACERS // 2 :]) == {"done": 2 * RACERS}
    scheduling.sweep_lapsed(now=later)
    assert [one.status for one in Appointment.objects.all()] == ["booked"] * 2 * RACERS
