"""Who is sending which message: leases, so that any number of workers share the work.

A lease is committed before anything is sent, so that a dead worker's messages come back.
Only the owner of a lease settles a message.
"""

import datetime as dt
from dataclasses import dataclass

from django.apps import apps
from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, Subquery

from bookings.models import Appointment, Clinic, Message

# Longer than one email takes at worst, with EMAIL_TIMEOUT for each SMTP command.
LEASE = dt.timedelta(seconds=90)
BATCH = 20

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
class Held:
    """A message under our lease as it now is, the version of its text, and the stop switch."""

    message: Message
    text_id: int | None
    stopped: bool


def hold(pk: int, *, now: dt.datetime, owner: str) -> Held | None:
    """Renew the lease for one try, and read the message fresh; None if it is no longer ours."""
    mine = Message.objects.filter(pk=pk, status=Message.Status.DUE, lease_owner=owner)
    if not mine.update(lease_until=now + LEASE, attempts=F("attempts") + 1):
        return None
    versions = apps.get_model("bookings", "StepEvent").objects.filter(pgh_obj=OuterRef("step"))
    row = (
        mine.select_related(
            "step",
            "appointment__patient",
            "appointment__practitioner",
            "appointment__location",
            "appointment__service",
            "appointment__assessment",
            "appointment__told_location",
        )
        .annotate(
            text_now=Subquery(versions.order_by("-pgh_id").values("pgh_id")[:1]),
            stopped=Exists(Clinic.objects.filter(sending_stopped=True)),
        )
        .first()
    )
    return Held(row, row.text_now, row.stopped) if row else None


def settle(message: Message, *, owner: str, told: dict[str, object], **fields: object) -> bool:
    """End the lease and write what became of the message, if it is still the owner's.

    `told` are the fields of the visit that say what its patient now knows.
    """
    with transaction.atomic():
        mine = Message.objects.filter(
            pk=message.pk, status=Message.Status.DUE, lease_owner=owner
        ).update(lease_until=None, lease_owner="", **fields)
        if mine and told:
            Appointment.objects.filter(pk=message.appointment_id).update(**told)
    return bool(mine)


def release(*, owner: str) -> None:
    """Give back what was claimed and not tried."""
    Message.objects.filter(status=Message.Status.DUE, lease_owner=owner).update(
        lease_until=None, lease_owner=""
    )
