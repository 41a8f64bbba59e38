"""Who is sending which message: leases, so that any number of workers share the work.

A lease is committed before anything is sent, so that a dead worker's messages come back.
Only the owner of a lease settles a message.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import OuterRef, Subquery

from bookings.messages.due import Standing, standings
from bookings.messages.recipients import PERSONS_STAMP
from bookings.models import Message

# Longer than one email takes at worst, with EMAIL_TIMEOUT for each SMTP command.
LEASE = dt.timedelta(seconds=90)
BATCH = 50

_CLAIM = """
WITH picked AS MATERIALIZED (
    SELECT id FROM bookings_message
    WHERE status = 'due' AND channel = 'email' AND next_try_at <= %(now)s
      AND (lease_until IS NULL OR lease_until < %(now)s)
    ORDER BY next_try_at, due_at, id LIMIT %(most)s FOR UPDATE SKIP LOCKED
)
UPDATE bookings_message m SET lease_until = %(until)s, lease_owner = %(owner)s
FROM picked WHERE m.id = picked.id RETURNING m.due_at, m.id
"""


def claim(*, now: dt.datetime, owner: str, most: int = BATCH) -> list[int]:
    """Lease up to `most` waiting messages to `owner`; their ids, the oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, {"now": now, "until": now + LEASE, "owner": owner, "most": most})
        return [pk for _, pk in sorted(cursor.fetchall())]


@dataclass(frozen=True, slots=True)
class Facts:
    """A claimed message as it was read: its row, whether it holds, and the version of its text.

    `known_at` is when; they are good for one try, if nothing has changed since.
    """

    message: Message
    standing: Standing
    text_id: int | None
    known_at: dt.datetime


def read(ids: Sequence[int], *, now: dt.datetime) -> dict[int, Facts]:
    """What has to be known to send each of these messages; two queries."""
    # The stamps come before the rows: a row is never older than its stamp.
    stands = standings(ids, now=now)
    versions = apps.get_model("bookings", "StepEvent").objects.filter(pgh_obj=OuterRef("step"))
    rows = (
        Message.objects.filter(pk__in=ids)
        .select_related(
            "step",
            "related_person",
            "patient",
            "appointment__patient",
            "appointment__practitioner",
            "appointment__location",
            "appointment__service",
            "appointment__assessment",
            "appointment__told_location",
            "appointment__course",
        )
        .annotate(text_now=Subquery(versions.order_by("-pgh_id").values("pgh_id")[:1]))
    )
    return {row.pk: Facts(row, stands[row.pk], row.text_now, now) for row in rows}


@dataclass(frozen=True, slots=True)
class Grip:
    """One try of a message that is ours: which try, the stop switch, and the present stamp."""

    attempts: int
    stopped: bool
    stamp: str


# Only what is due has an owner, so its owner is asked for alone: with the status beside it the
# planner would go through all that is due to find the one.
#
# A lease that a crash of the server forgets is one that has ended: no need to wait for the
# disk. What is settled afterwards waits for it, and takes this along.
_HOLD = f"""
UPDATE bookings_message m SET lease_until = %(until)s, attempts = m.attempts + 1
WHERE m.id = %(message)s AND m.lease_owner = %(owner)s
RETURNING m.attempts, (SELECT sending_stopped FROM bookings_clinic),
    concat_ws('.', (SELECT a.xmin FROM bookings_appointment a WHERE a.id = m.appointment_id),
        (SELECT p.xmin FROM bookings_patient p WHERE p.id = m.patient_id),
        (SELECT s.xmin FROM bookings_step s WHERE s.id = m.step_id),
        {PERSONS_STAMP.format(patient="m.patient_id")}),
    set_config('synchronous_commit', 'off', true)
"""


def hold(pk: int, *, now: dt.datetime, owner: str) -> Grip | None:
    """Renew the lease for one try; None if the message is no longer ours."""
    with connection.cursor() as cursor:
        cursor.execute(_HOLD, {"message": pk, "owner": owner, "now": now, "until": now + LEASE})
        found = cursor.fetchone()
    return Grip(*found[:3]) if found else None


def settle(message: Message, *, owner: str, told: dict[int, dict[str, Any]], **fields: Any) -> bool:
    """End the lease and write what became of the message, if it is still the owner's.

    `told` are by visit the columns that say what its patient now knows. One statement, so
    that all are written or none.
    """
    columns = ", ".join(f'"{name}" = %({name})s' for name in fields)
    statement = f"""
        UPDATE bookings_message SET lease_until = NULL, lease_owner = '', {columns}
        WHERE id = %(message)s AND lease_owner = %(owner)s
        RETURNING appointment_id"""
    values = {"message": message.pk, "owner": owner, **fields}
    if told:
        parts = [f"mine AS ({statement})"]
        for visit, said in told.items():
            known = ", ".join(f'"{name}" = %(told_{visit}_{name})s' for name in said)
            parts.append(f"""told_{visit} AS (
                UPDATE bookings_appointment a SET {known} FROM mine WHERE a.id = {visit:d})""")
            values |= {f"told_{visit}_{name}": value for name, value in said.items()}
        statement = f"WITH {', '.join(parts)} SELECT FROM mine"
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.rowcount == 1


def release(*, owner: str) -> None:
    """Give back what was claimed and not tried."""
    Message.objects.filter(status=Message.Status.DUE, lease_owner=owner).update(
        lease_until=None, lease_owner=""
    )
