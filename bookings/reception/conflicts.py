"""What stands against a typed time, with each who offers the service, and whether staff may
pass it."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Unpack

from bookings import availability
from bookings.availability import OVERRIDABLE, Narrower, Refusal
from bookings.models import Location, Practitioner, Service

PERMISSION = "bookings.override_conflicts"


@dataclass(frozen=True)
class Conflict:
    """One practitioner at the typed time; without refusals it is free.

    `place` is what a button posts to book it, `past` the same with the rules to pass.
    """

    local: dt.datetime
    practitioner: Practitioner
    location: Location
    refusals: Sequence[Refusal]
    place: str
    may_pass: bool

    @property
    def past(self) -> str:
        return f"{self.place}|{','.join(one.rule for one in self.refusals)}"


def conflicts(
    user: Any,
    *,
    now: dt.datetime,
    service: Service,
    start: dt.datetime,
    **narrower: Unpack[Narrower],
) -> list[Conflict]:
    """By practitioner's name, the free ones first; takes `find`'s keywords, with a location."""
    location = narrower.get("location")
    if location is None:
        raise ValueError("A typed time is by the clock of a location.")
    found = availability.explain(now=now, service=service, start=start, **narrower)
    people = Practitioner.objects.in_bulk([one.practitioner_id for one in found])
    lines = [
        _conflict(user, start, people[one.practitioner_id], location, one.refusals) for one in found
    ]
    return sorted(lines, key=lambda line: (bool(line.refusals), line.practitioner.name))


def refused(
    user: Any,
    start: dt.datetime,
    practitioner: Practitioner,
    location: Location,
    refusals: Iterable[Refusal],
) -> list[Conflict]:
    """What a verb said of the pressed time, as the one line to show."""
    refusals = list(refusals)
    return [_conflict(user, start, practitioner, location, refusals)] if refusals else []


def _conflict(
    user: Any,
    start: dt.datetime,
    practitioner: Practitioner,
    location: Location,
    refusals: Sequence[Refusal],
) -> Conflict:
    passable = OVERRIDABLE.issuperset(one.rule for one in refusals)
    return Conflict(
        local=start.astimezone(location.tz),
        practitioner=practitioner,
        location=location,
        refusals=refusals,
        place=f"{start.astimezone(dt.UTC).isoformat()}|{practitioner.pk}|{location.pk}",
        may_pass=bool(refusals) and passable and user.has_perm(PERMISSION),
    )
