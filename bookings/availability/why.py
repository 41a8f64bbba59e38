"""The SQL that says which rules refuse a start: the parts of the list, asked one by one."""

from bookings.availability.statement import LIVE, STATEMENT

# A rule that refuses has `true` or what stands in the way; each is asked of the very part
# that the list takes off, so the two cannot disagree.
WHY = (
    STATEMENT
    + """
SELECT who.id, place.location_id, place.zone, who.minutes, who.before, who.after,
       %(since)s < %(now)s AS past,
       CASE WHEN NOT %(for_staff)s AND %(since)s < limits.notice THEN limits.notice END AS notice,
       CASE WHEN %(since)s < %(not_before)s THEN %(not_before)s::timestamptz END AS not_before,
       CASE WHEN %(since)s >= limits.horizon THEN limits.horizon END AS horizon,
       hours.fits, hours.aligned, hours.opens, hours.closes,
       CASE WHEN shut.starts @> %(since)s::timestamptz THEN closed.reason END AS closed,
       closed.until AS closed_until, closed.whose AS closed_whose,
       filled.starts @> %(since)s::timestamptz AS filled,
       CASE WHEN busy.starts @> %(since)s::timestamptz THEN theirs.during END AS busy,
       theirs.blocked AS busy_blocked, theirs.held AS busy_held,
       CASE WHEN own.starts @> %(since)s::timestamptz THEN patients.during END AS own,
       who.needs_room AND NOT coalesce(rooms.starts @> %(since)s::timestamptz, false) AS no_room,
       (SELECT count(*) FROM bookings_room r WHERE r.active
           AND r.location_id = place.location_id AND r.features @> who.room_features) AS fitting,
       who.room_features,
       (SELECT r.id FROM bookings_room r
        LEFT JOIN room_free f ON f.room_id = r.id AND f.practitioner_id = who.id
        WHERE who.needs_room AND r.active AND r.location_id = place.location_id
          AND r.features @> who.room_features
        ORDER BY coalesce(f.starts @> %(since)s::timestamptz, false) DESC,
                 cardinality(r.features), r.id
        LIMIT 1) AS room
FROM who
JOIN limits USING (service_id)
CROSS JOIN place
LEFT JOIN shut ON shut.practitioner_id = who.id AND shut.location_id = place.location_id
LEFT JOIN filled ON filled.practitioner_id = who.id AND filled.location_id = place.location_id
LEFT JOIN busy ON busy.practitioner_id = who.id
LEFT JOIN own ON own.practitioner_id = who.id
LEFT JOIN rooms ON rooms.practitioner_id = who.id AND rooms.location_id = place.location_id
LEFT JOIN LATERAL (
    SELECT coalesce(bool_or(fits), false) AS fits,
           coalesce(bool_or(fits AND mod(extract(epoch FROM %(since)s - b.opens),
                                         extract(epoch FROM who.grid)) = 0), false) AS aligned,
           min(b.opens) FILTER (WHERE today) AS opens, max(b.closes) FILTER (WHERE today) AS closes
    FROM block b CROSS JOIN LATERAL (
        SELECT b.opens <= %(since)s AND %(since)s <= b.closes - who.length AS fits,
               (b.opens AT TIME ZONE place.zone)::date
                   = (%(since)s AT TIME ZONE place.zone)::date AS today
    ) AS it
    WHERE b.practitioner_id = who.id AND b.location_id = place.location_id
) AS hours ON true
LEFT JOIN LATERAL (
    SELECT c.reason, upper(c.during) AS until,
           CASE WHEN c.practitioner_id IS NOT NULL THEN 'practitioner'
                WHEN c.location_id IS NOT NULL THEN 'location' ELSE 'clinic' END AS whose
    FROM bookings_closure c
    WHERE c.room_id IS NULL AND c.during && tstzrange(%(since)s, %(since)s + who.length)
      AND (c.practitioner_id IS NULL OR c.practitioner_id = who.id)
      AND (c.location_id IS NULL OR c.location_id = place.location_id)
    ORDER BY lower(c.during) LIMIT 1
) AS closed ON true
LEFT JOIN LATERAL (
    SELECT a.during, a.blocked, a.held_until AS held FROM bookings_appointment a
    WHERE a.practitioner_id = who.id
      AND a.blocked && tstzrange(%(since)s - who.before, %(since)s + who.length + who.after)
      AND """
    + LIVE
    + """
    ORDER BY lower(a.during) LIMIT 1
) AS theirs ON true
LEFT JOIN LATERAL (
    SELECT a.during FROM bookings_appointment a
    WHERE a.patient_id = %(patient)s::int
      AND a.during && tstzrange(%(since)s, %(since)s + who.length)
      AND """
    + LIVE
    + """
    ORDER BY lower(a.during) LIMIT 1
) AS patients ON true
ORDER BY who.id, place.location_id
"""
)
