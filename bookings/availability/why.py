"""The SQL that says which rules refuse a start: the parts of the list, asked one by one."""

from bookings.availability.statement import LIVE, STATEMENT

# A rule that refuses has `true` or what stands in the way; each is asked of the very part
# that the list takes off, so the two cannot disagree.
WHY = (
    STATEMENT
    + f"""
, near AS MATERIALIZED (
    SELECT a.practitioner_id, a.patient_id, a.during, a.blocked, a.held_until
    FROM bookings_appointment a
    WHERE (a.practitioner_id IN (SELECT practitioner_id FROM who)
           OR a.patient_id = %(patient)s::int)
      AND a.blocked && tstzrange(%(since)s, %(until)s) AND {LIVE}
)
SELECT who.practitioner_id, place.location_id, place.zone, who.minutes, who.before, who.after,
       %(start)s < %(now)s AS past,
       CASE WHEN NOT %(for_staff)s AND %(start)s < limits.notice THEN limits.notice END AS notice,
       CASE WHEN %(start)s < %(not_before)s THEN %(not_before)s::timestamptz END AS not_before,
       CASE WHEN %(start)s >= limits.horizon THEN limits.horizon END AS horizon,
       hours.fits, hours.aligned, hours.opens, hours.closes,
       CASE WHEN shut.starts @> %(start)s::timestamptz THEN closed.reason END AS closed,
       closed.until AS closed_until, closed.whose AS closed_whose,
       filled.starts @> %(start)s::timestamptz AS filled,
       CASE WHEN busy.starts @> %(start)s::timestamptz THEN theirs.during END AS busy,
       theirs.blocked AS busy_blocked, theirs.held AS busy_held,
       CASE WHEN own.starts @> %(start)s::timestamptz THEN patients.during END AS own,
       who.needs_room AND NOT coalesce(rooms.starts @> %(start)s::timestamptz, false) AS no_room,
       (SELECT count(*) FROM bookings_room r WHERE r.active
           AND r.location_id = place.location_id AND r.features @> who.room_features
           AND (%(room)s::int IS NULL OR r.id = %(room)s::int)) AS fitting,
       who.room_features,
       (SELECT r.id FROM bookings_room r
        LEFT JOIN room_free f ON f.room_id = r.id AND f.length = who.length
        WHERE who.needs_room AND r.active AND r.location_id = place.location_id
          AND r.features @> who.room_features
          AND (%(room)s::int IS NULL OR r.id = %(room)s::int)
        ORDER BY coalesce(f.starts @> %(start)s::timestamptz, false) DESC,
                 cardinality(r.features), r.id
        LIMIT 1) AS room
FROM who
JOIN limits USING (service_id)
CROSS JOIN place
LEFT JOIN shut USING (practitioner_id, service_id, location_id)
LEFT JOIN filled USING (practitioner_id, service_id, location_id)
LEFT JOIN busy USING (practitioner_id, service_id)
LEFT JOIN own USING (practitioner_id, service_id)
LEFT JOIN rooms USING (service_id, location_id, length)
LEFT JOIN LATERAL (
    SELECT coalesce(bool_or(fits), false) AS fits,
           coalesce(bool_or(fits AND mod(extract(epoch FROM %(start)s - b.opens),
                                         extract(epoch FROM who.grid)) = 0), false) AS aligned,
           min(b.opens) FILTER (WHERE today) AS opens, max(b.closes) FILTER (WHERE today) AS closes
    FROM block b CROSS JOIN LATERAL (
        SELECT b.opens <= %(start)s AND %(start)s <= b.closes - who.length AS fits,
               (b.opens AT TIME ZONE place.zone)::date
                   = (%(start)s AT TIME ZONE place.zone)::date AS today
    ) AS it
    WHERE b.practitioner_id = who.practitioner_id AND b.location_id = place.location_id
) AS hours ON true
LEFT JOIN LATERAL (
    SELECT c.reason, upper(c.during) AS until,
           CASE WHEN c.practitioner_id IS NOT NULL THEN 'practitioner'
                WHEN c.location_id IS NOT NULL THEN 'location' ELSE 'clinic' END AS whose
    FROM bookings_closure c
    WHERE c.room_id IS NULL AND c.during && tstzrange(%(start)s, %(start)s + who.length)
      AND (c.practitioner_id IS NULL OR c.practitioner_id = who.practitioner_id)
      AND (c.location_id IS NULL OR c.location_id = place.location_id)
    ORDER BY lower(c.during) LIMIT 1
) AS closed ON true
LEFT JOIN LATERAL (
    SELECT near.during, near.blocked, near.held_until AS held FROM near
    WHERE near.practitioner_id = who.practitioner_id
      AND near.blocked && tstzrange(%(start)s - who.before, %(start)s + who.length + who.after)
    ORDER BY near.during LIMIT 1
) AS theirs ON true
LEFT JOIN LATERAL (
    SELECT near.during FROM near
    WHERE near.patient_id = %(patient)s::int
      AND near.during && tstzrange(%(start)s, %(start)s + who.length)
    ORDER BY near.during LIMIT 1
) AS patients ON true
ORDER BY who.practitioner_id, place.location_id
"""
)
