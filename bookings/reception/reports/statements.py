"""The SQL of the reports, one statement each; days are the location's own.

Every statement takes `since` and `until`, which hold the whole period in every zone, and
`first` and `last`, its days. Locations that are switched off are left out.
"""

from bookings.availability.hours import BLOCKS

_PLACE = """
    SELECT id AS location_id, zone,
           tstzrange(%(first)s::date::timestamp AT TIME ZONE zone,
                     (%(last)s::date + 1)::timestamp AT TIME ZONE zone) AS span
    FROM bookings_location
    WHERE active AND (%(location)s::bigint IS NULL OR id = %(location)s::bigint)
"""

# Open is what was worked and not closed. Quarters of an hour are cut in elapsed time, so that
# the hour that comes twice when the clocks go back has twice the minutes.
UTILISATION = f"""
WITH place AS ({_PLACE}), block AS ({BLOCKS.format(whose="")}), worked AS (
    SELECT practitioner_id, location_id, zone, span,
           range_agg(tstzrange(opens, closes)) * tstzmultirange(span) AS hours
    FROM block JOIN place USING (location_id) GROUP BY 1, 2, 3, 4
), open AS (
    SELECT practitioner_id, location_id, zone, hours - coalesce((
        SELECT range_agg(c.during) FROM bookings_closure c
        WHERE c.during && span AND c.room_id IS NULL
          AND (c.practitioner_id IS NULL OR c.practitioner_id = worked.practitioner_id)
          AND (c.location_id IS NULL OR c.location_id = worked.location_id)), '{{}}') AS hours
    FROM worked
), booked AS (
    SELECT a.practitioner_id, a.location_id, zone, range_agg(a.during * span) AS taken
    FROM bookings_appointment a JOIN place USING (location_id)
    WHERE a.takes_time AND a.status <> 'proposed'
      AND lower(a.during) < %(until)s AND upper(a.during) > %(since)s
    GROUP BY 1, 2, 3
), stretch AS (
    SELECT practitioner_id, zone, 'open' AS kind, hours FROM open
  UNION ALL
    SELECT b.practitioner_id, b.zone, 'booked', b.taken * o.hours
    FROM booked b JOIN open o USING (practitioner_id, location_id)
  UNION ALL
    SELECT b.practitioner_id, b.zone, 'outside', b.taken - coalesce(o.hours, '{{}}')
    FROM booked b LEFT JOIN open o USING (practitioner_id, location_id)
), quarter AS (
    SELECT practitioner_id, kind, extract(hour FROM at AT TIME ZONE zone)::int AS hour,
           part * tstzrange(at, at + interval '15 minutes') AS piece
    FROM stretch CROSS JOIN LATERAL unnest(hours) AS part
    CROSS JOIN LATERAL generate_series(
        date_bin('15 minutes', lower(part), TIMESTAMPTZ '2000-01-01 00:00+00'),
        upper(part), '15 minutes') AS at
), counted AS (
    SELECT practitioner_id, hour, kind,
           sum(extract(epoch FROM upper(piece) - lower(piece)) / 60)::int AS minutes
    FROM quarter WHERE NOT isempty(piece) GROUP BY 1, 2, 3
)
SELECT p.name, hour,
       coalesce(sum(minutes) FILTER (WHERE kind = 'open'), 0)::int,
       coalesce(sum(minutes) FILTER (WHERE kind = 'booked'), 0)::int,
       coalesce(sum(minutes) FILTER (WHERE kind = 'outside'), 0)::int
FROM counted JOIN bookings_practitioner p ON p.id = practitioner_id
GROUP BY p.id, p.name, hour ORDER BY p.name, p.id, hour
"""

# Of visits that should have begun in the period, by the week in which they should have.
ATTENDANCE = f"""
WITH place AS ({_PLACE})
SELECT date_trunc('week', lower(a.during) AT TIME ZONE zone)::date AS week, p.name,
       count(*) FILTER (WHERE a.status = 'fulfilled'),
       count(*) FILTER (WHERE a.status = 'noshow'),
       count(*) FILTER (WHERE a.status = 'cancelled' AND a.cancelled_late),
       count(*) FILTER (WHERE a.status = 'cancelled' AND NOT a.cancelled_late)
FROM bookings_appointment a
JOIN place USING (location_id) JOIN bookings_practitioner p ON p.id = a.practitioner_id
WHERE a.patient_id IS NOT NULL AND a.status IN ('fulfilled', 'noshow', 'cancelled')
  AND lower(a.during) >= %(since)s AND lower(a.during) < %(until)s
  AND span @> lower(a.during)
GROUP BY 1, p.id, p.name ORDER BY 1, p.name, p.id
"""

# By the week of the decision, and over all of them where the week is null.
TURNAROUND = f"""
WITH place AS ({_PLACE}), done AS (
    SELECT date_trunc('week', r.decided_at AT TIME ZONE zone)::date AS week,
           extract(epoch FROM r.decided_at - coalesce(r.asked_at, a.created_at)) / 3600 AS hours,
           r.decided_at <= r.due_at AND r.decision <> 'lapsed' AS in_time,
           r.decision = 'lapsed' AS lapsed
    FROM bookings_review r JOIN bookings_appointment a ON a.id = r.appointment_id
    JOIN place USING (location_id)
    WHERE r.decided_at >= %(since)s AND r.decided_at < %(until)s AND span @> r.decided_at
)
SELECT week, count(*), count(*) FILTER (WHERE in_time), count(*) FILTER (WHERE lapsed),
       coalesce(percentile_cont(0.5) WITHIN GROUP (ORDER BY hours)
                FILTER (WHERE NOT lapsed), 0)::float,
       coalesce(percentile_cont(0.9) WITHIN GROUP (ORDER BY hours)
                FILTER (WHERE NOT lapsed), 0)::float
FROM done GROUP BY GROUPING SETS ((week), ()) ORDER BY week NULLS LAST
"""
