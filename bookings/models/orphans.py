"""Visits ahead that cannot stand: what they need is switched off, or shut at that time."""

import datetime as dt

from django.db.models import Exists, OuterRef, Q, QuerySet

from bookings.models.appointment import Appointment, AppointmentQuerySet
from bookings.models.diary import Closure

_SWITCHED_OFF = (
    Q(practitioner__active=False)
    | Q(service__active=False)
    | Q(room__active=False)
    | Q(location__active=False)
)


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
    shut = Q(Exists(closures_of_a_visit()), over_hours=False)
    return Appointment.objects.upcoming(now).filter(_SWITCHED_OFF | shut)
