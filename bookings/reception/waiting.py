"""Visits ahead that somebody has to do something about: orphans, and screenings not done."""

import datetime as dt
from typing import Any

from django.db.models import (
    DateField,
    DateTimeField,
    DurationField,
    ExpressionWrapper,
    F,
    Func,
    OuterRef,
    Q,
    Subquery,
    Value,
)
from django.db.models.functions import Cast, Coalesce

from bookings.availability.orphans import closures_of_a_visit, orphaned
from bookings.models import CallAttempt, Clinic
from bookings.models.appointment import AppointmentQuerySet
from bookings.reception.queries import visits

# Tomorrow ends at most two days from now, and an hour more when the clocks go back.
_TOMORROW_ENDS = dt.timedelta(days=2, hours=2)


def _day_there(moment: Any) -> Cast:
    """The day of a moment by the clock of the visit's location."""
    there = Func(F("location__zone"), moment, function="timezone", output_field=DateTimeField())
    return Cast(there, DateField())


def screenings_missing(now: dt.datetime) -> AppointmentQuerySet:
    """Visits of tomorrow, by their location's day, whose health answers do not count."""
    days = Subquery(Clinic.objects.values("screening_valid_days")[:1])
    valid = ExpressionWrapper(days * Value(dt.timedelta(days=1)), output_field=DurationField())
    soon = visits().upcoming(now).filter(during__startswith__lt=now + _TOMORROW_ENDS)
    asked = soon.annotate(
        day=_day_there(F("during__startswith")),
        tomorrow=_day_there(Value(now + dt.timedelta(days=1), DateTimeField())),
        count_until=ExpressionWrapper(
            F("assessment__created_at") + valid, output_field=DateTimeField()
        ),
        again_from=_day_there(F("patient__ask_again_since")),
        answered=Coalesce("assessment__answered_on", "assessment__on"),
    )
    missing = (
        Q(assessment__isnull=True)
        | Q(count_until__lte=F("during__startswith"))
        | Q(patient__ask_again_since__gte=F("assessment__created_at"))
        | Q(again_from__gt=F("answered"))
    )
    return asked.filter(missing, day=F("tomorrow")).order_by("during")


def orphans(now: dt.datetime) -> AppointmentQuerySet:
    """Visits ahead that cannot stand, in order of time; two queries with what was tried.

    `closed` is the reason of a closure, `tried` and `tried_at` are the last call.
    """
    calls = CallAttempt.objects.filter(appointment=OuterRef("pk"))
    rows = visits().filter(pk__in=orphaned(now).values("pk"))
    rows = rows.prefetch_related("patient__related_persons")
    return rows.annotate(
        closed=Subquery(closures_of_a_visit().values("reason")[:1]),
        tried=Subquery(calls.values("how")[:1]),
        tried_at=Subquery(calls.values("at")[:1]),
    ).order_by("during")
