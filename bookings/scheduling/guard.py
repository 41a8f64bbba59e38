"""The order in which a rush stands in line: advisory locks, limits, and tries again.

The exclusion constraints are the safety, the locks are the liveness: without them two
hundred overlapping bookings end in deadlocks, with them each waits its turn.
"""

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from django.db import DatabaseError, IntegrityError, OperationalError, connection, transaction

from bookings.models import Appointment
from bookings.scheduling.errors import Busy, Changed, NotPossible

T = TypeVar("T")

BUDGET_SECONDS = 2.5
EXCLUDED = "23P01"
UNIQUE = "23505"
_TRY_AGAIN = {"40P01", "40001", "55P03"}
# Namespaces of pg_advisory_xact_lock(int, int).
_SPACES = {"practitioner": 1, "room": 2, "patient": 3}


def sqlstate(error: DatabaseError) -> str:
    """PostgreSQL's five-letter code behind a Django database error."""
    return getattr(error.__cause__, "sqlstate", "") or ""


@contextmanager
def in_line(**resources: int | None) -> Iterator[None]:
    """One transaction that holds the lock of each named resource, taken in sorted order."""
    wanted = sorted((_SPACES[name], key) for name, key in resources.items() if key is not None)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '3s'; SET LOCAL statement_timeout = '5s'")
            for space, key in wanted:
                cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [space, key])
        yield


def with_tries(attempt: Callable[[], T]) -> T:
    """Run `attempt`, again with jitter after a deadlock or a lock that took too long.

    All tries share one budget of 2.5 s; then raises Busy. Not inside a transaction.
    """
    began = time.monotonic()
    while True:
        try:
            return attempt()
        except (OperationalError, IntegrityError) as error:
            if sqlstate(error) not in _TRY_AGAIN:
                raise
            if time.monotonic() - began > BUDGET_SECONDS:
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
            raise Changed(
                f"This visit has been changed at another desk: it is now"
                f" {row.get_status_display()}, {row.local_starts:%a %d %b, %H:%M}."
            )
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
