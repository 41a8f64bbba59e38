"""What the clinic has written, and will write, about one visit: a line for each message."""

import datetime as dt
from dataclasses import dataclass

from django.db import connection

from bookings.messages.anchors import ANCHORS, Anchor
from bookings.messages.audience import AROUND, AUDIENCE
from bookings.messages.hours import put_off
from bookings.models import Appointment, Message

PLANNED = "planned"
_WORDS = {**dict(Message.Status.choices), PLANNED: "planned"}


@dataclass(frozen=True, slots=True)
class Line:
    """`at` (UTC) is when it was sent, or when it is or was due; `reason` says why not.

    `message` is None for what is only planned.
    """

    name: str
    status: str
    at: dt.datetime
    reason: str = ""
    message: Message | None = None

    @property
    def status_words(self) -> str:
        return _WORDS[self.status]


def planned(appointment: Appointment, now: dt.datetime) -> list[Line]:
    """Each message of the visit in the order of time: two queries, however many there are."""
    rows = appointment.messages.select_related("step").exclude(status=Message.Status.VOID)
    lines = [
        Line(row.step.name, row.status, row.sent_at or row.due_at, row.reason, row) for row in rows
    ]
    with connection.cursor() as cursor:
        cursor.execute(_STATEMENT, {"visit": appointment.pk, "now": now})
        lines += [Line(name, PLANNED, at) for name, at in cursor.fetchall()]
    return sorted(lines, key=lambda line: line.at)


def _branch(name: str, anchor: Anchor) -> str:
    """The steps that hang on a moment which is still to come, as the visit now stands."""
    moment = f'({anchor.moment} + s."offset")'
    return f"""
    SELECT s.name, due.at
    FROM bookings_step s JOIN bookings_appointment a ON a.id = %(visit)s {AROUND}
    {put_off(moment)}
    WHERE s.active AND s.anchor = '{name}' AND {anchor.expected} AND {AUDIENCE}
      AND {moment} > %(now)s AND {moment} >= s.active_from
      AND NOT EXISTS (
          SELECT FROM bookings_message m
          WHERE m.step_id = s.id AND m.appointment_id = a.id AND m.status <> 'void'
            AND m.anchor_at = {anchor.moment})"""


_STATEMENT = "UNION ALL".join(
    _branch(name, one) for name, one in ANCHORS.items() if one.expected != "false"
)
