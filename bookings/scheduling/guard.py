"""The order in which a rush stands in line: advisory locks, limits, and tries again.

The exclusion constraints are the safety, the locks are the liveness: without them two
hundred overlapping bookings end in deadlocks, with them each waits its turn.
"""

import datetime as dt
import random
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from django.db import DatabaseError, IntegrityError, OperationalError, connection, transaction
from psycopg.types.multirange import Multirange
from psycopg.types.range import Range

from bookings.models import Appointment
from bookings.scheduling.changes import last_change
from bookings.scheduling.errors import Busy, Changed, NotPossible

T = TypeVar("T")

BUDGET_SECONDS = 2.5
EXCLUDED = "23P01"
UNIQUE = "23505"
_TRY_AGAIN = {"40P01", "40001", "55P03"}
# Namespaces of pg_advisory_xact_lock(int, int).
_SPACES = {"practitioner": 1, "room": 2, "patient": 3}
# A function in FROM is read in order, so the locks are taken as they are sorted.
_LOCK = (
    "SELECT pg_advisory_xact_lock(space, key) FROM unnest(%s::int[], %s::int[]) AS t(space, key)"
)
_SWEEP = """
DELETE FROM bookings_appointment
WHERE status = 'proposed' AND held_until <= %(now)s AND blocked && %(blocked)s
  AND (practitioner_id = %(practitioner)s OR room_id = %(room)s)
"""


def sqlstate(error: DatabaseError) -> str:
    """PostgreSQL's five-letter code behind a Django database error."""
    return getattr(error.__cause__, "sqlstate", "") or ""


@contextmanager
def in_line(
    *,
    now: dt.datetime,
    blocked: Range[dt.datetime],
    practitioner: int,
    room: int | None,
    patient: int | None,
) -> Iterator[None]:
    """One transaction that holds the lock of each resource, taken in sorted order.

    Holds that have lapsed at `now` and stand in the way of `blocked` are swept aside: a
    constraint cannot know the time, so whoever needs it clears them away.
    """
    resources = {"practitioner": practitioner, "room": room, "patient": patient}
    wanted = sorted((_SPACES[name], key) for name, key in resources.items() if key is not None)
    swept: dict[str, Any] = {"now": now, "blocked": blocked, **resources}
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '3s'; SET LOCAL statement_timeout = '5s'")
            cursor.execute(_LOCK, [[space for space, _ in wanted], [key for _, key in wanted]])
            cursor.execute(_SWEEP, swept)
        yield


_SWEEP_ALL = """
DELETE FROM bookings_appointment
WHERE status = 'proposed' AND held_until <= %(now)s AND blocked && %(blocked)s::tstzmultirange
  AND (practitioner_id = %(practitioner)s OR room_id = ANY(%(rooms)s))
"""


@contextmanager
def all_in_line(
    *,
    now: dt.datetime,
    blocked: Sequence[Range[dt.datetime]],
    practitioner: int,
    rooms: Collection[int],
    patient: int,
) -> Iterator[None]:
    """As `in_line`, for many times of one practitioner: the same locks in the same order."""
    wanted = sorted(
        [
            (_SPACES["practitioner"], practitioner),
            *((_SPACES["room"], room) for room in rooms),
            (_SPACES["patient"], patient),
        ]
    )
    swept: dict[str, Any] = {
        "now": now,
        "blocked": Multirange(blocked),
        "practitioner": practitioner,
        "rooms": list(rooms),
    }
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '3s'; SET LOCAL statement_timeout = '5s'")
            cursor.execute(_LOCK, [[space for space, _ in wanted], [key for _, key in wanted]])
            cursor.execute(_SWEEP_ALL, swept)
        yield


def lock_patients(*keys: int) -> None:
    """Wait for whoever books for these patients, until the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '3s'")
        cursor.execute(_LOCK, [[_SPACES["patient"]] * len(keys), sorted(keys)])


class Tries:
    """The tries of one verb: they share a budget of 2.5 s, however many places are tried."""

    def __init__(self) -> None:
        self.began = time.monotonic()

    def run(self, attempt: Callable[[], T]) -> T:
        """Run `attempt`, again with jitter after a deadlock or a lock that took too long.

        Raises Busy when the budget is used up. Not inside a transaction.
        """
        while True:
            try:
                return attempt()
            except (OperationalError, IntegrityError) as error:
                if sqlstate(error) not in _TRY_AGAIN:
                    raise
                if time.monotonic() - self.began > BUDGET_SECONDS:
                    raise Busy("Many people are booking right now. Please try again.") from error
                time.sleep(random.uniform(0.01, 0.08))  # noqa: S311 - jitter, not a secret


@contextmanager
def this_version(appointment: Appointment, version: int | None) -> Iterator[Appointment]:
    """The row, locked and fresh, in one transaction; raises Changed if it is not `version`.

    None means that the caller acts on whatever state there is, as a sweep does.
    """
    with transaction.atomic():
        row = (
            Appointment.objects.select_for_update(of=("self",)).with_names().get(pk=appointment.pk)
        )
        if version is not None and row.version != version:
            state = f"it is now {row.get_status_display()}, {row.local_starts:%a %d %b, %H:%M}."
            said = "This visit has been changed"
            raise Changed(f"{said}: {state}", f"{said} {last_change(row)}: {state}")
        yield row


def require(row: Appointment, *statuses: str) -> None:
    """Raise NotPossible unless the visit is in one of these states."""
    if row.status not in statuses:
        raise NotPossible(f"This cannot be done: the visit is {row.get_status_display()}.")


def save(row: Appointment, **fields: object) -> Appointment:
    """Write these fields and count the version up."""
    for name, value in fields.items():
        setattr(row, name, value)
    row.version += 1
    row.save(update_fields=[*fields, "version"])
    return row
