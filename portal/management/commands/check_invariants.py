"""Prove on the live database that what must never happen has not happened.

The constraints refuse it row by row; this looks at the whole, also at rows that were let
past a guard with a reason, and at hours that have changed since a visit was booked.
"""

import datetime as dt
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection

from bookings.availability.hours import BLOCKS
from portal.kit import clock

LOOK_AHEAD = dt.timedelta(days=366)
# The tick erases lapsed holds every minute; one that lies here longer tells that it is dead.
SWEPT_WITHIN = dt.timedelta(minutes=10)
SHOWN = 5

# Within one pass in order of time: whoever begins before the latest end so far overlaps.
_TWICE = """
SELECT reference FROM (
    SELECT reference, lower({span}) < max(upper({span})) OVER (
        PARTITION BY {whom}_id ORDER BY lower({span}), id
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS twice
    FROM bookings_appointment
    WHERE takes_time AND NOT over_{whom} AND {whom}_id IS NOT NULL
) AS visits WHERE twice
"""
_LET_PAST = """
SELECT reference FROM bookings_appointment
WHERE (over_practitioner OR over_room OR over_patient OR over_hours) AND override_reason = ''
"""
_INSANE = """
SELECT reference FROM bookings_appointment
WHERE isempty(during) OR lower_inf(during) OR upper_inf(during) OR NOT blocked @> during
   OR takes_time = (status = 'cancelled')
"""
_OUTSIDE = f"""
WITH block AS ({BLOCKS.format(whose="")}), open AS (
    SELECT practitioner_id, location_id, range_agg(tstzrange(opens, closes)) AS hours
    FROM block GROUP BY 1, 2
)
SELECT reference
FROM bookings_appointment a LEFT JOIN open USING (practitioner_id, location_id)
WHERE a.status IN ('proposed', 'pending', 'booked') AND NOT a.over_hours
  AND lower(a.during) >= %(since)s AND lower(a.during) < %(until)s
  AND (NOT coalesce(hours, '{{}}') @> a.during OR EXISTS (
      SELECT 1 FROM bookings_closure c
      WHERE c.during && a.during
        AND (c.practitioner_id IS NULL OR c.practitioner_id = a.practitioner_id)
        AND (c.location_id IS NULL OR c.location_id = a.location_id)
        AND (c.room_id IS NULL OR c.room_id = a.room_id)))
"""
# Two hours at most, but for what is held for somebody who waits: that ends with its deadline.
_DEAD = """
SELECT reference
FROM bookings_appointment a LEFT JOIN bookings_wishoffer o ON o.key = a.idempotency_key
WHERE a.status = 'proposed'
  AND (a.held_until < %(now)s - %(swept)s
       OR a.held_until > %(now)s + interval '2 hours' AND o.id IS NULL)
"""
# An offer that nobody has answered is the hold of its key, at its time, until its deadline.
_UNHELD = """
SELECT w.reference
FROM bookings_wishoffer o
JOIN bookings_wish w ON w.id = o.wish_id
LEFT JOIN bookings_appointment a ON a.idempotency_key = o.key AND a.status = 'proposed'
 AND a.held_until = o.deadline AND a.during = o.during AND a.practitioner_id = o.practitioner_id
WHERE o.answer = '' AND o.deadline > %(now)s AND (a.id IS NULL OR w.ended_at IS NOT NULL)
"""
_OFFERED_TWICE = """
SELECT w.reference
FROM bookings_wishoffer o
JOIN bookings_wish w ON w.id = o.wish_id
JOIN bookings_wishoffer other ON other.id <> o.id AND other.answer = ''
 AND (other.wish_id = o.wish_id
      OR other.practitioner_id = o.practitioner_id AND other.during && o.during)
WHERE o.answer = ''
"""
# The tick ends these within seconds.
_WAITS_IN_VAIN = """
SELECT w.reference
FROM bookings_wish w
JOIN bookings_location l ON l.id = w.location_id
JOIN bookings_patient p ON p.id = w.patient_id
WHERE w.ended_at IS NULL
  AND (((%(now)s - %(swept)s) AT TIME ZONE l.zone)::date > w.until OR p.contact_state = 'died')
"""
_NO_GATE = """
SELECT reference FROM bookings_appointment a
WHERE needles_used IS TRUE AND (spoken_consent IS NOT TRUE
   OR (screening_checked IS NOT TRUE AND assessment_id IS NULL)
   OR NOT EXISTS (
       SELECT FROM bookings_spokenconsent s
       WHERE s.appointment_id = a.id AND s.undone_at IS NULL
         AND s.where = 'visit' AND s.said = 'yes'))
"""
_NO_CURRENT = """
SELECT reference FROM bookings_appointment a
JOIN bookings_procedure p ON p.appointment_id = a.id
WHERE p.electrical_stimulation AND p.withdrawn_at IS NULL AND NOT EXISTS (
    SELECT FROM bookings_spokenconsent s
    WHERE s.appointment_id = a.id AND s.undone_at IS NULL AND s.electrical)
"""

INVARIANTS = {
    "no practitioner is booked twice": _TWICE.format(whom="practitioner", span="blocked"),
    "no room is booked twice": _TWICE.format(whom="room", span="blocked"),
    "no patient is booked twice": _TWICE.format(whom="patient", span="during"),
    "who was let past a guard has a reason": _LET_PAST,
    "every range is sane": _INSANE,
    "every visit to come lies in opening hours": _OUTSIDE,
    "every hold is alive": _DEAD,
    "no needles without consent and screening": _NO_GATE,
    "every offer of the waitlist is held": _UNHELD,
    "no time is offered twice, and no wish has two": _OFFERED_TWICE,
    "nobody waits in vain": _WAITS_IN_VAIN,
    "no electricity without a yes of its own": _NO_CURRENT,
}
_OVERRIDDEN = """
SELECT reference FROM bookings_appointment
WHERE takes_time AND override_reason <> '' AND lower(during) >= %(since)s
"""


class Command(BaseCommand):
    help = "Find what must never happen; the exit code is 1 if anything of it has."

    def handle(self, *_: Any, **__: Any) -> None:
        now = clock.now()
        found = broken(now=now)
        for name, visits in found.items():
            self._line("BROKEN" if visits else "ok", name, visits)
        self._line("known", "visits to come that staff put past a rule", overridden(now=now))
        if any(found.values()):
            raise SystemExit(1)

    def _line(self, state: str, name: str, visits: list[str]) -> None:
        """With the references of the first few, to be looked up in the admin."""
        shown = ", ".join(visits[:SHOWN]) + (", ..." if len(visits) > SHOWN else "")
        self.stdout.write(f"{state:<8}{len(visits):>6}  {name:<44}{shown}".rstrip())


def broken(*, now: dt.datetime) -> dict[str, list[str]]:
    """The references that break each invariant; visits to come are those of 366 days."""
    return {name: _references(statement, now) for name, statement in INVARIANTS.items()}


def overridden(*, now: dt.datetime) -> list[str]:
    """Visits to come that were let past a rule with a reason: they leave a guard on purpose."""
    return _references(_OVERRIDDEN, now)


def _references(statement: str, now: dt.datetime) -> list[str]:
    asked: dict[str, Any] = {
        "now": now,
        "since": now,
        "until": now + LOOK_AHEAD,
        "swept": SWEPT_WITHIN,
        "location": None,
    }
    with connection.cursor() as cursor:
        cursor.execute(statement, asked)
        return [row[0] for row in cursor.fetchall()]
