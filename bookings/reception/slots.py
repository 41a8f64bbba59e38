"""Free times as buttons: what they say, and the value that they post."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError

from bookings.availability import Start
from bookings.models import Location, Practitioner

CHOOSE = "Please choose one of the times."


@dataclass(frozen=True)
class Slot:
    """One free time, by the clock of the place."""

    value: str
    local: dt.datetime
    practitioner: Practitioner
    location: Location
    minutes: int


@dataclass(frozen=True)
class Chosen:
    """What a pressed button stands for; `start` is aware."""

    start: dt.datetime
    practitioner: Practitioner
    location: Location


def slots(starts: Sequence[Start]) -> list[Slot]:
    """In the order given; two queries however many there are."""
    people = Practitioner.objects.in_bulk({one.practitioner_id for one in starts})
    places = Location.objects.in_bulk({one.location_id for one in starts})
    return [
        Slot(
            value=f"{one.start.isoformat()}|{one.practitioner_id}|{one.location_id}",
            local=one.start.astimezone(places[one.location_id].tz),
            practitioner=people[one.practitioner_id],
            location=places[one.location_id],
            minutes=one.minutes,
        )
        for one in starts
    ]


def chosen(value: str) -> Chosen:
    """The time behind a button's value; raises ValidationError for anything else."""
    try:
        start, practitioner, location = value.split("|")
        found = Chosen(
            dt.datetime.fromisoformat(start),
            Practitioner.objects.get(pk=int(practitioner), active=True),
            Location.objects.get(pk=int(location), active=True),
        )
    except (ValueError, Practitioner.DoesNotExist, Location.DoesNotExist) as error:
        raise ValidationError(CHOOSE) from error
    if found.start.tzinfo is None:
        raise ValidationError(CHOOSE)
    return found
