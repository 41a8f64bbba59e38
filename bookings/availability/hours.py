"""The SQL of when people work; every instant is UTC, every local time the location's own."""

# A time that the clocks skip or repeat is taken as PostgreSQL takes it: docs/time.md.
WEEKLY = """
    SELECT h.practitioner_id, h.location_id,
           (day + h.starts) AT TIME ZONE l.zone AS opens,
           (day + (CASE WHEN h.ends <= h.starts THEN 1 ELSE 0 END) + h.ends)
               AT TIME ZONE l.zone AS closes
    FROM asked
    CROSS JOIN bookings_workinghours h
    JOIN bookings_location l ON l.id = h.location_id AND l.active
    CROSS JOIN LATERAL (
        SELECT generate_series(
            greatest((lower(wide) AT TIME ZONE l.zone)::date, h.valid_from),
            least((upper(wide) AT TIME ZONE l.zone)::date, h.valid_to),
            interval '1 day')::date AS day
    ) AS days
    WHERE extract(isodow FROM day) = h.weekday
      AND (date_trunc('week', day)::date - date_trunc('week', h.valid_from)::date) / 7
          %% h.every_weeks = 0
      AND (%(location)s::bigint IS NULL OR h.location_id = %(location)s::bigint)
"""

OPENINGS = """
    SELECT o.practitioner_id, o.location_id, lower(o.during), upper(o.during)
    FROM asked
    JOIN bookings_opening o ON o.during && wide
    JOIN bookings_location l ON l.id = o.location_id AND l.active
    WHERE (%(location)s::bigint IS NULL OR o.location_id = %(location)s::bigint)
"""

OPEN = (
    """
WITH asked AS (
    SELECT tstzrange(%(since)s - %(reach)s, %(until)s + %(reach)s) AS wide
), block AS (
"""
    + WEEKLY
    + "  UNION ALL"
    + OPENINGS
    + """
), place AS (
    SELECT location_id, range_agg(tstzrange(opens, closes)) AS hours FROM block GROUP BY 1
), open AS (
    SELECT location_id, hours * tstzmultirange(tstzrange(%(since)s, %(until)s))
        - coalesce((
            SELECT range_agg(c.during) FROM asked JOIN bookings_closure c ON c.during && wide
            WHERE c.practitioner_id IS NULL AND c.room_id IS NULL
              AND (c.location_id IS NULL OR c.location_id = place.location_id)), '{}') AS hours
    FROM place
)
SELECT location_id, lower(part), upper(part)
FROM open CROSS JOIN LATERAL unnest(hours) AS part ORDER BY 1, 2
"""
)
