"""New times for many visits at once, each around where it stands."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bookings.availability.ask import Ask, Start, rows
from bookings.availability.statement import CUT, STATEMENT
from bookings.models import Appointment

BEFORE, AFTER = dt.timedelta(days=7), dt.timedelta(days=14)

# Of each day and practitioner the start nearest to the visit's own time of day, by the
# location's clock; of these the nearest days, a later one before an earlier one that
# somebody might miss, and the visit's own practitioner first where all else is equal. Visits
# that lose one day so get different times of another.
NEAREST_EACH = (
    STATEMENT
    + CUT
    + """
, wish AS MATERIALIZED (
    SELECT a.id, a.service_id, a.location_id, a.practitioner_id, a.patient_id,
           lower(a.during) AS around, l.zone, asked.earliest
    FROM unnest(%(visits)s::bigint[], %(earliest)s::timestamptz[]) AS asked(id, earliest)
    JOIN bookings_appointment a USING (id)
    JOIN bookings_location l ON l.id = a.location_id
), elsewhere AS MATERIALIZED (
    SELECT wish.id, range_agg(a.during) AS times
    FROM wish JOIN bookings_appointment a ON a.patient_id = wish.patient_id AND a.id <> wish.id
    WHERE a.takes_time AND upper(a.during) > %(since)s
    GROUP BY 1
), fit AS (
    SELECT wish.id, start, cut.practitioner_id, cut.location_id, minutes,
           cut.practitioner_id = wish.practitioner_id AS own, around,
           (start AT TIME ZONE zone)::date AS day,
           abs((start AT TIME ZONE zone)::date - (around AT TIME ZONE zone)::date) AS days,
           abs(extract(epoch FROM (start AT TIME ZONE zone)::time
                                  - (around AT TIME ZONE zone)::time)) AS away
    FROM wish JOIN cut USING (service_id, location_id)
    LEFT JOIN elsewhere ON elsewhere.id = wish.id
    WHERE start BETWEEN around - %(before)s AND around + %(after)s
      AND (earliest IS NULL OR start >= earliest)
      AND (times && tstzrange(start, start + make_interval(mins => minutes))) IS NOT TRUE
), of_day AS (
    SELECT DISTINCT ON (id, practitioner_id, day) * FROM fit
    ORDER BY id, practitioner_id, day, away, start
), best AS (
    SELECT *, row_number() OVER (
        PARTITION BY id ORDER BY days, start < around, away, NOT own, practitioner_id) AS place
    FROM of_day
)
SELECT id, start, practitioner_id, location_id, minutes FROM best
WHERE place <= %(count)s ORDER BY id, place
"""
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _AskEach(Ask):
    """`visits` and the earliest start of each, None for now."""

    visits: list[int]
    earliest: list[dt.datetime | None]
    count: int
    before: dt.timedelta = BEFORE
    after: dt.timedelta = AFTER


def nearest_each(
    *,
    now: dt.datetime,
    visits: Sequence[Appointment],
    earliest: Mapping[int, dt.datetime | None],
    count: int = 8,
) -> dict[int, list[Start]]:
    """Free starts at the location of each visit, the nearest first, by the visit's id.

    A week before it to two weeks after it, with anyone who offers the service; as staff
    book. Several visits may be offered the same time. What its screening asks of a visit is
    kept: one query for each pair of extra minutes and senior that occurs. `earliest` is by
    the visit's id, None or left out means now.
    """
    alike: dict[tuple[int, bool], list[Appointment]] = defaultdict(list)
    for visit in visits:
        alike[visit.extra_minutes, visit.needs_senior].append(visit)
    found: dict[int, list[Start]] = {visit.pk: [] for visit in visits}
    for (extra, senior), group in alike.items():
        asked = _AskEach(
            now=now,
            services=sorted({visit.service_id for visit in group}),
            since=max(now, min(visit.starts for visit in group) - BEFORE),
            until=max(visit.starts for visit in group) + AFTER,
            extra=extra,
            senior=senior,
            for_staff=True,
            visits=[visit.pk for visit in group],
            earliest=[earliest.get(visit.pk) for visit in group],
            count=count,
        )
        for key, *start in rows(NEAREST_EACH, asked):
            found[key].append(Start(*start))
    return found
