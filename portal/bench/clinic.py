"""The made-up clinic under the diary: three locations, their rooms, people and services."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from psycopg.types.range import Range

from bookings.models import (
    Clinic,
    Closure,
    Location,
    Offer,
    Opening,
    Practitioner,
    Room,
    Service,
    WorkingHours,
)

ZONES = ("Australia/Melbourne", "Australia/Adelaide", "Australia/Perth")
BLOCKS = ((dt.time(9), dt.time(12, 30)), (dt.time(13), dt.time(17)))
SATURDAY = 6
# The last two of each location have no couch.
ROOMS, COUCHES = 8, 6
_WITH_COUCH: dict[str, Any] = {
    "room_features": ["couch"],
    "uses_needles": True,
    "buffer_before": 5,
    "buffer_after": 10,
}


@dataclass(frozen=True)
class Services:
    """By who offers them: `couch` and `talk` everyone, the others so many people."""

    couch: Service
    talk: Service
    couch_ten: Service
    couch_five: Service
    talk_five: Service


def services() -> Services:
    """Of a clinic that is there."""
    return Services(**{one.slug.replace("-", "_"): one for one in Service.objects.all()})


def build(*, now: dt.datetime, practitioners: int) -> None:
    """For a database that has none. A practitioner works each weekday at another location."""
    Clinic.objects.create(name="Example Clinic", phone="(03) 5550 0100", email="desk@demo.example")
    places = [_location(zone) for zone in ZONES]
    people = Practitioner.objects.bulk_create(
        Practitioner(name=f"Practitioner {number}", slug=f"practitioner-{number}")
        for number in range(practitioners)
    )
    for slug, count in (("couch", None), ("couch-ten", 10), ("couch-five", 5)):
        _service(slug, people[:count], **_WITH_COUCH)
    for slug, count in (("talk", None), ("talk-five", 5)):
        _service(slug, people[:count], needs_room=False)
    WorkingHours.objects.bulk_create(
        WorkingHours(
            practitioner=person,
            location=places[(number + weekday) % len(places)],
            weekday=weekday,
            starts=starts,
            ends=ends,
        )
        for number, person in enumerate(people)
        for weekday in range(1, SATURDAY + (number % 4 == 0))
        for starts, ends in BLOCKS
    )
    _exceptions(now, people, places)


def _location(zone: str) -> Location:
    name = zone.partition("/")[2]
    place = Location.objects.create(
        name=name,
        slug=name.lower(),
        zone=zone,
        address=f"1 Example Street, {name}",
        country="AU",
        phone="(03) 5550 0101",
        emergency_number="000",
        emergency_relay="106",
        urgent_name="Healthdirect",
        urgent_number="1800 022 222",
    )
    Room.objects.bulk_create(
        Room(
            location=place,
            name=f"Room {number + 1}",
            features=["couch", "lift"][: 1 + number % 2] if number < COUCHES else ["device"],
        )
        for number in range(ROOMS)
    )
    return place


def _service(slug: str, people: list[Practitioner], **fields: Any) -> None:
    service = Service.objects.create(
        name=slug, slug=slug, summary=slug, minutes=30, price=Decimal(95), **fields
    )
    Offer.objects.bulk_create(Offer(practitioner=person, service=service) for person in people)


def _exceptions(now: dt.datetime, people: list[Practitioner], places: list[Location]) -> None:
    """Leave or some extra hours for every third person, holidays, and rooms under repair."""
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)

    def hours(day: int, first: int, last: int) -> Range[dt.datetime]:
        start = midnight + dt.timedelta(days=day)
        return Range(start + dt.timedelta(hours=first), start + dt.timedelta(hours=last), "[)")

    Closure.objects.bulk_create(
        [
            *(
                Closure(practitioner=person, during=hours(5 + number, 0, 24), reason="Leave")
                for number, person in enumerate(people[::3])
            ),
            *(
                Closure(location=place, during=hours(20 + number, 0, 24), reason="Holiday")
                for number, place in enumerate(places)
            ),
            *(
                Closure(room=room, during=hours(9, 0, 72), reason="Repair")
                for room in Room.objects.filter(name="Room 1")
            ),
        ]
    )
    Opening.objects.bulk_create(
        Opening(practitioner=person, location=places[0], during=hours(3 + 7 * week, 9, 12))
        for person in people[1::3]
        for week in range(8)
    )
