"""The SQL of free starts: the parts, and what is asked of them.

It works in the space of starts, with multiranges. A block of hours allows the starts
from its beginning to its end less the visit's length. A busy stretch [a, b) forbids
those in (a - length - after, b + before): buffers of two neighbours add up. The rooms
of a location are united, then intersected with the practitioner's starts, and what is
left is cut on the service's grid, counted from the block's beginning.
"""

from bookings.availability.hours import OPENINGS, WEEKLY

# What takes time now: a hold that has lapsed counts no more, the visit that moves does not.
LIVE = """
    a.takes_time AND a.id <> %(ignoring)s AND (a.held_until IS NULL OR a.held_until > %(now)s)
"""

# MATERIALIZED: each is worked out once. Inlined, the planner, which expects one row, works
# it out again for every block (70 ms in place of 7 for five services and a fortnight).
STATEMENT = (
    """
WITH asked AS (
    SELECT tstzrange(%(since)s - %(reach)s, %(until)s + %(reach)s) AS wide
), limits AS (
    SELECT id AS service_id,
           CASE WHEN %(for_staff)s THEN %(now)s
                ELSE %(now)s + make_interval(mins => min_notice_minutes) END AS notice,
           CASE WHEN NOT %(for_staff)s
                THEN %(now)s + make_interval(days => horizon_days) END AS horizon
    FROM bookings_service WHERE active AND id = ANY(%(services)s)
), who AS (
    SELECT p.id, o.service_id,
           tstzrange(greatest(%(since)s, %(not_before)s, notice),
                     greatest(%(since)s, %(not_before)s, notice, least(%(until)s, horizon))
           ) AS span,
           make_interval(mins => s.buffer_before) AS before,
           make_interval(mins => s.buffer_after) AS after,
           make_interval(mins => s.grid_minutes) AS grid,
           make_interval(mins => coalesce(o.minutes, s.minutes) + %(extra)s) AS length,
           coalesce(o.minutes, s.minutes) + %(extra)s AS minutes,
           s.needs_room, s.room_features,
           p.most_a_day AS most, o.most_a_day AS most_of_it
    FROM bookings_practitioner p
    JOIN bookings_offer o ON o.practitioner_id = p.id
    JOIN bookings_service s ON s.id = o.service_id
    JOIN limits ON limits.service_id = o.service_id
    WHERE p.active
      AND (%(practitioners)s::int[] IS NULL OR p.id = ANY(%(practitioners)s::int[]))
      AND (NOT %(senior)s OR p.senior)
), block AS (
"""
    + WEEKLY
    + "      AND h.practitioner_id IN (SELECT id FROM who)\n  UNION ALL"
    + OPENINGS
    + """      AND o.practitioner_id IN (SELECT id FROM who)
), place AS MATERIALIZED (
    SELECT l.id AS location_id, l.zone FROM bookings_location l
    WHERE l.id = %(location)s::bigint OR l.id IN (SELECT location_id FROM block)
), busy AS MATERIALIZED (
    SELECT who.id AS practitioner_id, who.service_id,
           range_agg(tstzrange(lower(a.blocked) - length - after,
                               upper(a.blocked) + before, '()')) AS starts
    FROM who CROSS JOIN asked
    JOIN bookings_appointment a ON a.practitioner_id = who.id AND a.blocked && wide
    WHERE """
    + LIVE
    + """
    GROUP BY 1, 2
), shut AS MATERIALIZED (
    SELECT who.id AS practitioner_id, who.service_id, place.location_id,
           range_agg(tstzrange(lower(c.during) - length, upper(c.during), '()')) AS starts
    FROM who CROSS JOIN asked CROSS JOIN place
    JOIN bookings_closure c ON c.during && wide AND c.room_id IS NULL
     AND (c.practitioner_id IS NULL OR c.practitioner_id = who.id)
     AND (c.location_id IS NULL OR c.location_id = place.location_id)
    GROUP BY 1, 2, 3
), own AS MATERIALIZED (
    SELECT who.id AS practitioner_id, who.service_id,
           range_agg(tstzrange(lower(a.during) - length, upper(a.during), '()')) AS starts
    FROM who CROSS JOIN asked
    JOIN bookings_appointment a ON a.patient_id = %(patient)s::int AND a.during && wide
    WHERE """
    + LIVE
    + """
    GROUP BY 1, 2
), days AS MATERIALIZED (
    SELECT who.id AS practitioner_id, who.service_id, place.location_id, place.zone,
           (lower(a.during) AT TIME ZONE place.zone)::date AS day
    FROM who CROSS JOIN asked CROSS JOIN place
    JOIN bookings_appointment a ON a.practitioner_id = who.id AND a.blocked && wide
    WHERE (most IS NOT NULL OR most_of_it IS NOT NULL) AND """
    + LIVE
    + """
    GROUP BY 1, 2, 3, 4, 5, most, most_of_it
    HAVING count(*) >= most OR count(*) FILTER (WHERE a.service_id = who.service_id) >= most_of_it
), filled AS MATERIALIZED (
    SELECT practitioner_id, service_id, location_id,
           range_agg(tstzrange(day::timestamp AT TIME ZONE zone,
                               (day + 1)::timestamp AT TIME ZONE zone)) AS starts
    FROM days GROUP BY 1, 2, 3
), room_free AS MATERIALIZED (
    SELECT room.id AS room_id, room.location_id, who.id AS practitioner_id, who.service_id,
           tstzmultirange(wide) - coalesce((
               SELECT range_agg(taken.starts) FROM (
                   SELECT tstzrange(lower(a.blocked) - length - after,
                                    upper(a.blocked) + before, '()') AS starts
                   FROM bookings_appointment a
                   WHERE a.room_id = room.id AND a.blocked && wide AND """
    + LIVE
    + """
                 UNION ALL
                   SELECT tstzrange(lower(c.during) - length, upper(c.during), '()')
                   FROM bookings_closure c
                   WHERE c.room_id = room.id AND c.during && wide
               ) AS taken), '{}') AS starts
    FROM who CROSS JOIN asked
    JOIN bookings_room room ON room.active AND room.features @> who.room_features
     AND (%(room)s::int IS NULL OR room.id = %(room)s::int)
     AND room.location_id IN (SELECT location_id FROM place)
    WHERE who.needs_room
), rooms AS MATERIALIZED (
    SELECT location_id, practitioner_id, service_id, range_agg(part) AS starts
    FROM room_free CROSS JOIN LATERAL unnest(starts) AS part
    GROUP BY 1, 2, 3
)
"""
)

_CUT = """
, free AS (
    SELECT block.practitioner_id, block.location_id, who.service_id, who.minutes, who.grid,
           block.opens,
           tstzmultirange(tstzrange(block.opens, block.closes - who.length, '[]'))
               * tstzmultirange(who.span)
               * CASE WHEN who.needs_room THEN coalesce(rooms.starts, '{}')
                      ELSE tstzmultirange(wide) END
               - coalesce(busy.starts, '{}') - coalesce(shut.starts, '{}')
               - coalesce(own.starts, '{}') - coalesce(filled.starts, '{}') AS starts
    FROM asked CROSS JOIN block
    JOIN who ON who.id = block.practitioner_id
    LEFT JOIN busy ON busy.practitioner_id = who.id AND busy.service_id = who.service_id
    LEFT JOIN own ON own.practitioner_id = who.id AND own.service_id = who.service_id
    LEFT JOIN shut ON shut.practitioner_id = who.id AND shut.service_id = who.service_id
                  AND shut.location_id = block.location_id
    LEFT JOIN filled ON filled.practitioner_id = who.id AND filled.service_id = who.service_id
                    AND filled.location_id = block.location_id
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

LIST = (
    STATEMENT
    + _CUT
    + """
SELECT DISTINCT start, practitioner_id, location_id, minutes FROM cut
ORDER BY start, practitioner_id, location_id LIMIT %(limit)s
"""
)

NEXT_BY_SERVICE = (
    STATEMENT
    + _CUT
    + """
SELECT DISTINCT ON (service_id) service_id, start, practitioner_id, location_id, minutes
FROM cut ORDER BY service_id, start, practitioner_id, location_id
"""
)

# Of one start: who could take it, and in which room, the plainest first, so that a special
# one stays free. Without need of a room there is one row with none.
PLACES = (
    STATEMENT
    + _CUT
    + """
SELECT DISTINCT practitioner_id, minutes, room.id, cardinality(room.features)
FROM cut
LEFT JOIN room_free USING (practitioner_id, location_id, service_id)
LEFT JOIN bookings_room room ON room.id = room_free.room_id
WHERE room_free.starts IS NULL OR room_free.starts @> start
ORDER BY practitioner_id, cardinality(room.features), room.id
"""
)
