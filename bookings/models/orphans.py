"""Visits ahead that cannot stand: what they need is switched off, or shut at that time."""

import datetime as dt

from django.db.models import OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL

from bookings.models.appointment import Appointment, AppointmentQuerySet
from bookings.models.clinic import Location, Room
from bookings.models.diary import Closure
from bookings.models.offer import Practitioner, Service

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
    # The moment goes in as a parameter.
    shut = RawSQL(_SHUT, [now, now])  # noqa: S611
    return Appointment.objects.upcoming(now).filter(off | Q(pk__in=shut))
