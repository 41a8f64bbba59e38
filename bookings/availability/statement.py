"""The SQL of free starts: the parts, and what is asked of them.

It works in the space of starts, with multiranges. A block of hours allows the starts
from its beginning to its end less the visit's length. A busy stretch [a, b) forbids
those in (a - length - after, b + before): buffers of two neighbours add up. The rooms
of a location are united, then intersected with the practitioner's starts, and what is
left is cut on the service's grid, counted from the block's beginning.

Each range is gathered as far around [since, until) as it can reach in, and no farther.
"""

from bookings.availability.hours import BLOCKS

# What takes time now: a hold that has lapsed counts no more, the visit that moves does not.
LIVE = """
    a.takes_time AND a.id <> %(ignoring)s AND (a.held_until IS NULL OR a.held_until > %(now)s)
"""

# Who offers it, and from when to when they may be asked for.
_WHO = """
WITH limits AS (
    SELECT id AS service_id,
           CASE WHEN %(for_staff)s THEN %(now)s
                ELSE %(now)s + make_interval(mins => min_notice_minutes) END AS notice,
           CASE WHEN NOT %(for_staff)s
                THEN %(now)s + make_interval(days => horizon_days) END AS horizon
    FROM bookings_service WHERE active AND id = ANY(%(services)s)
), who AS MATERIALIZED (
    SELECT practitioner_id, service_id, span, before, after, grid, length, minutes,
           needs_room, room_features, most, most_of_it,
           tstzrange(%(since)s - before, %(until)s + length + after) AS reach
    FROM (
        SELECT p.id AS practitioner_id, o.service_id,
               tstzrange(greatest(%(since)s, %(not_before)s, notice),
                         greatest(%(since)s, %(not_before)s, notice,
                                  least(%(until)s, horizon))) AS span,
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
    ) AS offered
)
"""

# Where and when they work.
_PLACE = f"""
, block AS MATERIALIZED (
    {BLOCKS.format(whose="AND h.practitioner_id IN (SELECT practitioner_id FROM who)")}
), place AS MATERIALIZED (
    SELECT l.id AS location_id, l.zone FROM bookings_location l
    WHERE l.id = %(location)s::bigint OR l.id IN (SELECT location_id FROM block)
)
"""

# What each of them cannot start because of other visits, closures, and full days.
_TAKEN = f"""
, busy AS MATERIALIZED (
    SELECT who.practitioner_id, who.service_id,
           range_agg(tstzrange(lower(a.blocked) - length - after,
                               upper(a.blocked) + before, '()')) AS starts
    FROM who
    JOIN bookings_appointment a ON a.practitioner_id = who.practitioner_id AND a.blocked && reach
    WHERE {LIVE}
    GROUP BY 1, 2
), shut AS MATERIALIZED (
    SELECT who.practitioner_id, who.service_id, place.location_id,
           range_agg(tstzrange(lower(c.during) - length, upper(c.during), '()')) AS starts
    FROM who CROSS JOIN place
    JOIN bookings_closure c ON c.during && reach AND c.room_id IS NULL
     AND (c.practitioner_id IS NULL OR c.practitioner_id = who.practitioner_id)
     AND (c.location_id IS NULL OR c.location_id = place.location_id)
    GROUP BY 1, 2, 3
), own AS MATERIALIZED (
    SELECT who.practitioner_id, who.service_id,
           range_agg(tstzrange(lower(a.during) - length, upper(a.during), '()')) AS starts
    FROM who
    JOIN bookings_appointment a ON a.patient_id = %(patient)s::int AND a.during && reach
    WHERE {LIVE}
    GROUP BY 1, 2
), days AS MATERIALIZED (
    SELECT who.practitioner_id, who.service_id, place.location_id, place.zone,
           (lower(a.during) AT TIME ZONE place.zone)::date AS day
    FROM who CROSS JOIN place
    JOIN bookings_appointment a ON a.practitioner_id = who.practitioner_id
     AND a.blocked && tstzrange(%(since)s - %(day)s, %(until)s + %(day)s)
    WHERE (most IS NOT NULL OR most_of_it IS NOT NULL) AND {LIVE}
    GROUP BY 1, 2, 3, 4, 5, most, most_of_it
    HAVING count(*) >= most OR count(*) FILTER (WHERE a.service_id = who.service_id) >= most_of_it
), filled AS MATERIALIZED (
    SELECT practitioner_id, service_id, location_id,
           range_agg(tstzrange(day::timestamp AT TIME ZONE zone,
                               (day + 1)::timestamp AT TIME ZONE zone)) AS starts
    FROM days GROUP BY 1, 2, 3
)
"""

# Rooms know only of lengths: they are worked out once for all whose visit takes the same.
_ROOMS = f"""
, shape AS MATERIALIZED (
    SELECT DISTINCT service_id, length, before, after, room_features, reach
    FROM who WHERE needs_room
), room_free AS MATERIALIZED (
    SELECT room.id AS room_id, room.location_id, shape.service_id, shape.length,
           tstzmultirange(reach) - coalesce((
               SELECT range_agg(taken.starts) FROM (
                   SELECT tstzrange(lower(a.blocked) - length - after,
                                    upper(a.blocked) + before, '()') AS starts
                   FROM bookings_appointment a
                   WHERE a.room_id = room.id AND a.blocked && reach AND {LIVE}
                 UNION ALL
                   SELECT tstzrange(lower(c.during) - length, upper(c.during), '()')
                   FROM bookings_closure c
                   WHERE c.room_id = room.id AND c.during && reach
               ) AS taken), '{{}}') AS starts
    FROM shape
    JOIN bookings_room room ON room.active AND room.features @> shape.room_features
     AND (%(room)s::int IS NULL OR room.id = %(room)s::int)
     AND room.location_id IN (SELECT location_id FROM place)
), rooms AS MATERIALIZED (
    SELECT location_id, service_id, length, range_agg(starts) AS starts
    FROM room_free GROUP BY 1, 2, 3
)
"""

STATEMENT = _WHO + _PLACE + _TAKEN + _ROOMS

# Taken off once for all blocks of somebody at a place; then each block is cut on its own grid.
CUT = """
, allowed AS MATERIALIZED (
    SELECT practitioner_id, block.location_id, who.service_id, block.opens,
           tstzrange(block.opens, block.closes - who.length, '[]') AS starts
    FROM block JOIN who USING (practitioner_id)
    WHERE block.closes - who.length >= block.opens
), free AS MATERIALIZED (
    SELECT practitioner_id, worked.location_id, service_id, who.minutes, who.grid,
           (worked.starts * tstzmultirange(who.span)
               * CASE WHEN who.needs_room THEN coalesce(rooms.starts, '{}')
                      ELSE tstzmultirange(who.span) END)
               - coalesce(busy.starts, '{}') - coalesce(shut.starts, '{}')
               - coalesce(own.starts, '{}') - coalesce(filled.starts, '{}') AS starts
    FROM (
        SELECT practitioner_id, location_id, service_id, range_agg(starts) AS starts
        FROM allowed GROUP BY 1, 2, 3
    ) AS worked
    JOIN who USING (practitioner_id, service_id)
    LEFT JOIN busy USING (practitioner_id, service_id)
    LEFT JOIN own USING (practitioner_id, service_id)
    LEFT JOIN shut USING (practitioner_id, service_id, location_id)
    LEFT JOIN filled USING (practitioner_id, service_id, location_id)
    LEFT JOIN rooms USING (service_id, location_id, length)
), piece AS MATERIALIZED (
    SELECT free.*, allowed.opens, free.starts * tstzmultirange(allowed.starts) AS parts
    FROM free JOIN allowed USING (practitioner_id, location_id, service_id)
), cut AS (
    SELECT service_id, at AS start, practitioner_id, location_id, minutes
    FROM piece CROSS JOIN LATERAL unnest(parts) AS part
    CROSS JOIN LATERAL generate_series(
        opens + grid * ceil(extract(epoch FROM lower(part) - opens)
                            / extract(epoch FROM grid))::int,
        upper(part), grid) AS at
    WHERE at <@ part
)
"""

LIST = (
    STATEMENT
    + CUT
    + """
SELECT DISTINCT start, practitioner_id, location_id, minutes FROM cut
ORDER BY start, practitioner_id, location_id LIMIT %(limit)s
"""
)

# Of several days far apart: only what lies in one of the windows.
LIST_WITHIN = (
    STATEMENT
    + CUT
    + """
SELECT DISTINCT start, practitioner_id, location_id, minutes FROM cut
WHERE start <@ %(windows)s::tstzmultirange
ORDER BY start, practitioner_id, location_id
"""
)

NEXT_BY_SERVICE = (
    STATEMENT
    + CUT
    + """
SELECT DISTINCT ON (service_id) service_id, start, practitioner_id, location_id, minutes
FROM cut ORDER BY service_id, start, practitioner_id, location_id
"""
)

# Of one start: who could take it, and in which room, the plainest first, so that a special
# one stays free. Without need of a room there is one row with none.
PLACES = (
    STATEMENT
    + CUT
    + """
SELECT DISTINCT cut.practitioner_id, cut.minutes, room.id, cardinality(room.features)
FROM cut
LEFT JOIN room_free ON room_free.location_id = cut.location_id
    AND room_free.service_id = cut.service_id
    AND room_free.length = make_interval(mins => cut.minutes)
LEFT JOIN bookings_room room ON room.id = room_free.room_id
WHERE room_free.starts IS NULL OR room_free.starts @> start
ORDER BY 1, 4, 3
"""
)

# The same of several starts at once.
PLACES_OF_EACH = (
    STATEMENT
    + CUT
    + """
SELECT DISTINCT start, cut.practitioner_id, cut.minutes, room.id, cardinality(room.features)
FROM cut
LEFT JOIN room_free ON room_free.location_id = cut.location_id
    AND room_free.service_id = cut.service_id
    AND room_free.length = make_interval(mins => cut.minutes)
LEFT JOIN bookings_room room ON room.id = room_free.room_id
WHERE start <@ %(windows)s::tstzmultirange
  AND (room_free.starts IS NULL OR room_free.starts @> start)
ORDER BY 1, 2, 5, 4
"""
)
