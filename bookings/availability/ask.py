"""What is asked of the statements, and how they are run."""

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any, TypedDict, Unpack, cast

from django.db import connection
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.models import Model
from psycopg.pq import Format
from psycopg.types.multirange import Multirange

from bookings.models import Appointment, Location, Patient, Practitioner, Room, Service

# A local day that has an instant in the asked window lies within this of it.
DAY = dt.timedelta(hours=26)


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
    start: dt.datetime | None = None
    day: dt.timedelta = DAY
    windows: Multirange[dt.datetime] | None = None


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
    with _prepared() as cursor:
        # Within a request, the history puts a SET before whatever does not begin with SELECT;
        # two commands cannot be prepared as one.
        cursor.execute(f"SELECT * FROM ({statement}) AS answer", asdict(asked))
        return cursor.fetchall()


@contextmanager
def _prepared() -> Iterator[Any]:
    """A cursor whose statement PostgreSQL plans once a connection, and whose rows are binary.

    Planning takes longer than many an answer, and Django's own cursors plan anew each time:
    docs/decisions/0007. Queries are counted and logged as ever.
    """
    connection.ensure_connection()
    cursor = cast(Any, ServerBindingCursor)(connection.connection)
    cursor.format = Format.BINARY
    wrap = connection.make_debug_cursor if connection.queries_logged else connection.make_cursor
    with wrap(cursor) as wrapped:
        yield wrapped


def _id(row: Model | None) -> int | None:
    return row.pk if row else None


def _ids(people: Practitioner | Sequence[Practitioner] | None) -> list[int] | None:
    if people is None:
        return None
    return [one.pk for one in ([people] if isinstance(people, Practitioner) else people)]
