"""What is asked of the statements, and how they are run."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, TypedDict, Unpack

from django.db import connection
from django.db.models import Model

from bookings.models import Appointment, Location, Patient, Practitioner, Room, Service

# Nothing in the diary is longer than this, so hours, visits and buffers that reach in
# from outside the asked window are seen when the window is widened by it.
REACH = dt.timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Start:
    """One free time: `start` in UTC, with whom, where, and how many minutes it takes."""

    start: dt.datetime
    practitioner_id: int
    location_id: int
    minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """The statements' parameters; ids, since a raw statement knows no objects."""

    now: dt.datetime
    services: list[int]
    since: dt.datetime
    until: dt.datetime
    location: int | None = None
    practitioners: list[int] | None = None
    patient: int | None = None
    room: int | None = None
    extra: int = 0
    senior: bool = False
    not_before: dt.datetime | None = None
    ignoring: int = 0
    for_staff: bool = False
    limit: int | None = None
    reach: dt.timedelta = REACH


class Narrower(TypedDict, total=False):
    """What may narrow a question about free times; `find` says what each means."""

    location: Location | None
    practitioner: Practitioner | Sequence[Practitioner] | None
    patient: Patient | None
    room: Room | None
    extra_minutes: int
    senior: bool
    not_before: dt.datetime | None
    ignoring: Appointment | None
    for_staff: bool


def ask(
    *,
    now: dt.datetime,
    service: Service,
    since: dt.datetime,
    until: dt.datetime,
    limit: int | None = None,
    **narrower: Unpack[Narrower],
) -> Ask:
    """The question that `find` documents, as parameters."""
    return Ask(
        now=now,
        services=[service.pk],
        since=since,
        until=until,
        limit=limit,
        location=_id(narrower.get("location")),
        practitioners=_ids(narrower.get("practitioner")),
        patient=_id(narrower.get("patient")),
        room=_id(narrower.get("room")),
        extra=narrower.get("extra_minutes", 0),
        senior=narrower.get("senior", False),
        not_before=narrower.get("not_before"),
        ignoring=_id(narrower.get("ignoring")) or 0,
        for_staff=narrower.get("for_staff", False),
    )


def rows(statement: str, asked: Ask) -> list[tuple[Any, ...]]:
    """What PostgreSQL answers; one query."""
    with connection.cursor() as cursor:
        cursor.execute(statement, asdict(asked))
        return cursor.fetchall()


def _id(row: Model | None) -> int | None:
    return row.pk if row else None


def _ids(people: Practitioner | Sequence[Practitioner] | None) -> list[int] | None:
    if people is None:
        return None
    return [one.pk for one in ([people] if isinstance(people, Practitioner) else people)]
