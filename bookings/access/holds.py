"""The time that a draft holds while its form is filled in."""

import datetime as dt
from dataclasses import dataclass

from django.contrib.sessions.backends.base import SessionBase

from bookings.access.drafts import SESSION_KEY
from bookings.models import Appointment, Draft, Practitioner, Status


def key(session: SessionBase) -> str | None:
    """The key by which this browser holds a time, if it has a draft."""
    if SESSION_KEY not in session:
        return None
    draft = Draft.objects.filter(pk=session[SESSION_KEY])
    return draft.values_list("key", flat=True).first()


@dataclass(frozen=True, slots=True)
class Held:
    """The chosen time is kept: with whom, until when, and how many seconds are left."""

    practitioner: Practitioner
    until: dt.datetime
    seconds: int


def held(draft: Draft, *, now: dt.datetime) -> Held | None:
    """The hold on the chosen time; None if it has lapsed."""
    hold = hold_of(draft)
    if hold is None or hold.held_until is None or hold.starts != draft.start:
        return None
    left = int((hold.held_until - now).total_seconds())
    return Held(hold.practitioner, hold.held_until, left) if left > 0 else None


def is_visit(draft: Draft) -> bool:
    """Whether another press of the same form has booked it meanwhile."""
    rows = Appointment.objects.filter(idempotency_key=draft.key)
    return rows.exclude(status=Status.PROPOSED).exists()


def hold_of(draft: Draft) -> Appointment | None:
    """What this draft holds or held last, chosen or not: no obstacle to itself."""
    holds = Appointment.objects.holds().select_related("practitioner")
    return holds.filter(idempotency_key=draft.key).first()
