"""Visits ahead that cannot stand: what they need is switched off, shut, or out of the hours."""

import datetime as dt

from django.db import connection
from django.db.models import OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL

from bookings.availability.hours import BLOCKS
from bookings.models import Appointment, Closure, Location, Practitioner, Room, Service
from bookings.models.appointment import AppointmentQuerySet

# From the few closures to their visits, by the index of starts: asked the other way round,
# every visit ahead would look for its closures, on each page of the admin.
_SHUT = """
    SELECT a.id FROM bookings_closure c JOIN bookings_appointment a
      ON lower(a.during) < upper(c.during) AND lower(a.during) > %s
     AND lower(a.during) > lower(c.during) - interval '1 day' AND a.during && c.during
     AND (c.practitioner_id IS NULL OR c.practitioner_id = a.practitioner_id)
     AND (c.location_id IS NULL OR c.location_id = a.location_id)
     AND (c.room_id IS NULL OR c.room_id = a.room_id)
    WHERE upper(c.during) > %s AND NOT a.over_hours AND a.status IN ('pending', 'booked')
"""

# Whose hours became fewer: a trigger knows them. All others' visits were within the hours when
# they were placed, and so they are now; to look at each on every page would take too long.
_FEWER = "ARRAY(SELECT practitioner_id FROM bookings_hourschange)"
# The hours are those of the list of free times, up to the end of the last visit. Two blocks
# that meet count as one: a visit across their seam has somebody at work throughout.
_BLOCKS = (
    BLOCKS.format(whose=f"AND h.practitioner_id = ANY({_FEWER})")
    .replace("%(location)s", "NULL")
    .replace("%(since)s", "(SELECT since FROM edge)")
    .replace("%(until)s", "(SELECT until FROM edge)")
)
_OUTSIDE = f"""
    WITH ahead AS MATERIALIZED (
        SELECT a.id, a.practitioner_id, a.location_id, a.during FROM bookings_appointment a
        WHERE EXISTS (SELECT 1 FROM bookings_hourschange)
          AND a.practitioner_id = ANY({_FEWER}) AND a.blocked && tstzrange(%s, NULL)
          AND lower(a.during) > %s AND NOT a.over_hours AND a.status IN ('pending', 'booked')
    ), edge AS MATERIALIZED (
        SELECT min(lower(during)) AS since, max(upper(during)) AS until FROM ahead
    ), worked AS (
        SELECT practitioner_id, location_id, range_agg(tstzrange(opens, closes)) AS hours
        FROM ({_BLOCKS}) AS block GROUP BY 1, 2
    )
    SELECT ahead.id FROM ahead LEFT JOIN worked USING (practitioner_id, location_id)
    WHERE worked.hours @> ahead.during IS NOT TRUE
"""
# A booking that was under way when the hours changed has ended an hour later, by far.
_SETTLE = f"""
    DELETE FROM bookings_hourschange WHERE at < now() - interval '1 hour'
    AND practitioner_id NOT IN (
        SELECT practitioner_id FROM bookings_appointment WHERE id IN ({_OUTSIDE}))
"""


def closures_of_a_visit() -> QuerySet[Closure]:
    """For a subquery of visits: what is shut at the time of the visit and concerns it."""
    return Closure.objects.filter(
        Q(practitioner__isnull=True) | Q(practitioner=OuterRef("practitioner")),
        Q(location__isnull=True) | Q(location=OuterRef("location")),
        Q(room__isnull=True) | Q(room=OuterRef("room")),
        during__overlap=OuterRef("during"),
    )


def orphaned(now: dt.datetime) -> AppointmentQuerySet:
    """Ahead and still to come; what staff placed past the hours on purpose stands."""
    off = (
        Q(practitioner__in=Practitioner.objects.filter(active=False))
        | Q(service__in=Service.objects.filter(active=False))
        | Q(room__in=Room.objects.filter(active=False))
        | Q(location__in=Location.objects.filter(active=False))
    )
    # The moments go in as parameters.
    shut = RawSQL(_SHUT, [now, now])  # noqa: S611
    outside = RawSQL(_OUTSIDE, [now, now])  # noqa: S611
    return Appointment.objects.upcoming(now).filter(off | Q(pk__in=shut) | Q(pk__in=outside))


def settle_hours(now: dt.datetime) -> int:
    """Look no more at whose visits ahead all lie within the hours again; returns how many."""
    with connection.cursor() as cursor:
        cursor.execute(_SETTLE, [now, now])
        return int(cursor.rowcount)
