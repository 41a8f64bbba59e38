"""Find the messages that are due: one statement, safe to run at any time and by anybody."""

import datetime as dt
from dataclasses import dataclass

from django.db import connection, transaction

from bookings.messages.anchors import (
    ANCHORS,
    AUDIENCE,
    UNDO_ENDS,
    UNDO_IS_OVER,
    Anchor,
)
from bookings.models import Message, Step

NO_ADDRESS = "no email address"
NOT_TOLD = "staff chose not to write"
BOOKED_AFTER = "booked after the reminder's time"
MOVED_AFTER = "moved after the reminder's time"
LATE = "late"

# Whoever commits late is found all the same.
_SLACK = "interval '15 minutes'"


def _branch(name: str, anchor: Anchor, window: str) -> str:
    """Visits whose anchor lies in the window, joined so that its index is used."""
    return f"""
    SELECT s.id AS step_id, a.id AS appointment_id, a.patient_id, s.anchor, s.active_from,
           {anchor.moment} AS anchor_at, {anchor.moment} + s."offset" AS due_at,
           least({anchor.moment} + s."offset" + s.use_by, {anchor.ends_with}) AS use_by,
           a.confirmed_at, a.changed_at, a.tell_patient
    FROM steps s
    JOIN bookings_appointment a ON {window}
    JOIN bookings_service v ON v.id = a.service_id
    WHERE s.anchor = '{name}' AND {anchor.moment} + s."offset" <= %(now)s
      AND a.patient_id IS NOT NULL AND {anchor.holds} AND {AUDIENCE} AND {UNDO_IS_OVER}
"""


def _by_moment(anchor: Anchor) -> str:
    since, until = '%(now)s - s.look_back - s."offset"', '%(now)s - s."offset"'
    return anchor.window.format(moment=anchor.moment, since=since, until=until)


# Closed days later: its aftercare is outside every window, and still gets a row that says so.
_BY_CLOSING = "a.closed_at BETWEEN %(now)s - s.since_tick AND %(now)s"

STATEMENT = (
    f"""
WITH steps AS MATERIALIZED (
    SELECT step.*, tick.since + {_SLACK} AS since_tick,
           greatest(use_by, -"offset", tick.since) + {_SLACK} AS look_back
    FROM bookings_step step CROSS JOIN (
        SELECT coalesce(%(now)s - (SELECT found_until FROM bookings_tick), interval '0') AS since
    ) AS tick
    WHERE active
), found AS (
"""
    + "UNION ALL".join(_branch(name, one, _by_moment(one)) for name, one in ANCHORS.items())
    + "UNION ALL"
    + _branch(Step.Anchor.ENDS, ANCHORS[Step.Anchor.ENDS], _BY_CLOSING)
    + """
), keyed AS (
    SELECT found.*, step_id || ':' || appointment_id || ':'
               || (extract(epoch FROM anchor_at) * 1000000)::bigint AS dedupe_key
    FROM found WHERE due_at >= active_from
), judged AS (
    SELECT keyed.*, CASE
               WHEN patient.email = '' THEN %(no_address)s
               WHEN NOT tell_patient AND anchor IN ('requested', 'moved', 'cancelled', 'declined')
                   THEN %(not_told)s
               WHEN anchor = 'starts' AND due_at < confirmed_at THEN %(booked_after)s
               WHEN anchor = 'starts' AND due_at < changed_at THEN %(moved_after)s
               WHEN keyed.use_by < %(now)s THEN %(late)s
               ELSE '' END AS reason
    FROM keyed JOIN bookings_patient patient ON patient.id = keyed.patient_id
    WHERE (SELECT 1 FROM bookings_message m
           WHERE m.dedupe_key = keyed.dedupe_key AND m.status <> 'void') IS NULL
)
INSERT INTO bookings_message (step_id, appointment_id, patient_id, anchor_at, due_at, use_by,
    dedupe_key, status, reason, created_at, next_try_at, "to", attempts, lease_owner)
SELECT step_id, appointment_id, patient_id, anchor_at, due_at, use_by,
    dedupe_key, CASE reason WHEN '' THEN 'due' ELSE 'skipped' END, reason,
    %(now)s, %(now)s, '', 0, ''
FROM judged
ON CONFLICT DO NOTHING
"""
)

_TICK = """
INSERT INTO bookings_tick (id, found_until) VALUES (1, %(now)s)
ON CONFLICT (id) DO UPDATE SET found_until = greatest(bookings_tick.found_until, %(now)s)
"""


def find_due(*, now: dt.datetime) -> int:
    """Turn every step that is due at `now` into a message, once; returns how many are new.

    A step whose time has passed its use, or that cannot be sent, becomes a row that is
    skipped and says why.
    """
    params: dict[str, dt.datetime | str] = {
        "now": now,
        "no_address": NO_ADDRESS,
        "not_told": NOT_TOLD,
        "booked_after": BOOKED_AFTER,
        "moved_after": MOVED_AFTER,
        "late": LATE,
    }
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(STATEMENT, params)
        found = cursor.rowcount
        cursor.execute(_TICK, params)
    return found


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether a message's anchor holds at this moment, and until when it has to wait."""

    holds: bool
    waits_until: dt.datetime | None


_STANDING = (
    "SELECT coalesce(CASE s.anchor"
    + "".join(
        f" WHEN '{name}' THEN {one.moment} = message.anchor_at AND {one.holds}"
        for name, one in ANCHORS.items()
    )
    + f""" END AND {AUDIENCE}, false),
    CASE WHEN NOT {UNDO_IS_OVER} THEN {UNDO_ENDS} END
FROM bookings_message message
JOIN bookings_step s ON s.id = message.step_id
JOIN bookings_appointment a ON a.id = message.appointment_id
JOIN bookings_service v ON v.id = a.service_id
WHERE message.id = %(message)s
"""
)


def standing(message: Message, *, now: dt.datetime) -> Standing:
    """Ask whether what the message says is still so."""
    with connection.cursor() as cursor:
        cursor.execute(_STANDING, {"message": message.pk, "now": now})
        return Standing(*cursor.fetchone())
