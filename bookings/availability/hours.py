"""The SQL of when people work; every instant is UTC, every local time the location's own."""

# Days are numbered by weeks from this Monday, so that "every n weeks" is a remainder.
_MONDAY = "DATE '0001-01-01'"

# The blocks that have an instant in [since, until). A weekly one begins on one of these days
# or on the day before. A time that the clocks skip or repeat is taken as PostgreSQL takes it:
# docs/time.md.
_DAYS = f"""
    SELECT l.id AS location_id, l.zone, day, extract(isodow FROM day) AS weekday,
           (day - {_MONDAY}) / 7 AS week
    FROM bookings_location l
    CROSS JOIN LATERAL (
        SELECT (%(since)s AT TIME ZONE l.zone)::date - 1 AS first,
               (%(until)s AT TIME ZONE l.zone)::date AS last) AS edges
    CROSS JOIN LATERAL generate_series(0, last - first) AS number
    CROSS JOIN LATERAL (SELECT first + number AS day) AS one
    WHERE l.active AND (%(location)s::bigint IS NULL OR l.id = %(location)s::bigint)
"""

# `{{whose}}` narrows both to some practitioners.
BLOCKS = f"""
    SELECT practitioner_id, location_id, opens, closes FROM (
        SELECT h.practitioner_id, h.location_id,
               (day + h.starts) AT TIME ZONE zone AS opens,
               (day + (CASE WHEN h.ends <= h.starts THEN 1 ELSE 0 END) + h.ends)
                   AT TIME ZONE zone AS closes
        FROM bookings_workinghours h
        JOIN ({_DAYS}) AS days USING (location_id, weekday)
        WHERE day >= h.valid_from AND (h.valid_to IS NULL OR day <= h.valid_to)
          AND (week - (h.valid_from - {_MONDAY}) / 7) %% h.every_weeks = 0
          {{whose}}
    ) AS weekly
    WHERE opens < %(until)s AND closes > %(since)s
  UNION ALL
    SELECT h.practitioner_id, h.location_id, lower(h.during), upper(h.during)
    FROM bookings_opening h
    JOIN bookings_location l ON l.id = h.location_id AND l.active
    WHERE h.during && tstzrange(%(since)s, %(until)s)
      AND (%(location)s::bigint IS NULL OR h.location_id = %(location)s::bigint)
      {{whose}}
"""

# Practitioners with an instant of work in [since, until) that nothing closes.
AT_WORK = f"""
WITH block AS ({BLOCKS.format(whose="")}), person AS (
    SELECT practitioner_id, location_id, range_agg(tstzrange(opens, closes)) AS hours
    FROM block GROUP BY 1, 2
)
SELECT DISTINCT practitioner_id FROM person
WHERE NOT isempty(hours * tstzmultirange(tstzrange(%(since)s, %(until)s))
    - coalesce((
        SELECT range_agg(c.during) FROM bookings_closure c
        WHERE c.during && tstzrange(%(since)s, %(until)s) AND c.room_id IS NULL
          AND (c.practitioner_id IS NULL OR c.practitioner_id = person.practitioner_id)
          AND (c.location_id IS NULL OR c.location_id = person.location_id)), '{{}}'))
"""

OPEN = f"""
WITH block AS ({BLOCKS.format(whose="")}), place AS (
    SELECT location_id, range_agg(tstzrange(opens, closes)) AS hours FROM block GROUP BY 1
), open AS (
    SELECT location_id, hours * tstzmultirange(tstzrange(%(since)s, %(until)s))
        - coalesce((
            SELECT range_agg(c.during) FROM bookings_closure c
            WHERE c.during && tstzrange(%(since)s, %(until)s)
              AND c.practitioner_id IS NULL AND c.room_id IS NULL
              AND (c.location_id IS NULL OR c.location_id = place.location_id)), '{{}}') AS hours
    FROM place
)
SELECT location_id, lower(part), upper(part)
FROM open CROSS JOIN LATERAL unnest(hours) AS part ORDER BY 1, 2
"""
