"""Prove on the live database that what must never happen has not happened.

The constraints refuse it row by row; this looks at the whole, also at rows that were let
past a guard with a reason, and at hours that have changed since a visit was booked.
"""

import datetime as dt
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection

from bookings.availability import REACH
from bookings.availability.hours import WEEKLY
from portal.kit import clock

LOOK_AHEAD = dt.timedelta(days=366)

_TWICE = """
SELECT count(*) FROM bookings_appointment a
JOIN bookings_appointment b ON a.id < b.id AND a.{whom}_id = b.{whom}_id AND a.{span} && b.{span}
WHERE a.takes_time AND b.takes_time AND NOT a.over_{whom} AND NOT b.over_{whom}
"""
_LET_PAST = """
SELECT count(*) FROM bookings_appointment
WHERE takes_time AND (over_practitioner OR over_room OR over_patient) AND override_reason = ''
"""
_INSANE = """
SELECT count(*) FROM bookings_appointment
WHERE isempty(during) OR lower_inf(during) OR upper_inf(during) OR NOT blocked @> during
   OR takes_time = (status = 'cancelled')
"""
_OUTSIDE = (
    """
WITH asked AS (
    SELECT tstzrange(%(since)s - %(reach)s, %(until)s + %(reach)s) AS wide
), block AS (
"""
    + WEEKLY
    + """
  UNION ALL
    SELECT practitioner_id, location_id, lower(during), upper(during) FROM bookings_opening
), open AS (
    SELECT practitioner_id, location_id, range_agg(tstzrange(opens, closes)) AS hours
    FROM block GROUP BY 1, 2
)
SELECT count(*) FROM bookings_appointment a LEFT JOIN open USING (practitioner_id, location_id)
WHERE a.status IN ('pending', 'booked', 'arrived') AND a.override_reason = ''
  AND lower(a.during) BETWEEN %(since)s AND %(until)s
  AND NOT coalesce(hours, '{}') @> a.during
"""
)
_NO_GATE = """
SELECT count(*) FROM bookings_appointment
WHERE needles_used IS TRUE AND (spoken_consent IS NOT TRUE
   OR (screening_checked IS NOT TRUE AND assessment_id IS NULL))
"""

INVARIANTS = {
    "no practitioner is booked twice": _TWICE.format(whom="practitioner", span="blocked"),
    "no room is booked twice": _TWICE.format(whom="room", span="blocked"),
    "no patient is booked twice": _TWICE.format(whom="patient", span="during"),
    "who was let past a guard has a reason": _LET_PAST,
    "every range is sane": _INSANE,
    "every visit to come lies in opening hours": _OUTSIDE,
    "no needles without consent and screening": _NO_GATE,
}


class Command(BaseCommand):
    help = "Count what must never happen; the exit code is 1 if anything of it has."

    def handle(self, *_: Any, **__: Any) -> None:
        found = broken(now=clock.now())
        for name, count in found.items():
            self.stdout.write(f"{'ok' if not count else 'BROKEN':<8}{count:>6}  {name}")
        if any(found.values()):
            raise SystemExit(1)


def broken(*, now: dt.datetime) -> dict[str, int]:
    """How many rows break each invariant; visits to come are those of the next 366 days."""
    asked: dict[str, Any] = {
        "since": now,
        "until": now + LOOK_AHEAD,
        "reach": REACH,
        "location": None,
    }
    found = {}
    with connection.cursor() as cursor:
        for name, statement in INVARIANTS.items():
            cursor.execute(statement, asked)
            found[name] = cursor.fetchone()[0]
    return found
