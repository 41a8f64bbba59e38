"""Find the messages that are due: one statement, safe to run at any time and by anybody."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection, transaction

from bookings.messages.anchors import (
    ANCHORS,
    FOUND_BY_CLOSING,
    UNDO_ENDS,
    UNDO_IS_OVER,
    Anchor,
)
from bookings.messages.audience import AROUND, AUDIENCE
from bookings.messages.hours import awake, put_off
from bookings.messages.reasons import REASON_WORDS, reason_sql
from bookings.messages.recipients import PERSONS_STAMP, RECIPIENTS
from bookings.messages.switch import RESTORED, stop_sending

# Whoever commits late is found all the same.
_SLACK = "interval '15 minutes'"


def _branch(name: str, anchor: Anchor, window: str) -> str:
    """Visits whose anchor lies in the window. OFFSET 0 keeps the step first: left to itself the
    planner walks through every cancelled visit there ever was, and then asks for its step.
    """
    return f"""
    SELECT s.id AS step_id, a.id AS appointment_id, a.patient_id, {anchor.moment} AS anchor_at,
           {anchor.ends_with} AS ends_with
    FROM steps s CROSS JOIN LATERAL (
        SELECT * FROM bookings_appointment a WHERE {window} AND {anchor.holds} OFFSET 0) AS a
    WHERE s.anchor = '{name}' AND {anchor.moment} + s."offset" <= %(now)s
      AND a.patient_id IS NOT NULL AND {UNDO_IS_OVER}
"""


def _by_moment(anchor: Anchor) -> str:
    since, until = '%(now)s - s.look_back - s."offset"', '%(now)s - s."offset"'
    return anchor.window.format(moment=anchor.moment, since=since, until=until)


_BY_CLOSING = "a.closed_at BETWEEN %(now)s - s.since_tick AND %(now)s"
_BRANCHES = [_branch(name, one, _by_moment(one)) for name, one in ANCHORS.items()] + [
    _branch(name, ANCHORS[name], _BY_CLOSING) for name in FOUND_BY_CLOSING
]

_RAW, _USE_BY = '(f.anchor_at + s."offset")', "least(due.at + s.use_by, f.ends_with)"

# Advice that was given already: the same step, or another wording of it for another
# audience, at this visit or at an earlier one of the same day.
_ADVISED = """EXISTS (
    SELECT FROM bookings_message m JOIN bookings_step o ON o.id = m.step_id
    WHERE m.patient_id = judged.patient_id AND m.status IN ('due', 'sent')
      AND m.related_person_id IS NOT DISTINCT FROM judged.person_id
      AND (m.step_id, m.appointment_id) <> (judged.step_id, judged.appointment_id)
      AND o.anchor = 'ends' AND o."offset" = judged."offset" AND o.reader = judged.reader
      AND (o.id = judged.step_id OR (o.who <> 'all' AND judged.who <> 'all'))
      AND (m.anchor_at AT TIME ZONE judged.zone)::date = judged.day)"""

STATEMENT = f"""
WITH steps AS MATERIALIZED (
    SELECT step.*, tick.since + {_SLACK} AS since_tick,
           greatest(use_by, -"offset", tick.since) + {_SLACK} AS look_back
    FROM bookings_step step CROSS JOIN (
        SELECT coalesce(%(now)s - (SELECT found_until FROM bookings_tick), interval '0') AS since
    ) AS tick
    WHERE active
), found AS ({"UNION ALL".join(_BRANCHES)}
), for_each AS (
    SELECT found.*, NULL::bigint AS person_id FROM found
    UNION ALL
    SELECT found.*, r.id FROM found JOIN bookings_relatedperson r USING (patient_id)
    WHERE r.gets_messages AND r.ended_at IS NULL
), fresh AS MATERIALIZED (
    SELECT keyed.* FROM (
        SELECT DISTINCT for_each.*, step_id || ':' || appointment_id || ':'
                   || (extract(epoch FROM anchor_at) * 1000000)::bigint
                   || coalesce(':r' || person_id, '') AS dedupe_key
        FROM for_each) AS keyed
    WHERE (SELECT 1 FROM bookings_message m
           WHERE m.dedupe_key = keyed.dedupe_key AND m.status <> 'void') IS NULL
), judged AS (
    SELECT f.*, s.channel, s.anchor, s."offset", s.reader, s.who, l.zone,
           (f.anchor_at AT TIME ZONE l.zone)::date AS day,
           due.at AS due_at, {_USE_BY} AS use_by,
           {reason_sql(_RAW, _USE_BY)} AS reason
    FROM fresh f
    JOIN steps s ON s.id = f.step_id
    JOIN bookings_appointment a ON a.id = f.appointment_id
    {AROUND}
    {put_off(_RAW)}
    JOIN {RECIPIENTS} AS reader ON reader.person_id IS NOT DISTINCT FROM f.person_id
    WHERE {_RAW} >= s.active_from AND {AUDIENCE}
), once AS (
    SELECT judged.*, anchor = 'ends' AND reason = '' AND ({_ADVISED} OR row_number() OVER (
               PARTITION BY reason, anchor, "offset", reader, patient_id, person_id, day,
                            CASE WHEN who = 'all' THEN step_id ELSE 0 END
               ORDER BY anchor_at, step_id) > 1) AS advised
    FROM judged
)
INSERT INTO bookings_message (step_id, appointment_id, patient_id, related_person_id, anchor_at,
    due_at, use_by, dedupe_key, channel, status, reason, created_at, next_try_at, "to", attempts,
    lease_owner)
SELECT step_id, appointment_id, patient_id, person_id, anchor_at, due_at, use_by, dedupe_key,
    channel,
    CASE WHEN reason = '' AND NOT advised THEN 'due' ELSE 'skipped' END,
    CASE WHEN advised THEN %(advised)s ELSE reason END,
    %(now)s, greatest(due_at, %(now)s), '', 0, ''
FROM once
ON CONFLICT DO NOTHING
"""

# Cluster, timeline (which a point-in-time recovery begins anew) and database: a dump that
# is loaded elsewhere, and a backup put back, have another one.
_TICK = """
WITH before AS (SELECT database FROM bookings_tick WHERE id = 1)
INSERT INTO bookings_tick (id, found_until, database)
SELECT 1, %(now)s, concat_ws('.', s.system_identifier, c.timeline_id, d.oid)
FROM pg_control_system() AS s, pg_control_checkpoint() AS c,
     (SELECT oid FROM pg_database WHERE datname = current_database()) AS d
ON CONFLICT (id) DO UPDATE SET database = EXCLUDED.database,
    found_until = greatest(bookings_tick.found_until, %(now)s)
RETURNING coalesce((SELECT database FROM before), '') IN ('', database)
"""


def find_due(*, now: dt.datetime) -> int:
    """Turn every step that is due at `now` into a message, once; returns how many are new.

    A step whose time has passed its use, or that cannot be sent, becomes a row that is
    skipped and says why. What keeps to certain hours becomes a row that waits for them.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(STATEMENT, {"now": now, **REASON_WORDS})
        found = cursor.rowcount
        cursor.execute(_TICK, {"now": now})
        (same,) = cursor.fetchone() or (True,)
        if not same:
            # Before anything of this tick can leave: both are one transaction.
            stop_sending(RESTORED)
    return found


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether a message's anchor holds, until when it has to wait, and when its news is stale.

    `ends_with` is None for news that stays true. `why` nothing can be sent to its reader, and
    None if it is not theirs any more. Another `stamp` later means that visit, patient, step or
    whoever acts for the patient have been written since.
    """

    holds: bool
    waits_until: dt.datetime | None
    ends_with: dt.datetime | None
    why: str | None
    stamp: str


STAMP = f"concat_ws('.', a.xmin, p.xmin, s.xmin, {PERSONS_STAMP.format(patient='p.id')})"

_STANDING = f"""SELECT message.id, coalesce(CASE s.anchor {
    " ".join(
        f"WHEN '{name}' THEN {one.moment} = message.anchor_at AND {one.holds}"
        for name, one in ANCHORS.items()
    )
} END AND {AUDIENCE}, false),
    CASE WHEN NOT {UNDO_IS_OVER} THEN {UNDO_ENDS}
         WHEN {awake("%(now)s")} > %(now)s THEN {awake("%(now)s")} END,
    nullif(CASE s.anchor {
    " ".join(f"WHEN '{name}' THEN {one.ends_with}" for name, one in ANCHORS.items())
} END, 'infinity'),
    (SELECT reader.why FROM {RECIPIENTS} AS reader
     WHERE reader.person_id IS NOT DISTINCT FROM message.related_person_id), {STAMP}
FROM bookings_message message
JOIN bookings_step s ON s.id = message.step_id
JOIN bookings_appointment a ON a.id = message.appointment_id
{AROUND}
WHERE message.id = ANY(%(messages)s)
"""


def standings(ids: Sequence[int], *, now: dt.datetime) -> dict[int, Standing]:
    """Ask whether what these messages say is still so; one query."""
    with connection.cursor() as cursor:
        cursor.execute(_STANDING, {"messages": list(ids), "now": now, **REASON_WORDS})
        return {pk: Standing(*rest) for pk, *rest in cursor.fetchall()}
