"""The visits that would lose their place, and new times for each."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from bookings import availability, scheduling
from bookings.availability import Start
from bookings.models import Appointment, Practitioner

# So many are shown with new times; the worklist takes the rest.
SHOWN = 40


@dataclass(frozen=True, slots=True)
class NewTime:
    """A free start for one visit; `words` are by the clock of the visit's location."""

    start: Start
    practitioner: Practitioner
    words: str

    @property
    def value(self) -> str:
        """What the form sends for it."""
        return f"{self.start.start.isoformat()}|{self.practitioner.pk}"

    def overlaps(self, other: "NewTime") -> bool:
        """Whether one practitioner cannot do both."""
        return (
            self.practitioner == other.practitioner
            and self.start.start < _end(other.start)
            and other.start.start < _end(self.start)
        )


@dataclass(frozen=True, slots=True)
class Lost:
    """One visit that would lose its place, and its new times, the nearest first."""

    visit: Appointment
    times: list[NewTime]


def _end(start: Start) -> dt.datetime:
    return start.start + dt.timedelta(minutes=start.minutes)


def orphans_of(now: dt.datetime, known: Collection[int]) -> list[Appointment]:
    """Orphaned visits but those that are `known` by id, in order of time; one query."""
    rows = availability.orphaned(now).exclude(pk__in=known)
    return list(rows.with_names().select_related("review").order_by("during", "pk"))


def with_times(now: dt.datetime, visits: Sequence[Appointment]) -> list[Lost]:
    """The first SHOWN of them with new times; few queries however many there are."""
    shown = visits[:SHOWN]
    earliest = {visit.pk: scheduling.move_earliest(visit) for visit in shown}
    found = availability.nearest_each(now=now, visits=shown, earliest=earliest)
    keys = {start.practitioner_id for starts in found.values() for start in starts}
    people = Practitioner.objects.in_bulk(keys)
    return [
        Lost(visit, [_new_time(visit, start, people) for start in found[visit.pk]])
        for visit in shown
    ]


def _new_time(visit: Appointment, start: Start, people: dict[int, Practitioner]) -> NewTime:
    who, local = people[start.practitioner_id], start.start.astimezone(visit.location.tz)
    return NewTime(start, who, f"{local:%a} {local.day} {local:%b}, {local:%H:%M}, {who}")
