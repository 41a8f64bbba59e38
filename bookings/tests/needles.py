"""Visits over which needles were used, for tests that begin after the closing form."""

import datetime as dt
from typing import Any

from bookings.models import Appointment, SpokenConsent


def said_yes(visit: Appointment, at: dt.datetime, **changes: Any) -> SpokenConsent:
    """Pat's spoken yes at this visit."""
    fields: dict[str, Any] = {"said": "yes", "where": "visit", "at": at, **changes}
    return SpokenConsent.objects.create(appointment=visit, **fields)


def needled(visit: Appointment, **changes: Any) -> Appointment:
    """The visit is done, with needles, unless `changes` say otherwise; past every verb."""
    said_yes(visit, visit.ends)
    fields: dict[str, Any] = {"status": "fulfilled", "closed_at": visit.ends, **changes}
    gate = {"needles_used": True, "spoken_consent": True, "screening_checked": True}
    Appointment.objects.filter(pk=visit.pk).update(**gate, **fields)
    return Appointment.objects.get(pk=visit.pk)
