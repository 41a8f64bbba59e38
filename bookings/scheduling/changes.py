"""Who changed a visit last, and where it stood before: read from its history."""

import datetime as dt
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import F
from django.db.models.functions import Now

from bookings.models import Appointment

_UNITS = ((86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second"))


def events(visit: Appointment) -> Any:
    """Every state that the visit has been in, the newest first."""
    return visit.events.order_by("-pgh_id")  # type: ignore[attr-defined]


def last_change(visit: Appointment) -> str:
    """When and by whom, such as "at another desk 20 seconds ago by Robin"; two queries.

    The history is written by the database's clock, so its age is counted by that one.
    """
    rows = events(visit).select_related("pgh_context")
    event = rows.annotate(age=Now() - F("pgh_created_at")).first()
    if event is None:
        return "at another desk"
    who = event.pgh_context.metadata.get("user") if event.pgh_context else None
    person = get_user_model()._default_manager.filter(pk=who).first() if who else None
    if person is None:
        return f"{ago(event.age)} by the patient or the portal"
    return f"at another desk {ago(event.age)} by {person}"


def ago(age: dt.timedelta) -> str:
    """In the largest unit that fits, such as "20 seconds ago"."""
    seconds = int(age.total_seconds())
    for size, unit in _UNITS:
        if count := seconds // size:
            return f"{count} {unit}{'s' if count > 1 else ''} ago"
    return "just now"


def before_the_last_move(visit: Appointment) -> Any:
    """The newest event from before time, place or person were last changed; None without one."""
    return events(visit).filter(changed_at__lt=visit.changed_at).exclude(status="proposed").first()
