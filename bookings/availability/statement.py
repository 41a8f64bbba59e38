"""The SQL of availability; every instant is UTC, every local time the location's own."""

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

# MATERIALIZED: each is worked out once. Inlined, the planner, which expects one row, works
# it out again for every block (70 ms in place of 7 for five services and a fortnight).
STATEMENT = (
    """
WITH asked AS (
    SELECT tstzrange(%(since)s - %(reach)s, %(until)s + %(reach)s) AS wide
), limits AS (
    SELECT id AS service_id,
           greatest(%(since)s, %(not_before)s, CASE WHEN %(for_staff)s THEN %(now)s
               ELSE %(now)s + make_interval(mins => min_notice_minutes) END) AS earliest,
           least(%(until)s, CASE WHEN %(for_staff)s THEN NULL
               ELSE %(now)s + make_interval(days => horizon_days) END) AS latest
    FROM bookings_service WHERE active AND id = ANY(%(services)s)
), who AS (
    SELECT p.id, o.service_id,
           tstzrange(earliest, greatest(earliest, latest)) AS span,
           make_interval(mins => s.buffer_before) AS before,
           make_interval(mins => s.buffer_after) AS after,
           make_interval(mins => s.grid_minutes) AS grid,
           make_interval(mins => coalesce(o.minutes, s.minutes) + %(extra)s) AS length,
           coalesce(o.minutes, s.minutes) + %(extra)s AS minutes,
           s.needs_room, s.room_features
    FROM bookings_practitioner p
    JOIN bookings_offer o ON o.practitioner_id = p.id
    JOIN bookings_service s ON s.id = o.service_id
    JOIN limits ON limits.service_id = o.service_id
    WHERE p.active
      AND (%(practitioner)s::int IS NULL OR p.id = %(practitioner)s::int)
      AND (NOT %(senior)s OR p.senior)
), block AS (
"""
    + WEEKLY
    + """      AND h.practitioner_id IN (SELECT id FROM who)
  UNION ALL
    SELECT o.practitioner_id, o.location_id, lower(o.during), upper(o.during)
    FROM asked
    JOIN bookings_opening o ON o.during && wide
    JOIN bookings_location l ON l.id = o.location_id AND l.active
    WHERE o.practitioner_id IN (SELECT id FROM who)
      AND (%(location)s::bigint IS NULL OR o.location_id = %(location)s::bigint)
), busy AS MATERIALIZED (
    SELECT who.id AS practitioner_id, who.service_id,
           range_agg(tstzrange(lower(a.blocked) - length - after,
                               upper(a.blocked) + before, '()')) AS starts
    FROM who CROSS JOIN asked
    JOIN bookings_appointment a ON a.practitioner_id = who.id AND a.blocked && wide
    WHERE a.takes_time AND a.id <> %(ignoring)s
    GROUP BY 1, 2
), shut AS MATERIALIZED (
    SELECT who.id AS practitioner_id, who.service_id, place.location_id,
           range_agg(tstzrange(lower(c.during) - length, upper(c.during), '()')) AS starts
    FROM who CROSS JOIN asked
    CROSS JOIN (SELECT DISTINCT location_id FROM block) AS place
    JOIN bookings_closure c ON c.during && wide AND c.room_id IS NULL
     AND (c.practitioner_id IS NULL OR c.practitioner_id = who.id)
     AND (c.location_id IS NULL OR c.location_id = place.location_id)
    GROUP BY 1, 2, 3
), own AS MATERIALIZED (
    SELECT who.id AS practitioner_id, who.service_id,
           range_agg(tstzrange(lower(a.during) - length, upper(a.during), '()')) AS starts
    FROM who CROSS JOIN asked
    JOIN bookings_appointment a ON a.patient_id = %(patient)s::int AND a.during && wide
    WHERE a.takes_time AND a.id <> %(ignoring)s
    GROUP BY 1, 2
), room_free AS (
    SELECT room.location_id, who.id AS practitioner_id, who.service_id,
           tstzmultirange(wide) - coalesce((
               SELECT range_agg(taken.starts) FROM (
                   SELECT tstzrange(lower(a.blocked) - length - after,
                                    upper(a.blocked) + before, '()') AS starts
                   FROM bookings_appointment a
                   WHERE a.room_id = room.id AND a.blocked && wide
                     AND a.takes_time AND a.id <> %(ignoring)s
                 UNION ALL
                   SELECT tstzrange(lower(c.during) - length, upper(c.during), '()')
                   FROM bookings_closure c
                   WHERE c.room_id = room.id AND c.during && wide
               ) AS taken), '{}') AS starts
    FROM who CROSS JOIN asked
    JOIN bookings_room room ON room.active AND room.features @> who.room_features
     AND (%(room)s::int IS NULL OR room.id = %(room)s::int)
     AND room.location_id IN (SELECT location_id FROM block)
    WHERE who.needs_room
), rooms AS MATERIALIZED (
    SELECT location_id, practitioner_id, service_id,
           range_agg(part) AS starts
    FROM room_free CROSS JOIN LATERAL unnest(starts) AS part
    GROUP BY 1, 2, 3
), free AS (
    SELECT block.practitioner_id, block.location_id, who.service_id, who.minutes, who.grid,
           block.opens,
           tstzmultirange(tstzrange(block.opens, block.closes - who.length, '[]'))
               * tstzmultirange(who.span)
               * CASE WHEN who.needs_room THEN coalesce(rooms.starts, '{}')
                      ELSE tstzmultirange(wide) END
               - coalesce(busy.starts, '{}') - coalesce(shut.starts, '{}')
               - coalesce(own.starts, '{}') AS starts
    FROM asked CROSS JOIN block
    JOIN who ON who.id = block.practitioner_id
    LEFT JOIN busy ON busy.practitioner_id = who.id AND busy.service_id = who.service_id
    LEFT JOIN own ON own.practitioner_id = who.id AND own.service_id = who.service_id
    LEFT JOIN shut ON shut.practitioner_id = who.id AND shut.service_id = who.service_id
                  AND shut.location_id = block.location_id
    LEFT JOIN rooms ON rooms.practitioner_id = who.id AND rooms.service_id = who.service_id
                   AND rooms.location_id = block.location_id
    WHERE block.closes - who.length >= block.opens
), cut AS (
    SELECT free.service_id, at AS start, practitioner_id, location_id, minutes
    FROM free CROSS JOIN LATERAL unnest(starts) AS part
    CROSS JOIN LATERAL generate_series(
        opens + grid * ceil(extract(epoch FROM lower(part) - opens)
                            / extract(epoch FROM grid))::int,
        upper(part), grid) AS at
    WHERE at <@ part
)
"""
)

LIST = (
    STATEMENT
    + """
SELECT DISTINCT start, practitioner_id, location_id, minutes FROM cut
ORDER BY start, practitioner_id, location_id LIMIT %(limit)s
"""
)

NEXT_BY_SERVICE = (
    STATEMENT
    + """
SELECT DISTINCT ON (service_id) service_id, start, practitioner_id, location_id, minutes
FROM cut ORDER BY service_id, start, practitioner_id, location_id
"""
)

OPEN = (
    """
WITH asked AS (
    SELECT tstzrange(%(since)s - %(reach)s, %(until)s + %(reach)s) AS wide
), block AS (
"""
    + WEEKLY
    + """
  UNION ALL
    SELECT o.practitioner_id, o.location_id, lower(o.during), upper(o.during)
    FROM asked JOIN bookings_opening o ON o.during && wide
    WHERE (%(location)s::bigint IS NULL OR o.location_id = %(location)s::bigint)
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
