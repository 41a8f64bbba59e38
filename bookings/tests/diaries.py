"""Random diaries for property tests: small, crowded, and around the days that clocks change."""

import datetime as dt
import secrets
from dataclasses import dataclass
from typing import Any

from psycopg.types.range import Range

from bookings.models import (
    Appointment,
    Closure,
    Location,
    Offer,
    Opening,
    Patient,
    Practitioner,
    Room,
    Service,
    Status,
    WorkingHours,
)
from bookings.tests.oracle import Question
from bookings.tests.pen import ANCHORS, FEATURES, ZONES, Pen


@dataclass
class Diary:
    """What was written, for questions to choose from."""

    anchor: dt.datetime
    places: list[Location]
    people: list[Practitioner]
    rooms: list[Room]
    services: list[Service]
    patients: list[Patient]
    visits: list[Appointment]


def write(draw: Any) -> Diary:
    """A random diary of one or two of each, written to the database."""
    pen = Pen(draw)
    anchor = pen.one_of(*ANCHORS)
    places = [_place(pen, number) for number in range(pen.number(1, 2))]
    services = [_service(pen, number) for number in range(2)]
    diary = Diary(
        anchor=anchor,
        places=places,
        people=[_person(pen, number, services) for number in range(pen.number(1, 2))],
        rooms=[_room(pen, place, number) for place in places for number in range(pen.number(1, 2))],
        services=services,
        patients=[_patient(number) for number in range(2)],
        visits=[],
    )
    _long_day(diary)
    for _ in range(pen.number(1, 4)):
        _hours(pen, diary)
    for _ in range(pen.number(0, 1)):
        _opening(pen, diary)
    for _ in range(pen.number(0, 2)):
        _closure(pen, diary)
    diary.visits = [_visit(pen, diary) for _ in range(pen.number(1, 8))]
    return diary


def question(draw: Any, diary: Diary) -> Question:
    """Something to ask of this diary."""
    pen = Pen(draw)
    since = diary.anchor - dt.timedelta(hours=18) + pen.minutes(within_hours=12)
    now = since - pen.minutes(within_hours=12) + pen.minutes(within_hours=2)
    return Question(
        now=now,
        service=pen.one_of(*diary.services),
        since=since,
        until=since + dt.timedelta(hours=12) + pen.minutes(within_hours=24),
        location=pen.one_of(None, None, *diary.places),
        practitioner=pen.one_of(None, None, *diary.people),
        patient=pen.maybe(pen.one_of(*diary.patients)),
        extra_minutes=pen.one_of(0, 0, 15),
        senior=pen.one_of(False, False, False, True),
        not_before=pen.one_of(None, None, since + pen.minutes(within_hours=12)),
        ignoring=pen.maybe(pen.one_of(*diary.visits)),
        for_staff=pen.one_of(True, False),
    )


def _place(pen: Pen, number: int) -> Location:
    return Location.objects.create(
        name=f"Place {number}",
        slug=f"place-{number}",
        zone=pen.one_of(*ZONES),
        country="AU",
        active=pen.yes(8),
    )


def _service(pen: Pen, number: int) -> Service:
    return Service.objects.create(
        name=f"Service {number}",
        slug=f"service-{number}",
        minutes=pen.one_of(15, 20, 30, 45, 60),
        buffer_before=pen.one_of(0, 5, 15),
        buffer_after=pen.one_of(0, 10, 25),
        grid_minutes=pen.one_of(10, 15, 20, 30),
        price=0,
        needs_room=pen.one_of(True, False),
        room_features=pen.one_of([], ["couch"], ["couch", "device"]),
        min_notice_minutes=pen.one_of(0, 0, 120, 600),
        horizon_days=pen.one_of(1, 60, 60),
    )


def _person(pen: Pen, number: int, services: list[Service]) -> Practitioner:
    person = Practitioner.objects.create(
        name=f"Person {number}",
        slug=f"person-{number}",
        senior=pen.one_of(True, True, False),
        active=pen.yes(8),
        most_a_day=pen.one_of(None, None, 2, 3),
    )
    for service in services:
        Offer.objects.create(
            practitioner=person,
            service=service,
            minutes=pen.maybe(pen.one_of(10, 50)),
            most_a_day=pen.one_of(None, None, 1, 2),
        )
    return person


def _room(pen: Pen, place: Location, number: int) -> Room:
    return Room.objects.create(
        location=place,
        name=f"Room {number}",
        features=pen.one_of(["couch"], list(FEATURES)),
        active=pen.yes(8),
    )


def _patient(number: int) -> Patient:
    return Patient.objects.create(
        first_name=f"P{number}",
        last_name="Example",
        date_of_birth=dt.date(1980, 5, 17),
        created_at=ANCHORS[0],
    )


def _long_day(diary: Diary) -> None:
    """So that there is something to list in most diaries."""
    day = diary.anchor.date()
    WorkingHours.objects.create(
        practitioner=diary.people[0],
        location=diary.places[0],
        weekday=day.isoweekday(),
        starts=dt.time(0),
        ends=dt.time(0),
        valid_from=day,
    )


def _hours(pen: Pen, diary: Diary) -> None:
    day = diary.anchor.date()
    WorkingHours.objects.create(
        practitioner=pen.one_of(*diary.people),
        location=pen.one_of(*diary.places),
        weekday=(day + dt.timedelta(days=pen.number(-1, 1))).isoweekday(),
        starts=pen.time(),
        ends=pen.one_of(pen.time(), dt.time(0)),
        valid_from=day - dt.timedelta(days=pen.one_of(0, 7, 10, 21)),
        valid_to=pen.one_of(None, None, None, day),
        every_weeks=pen.one_of(1, 1, 1, 2),
    )


def _opening(pen: Pen, diary: Diary) -> None:
    Opening.objects.create(
        practitioner=pen.one_of(*diary.people),
        location=pen.one_of(*diary.places),
        during=pen.span(diary.anchor, hours=8),
    )


def _closure(pen: Pen, diary: Diary) -> None:
    whom = pen.one_of("practitioner", "location", "room", "clinic")
    of: dict[str, list[Any]] = {
        "practitioner": diary.people,
        "location": diary.places,
        "room": diary.rooms,
    }
    named = {whom: pen.one_of(*of[whom])} if of.get(whom) else {}
    Closure.objects.create(during=pen.span(diary.anchor, hours=12), reason="Demo", **named)


def _visit(pen: Pen, diary: Diary) -> Appointment:
    """One that may overlap others: the guards are off, for reading is what is tested."""
    during = pen.span(diary.anchor, hours=2)
    status = pen.one_of(Status.BOOKED, Status.BOOKED, Status.PROPOSED, Status.CANCELLED)
    held = status == Status.PROPOSED
    begin, end = during.lower, during.upper
    assert begin
    assert end
    return Appointment.objects.create(
        patient=None if held else pen.one_of(*diary.patients),
        practitioner=pen.one_of(*diary.people),
        location=pen.one_of(*diary.places),
        room=pen.maybe(pen.one_of(*diary.rooms)),
        service=pen.one_of(*diary.services),
        status=status,
        during=during,
        blocked=Range(
            begin - dt.timedelta(minutes=pen.one_of(0, 5, 20)),
            end + dt.timedelta(minutes=pen.one_of(0, 5, 20)),
            "[)",
        ),
        takes_time=status != Status.CANCELLED,
        held_until=diary.anchor - dt.timedelta(hours=pen.number(-12, 36)) if held else None,
        over_practitioner=True,
        over_room=True,
        over_patient=True,
        override_reason="The guards are off.",
        source=Appointment.Source.PHONE,
        idempotency_key=secrets.token_hex(8),
        created_at=diary.anchor,
        changed_at=diary.anchor,
        confirmed_at=None if held else diary.anchor,
        cancelled_at=diary.anchor if status == Status.CANCELLED else None,
    )
