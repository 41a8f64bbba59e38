"""A practitioner's visits as a calendar that their phone subscribes to.

It goes to the servers of whoever made the phone, so it names no patient, no service and
nothing about health: a reference, a room, a time.
"""

import datetime as dt
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from icalendar import Calendar, Event

from bookings.messages.calendar import last_change
from bookings.models import (
    Appointment,
    CalendarFeed,
    Clinic,
    Closure,
    Practitioner,
    Status,
)
from portal.kit.tokens import digest, token

BACK, AHEAD = dt.timedelta(days=14), dt.timedelta(days=180)
_HOURLY = dt.timedelta(hours=1)
_SHOWN = (Status.PENDING, Status.BOOKED, Status.ARRIVED, Status.FULFILLED)


@transaction.atomic
def make(*, now: dt.datetime, practitioner: Practitioner) -> str:
    """A new address, shown once; the one before it works no more."""
    revoke(now=now, practitioner=practitioner)
    secret = token()
    CalendarFeed.objects.create(practitioner=practitioner, digest=digest(secret), created_at=now)
    return settings.PUBLIC_URL + reverse("bookings:feed", args=[secret])


def revoke(*, now: dt.datetime, practitioner: Practitioner) -> bool:
    """End the address that works now; False if there is none."""
    rows = CalendarFeed.objects.living().filter(practitioner=practitioner)
    return bool(rows.update(revoked_at=now))


def opened(secret: str) -> CalendarFeed | None:
    """The living feed of this token, while its practitioner still works and signs in here."""
    rows = CalendarFeed.objects.living().filter(
        practitioner__active=True, practitioner__user__is_active=True
    )
    return rows.select_related("practitioner").filter(digest=digest(secret)).first()


def calendar(practitioner: Practitioner, *, now: dt.datetime) -> bytes:
    """Visits and leave from two weeks back to half a year ahead; three queries."""
    clinic = Clinic.objects.get()
    file = Calendar()
    file.add("prodid", "-//clinic portal//practitioner//EN")
    file.add("version", "2.0")
    file.add("method", "PUBLISH")
    file.add("x-wr-calname", f"{clinic.name}: {practitioner}")
    file.add("refresh-interval", _HOURLY, parameters={"VALUE": "DURATION"})
    file.add("x-published-ttl", "PT1H")
    since, until = now - BACK, now + AHEAD
    for visit in _visits(practitioner, since, until):
        file.add_component(_visit(visit))
    for closure in Closure.objects.filter(
        practitioner=practitioner, during__overlap=(since, until)
    ).order_by("pk"):
        file.add_component(_away(closure))
    return file.to_ical()


def _visits(
    practitioner: Practitioner, since: dt.datetime, until: dt.datetime
) -> list[Appointment]:
    rows = Appointment.objects.filter(practitioner=practitioner, status__in=_SHOWN)
    return list(rows.starting(since, until).select_related("location", "room"))


def _visit(visit: Appointment) -> Event:
    pending = visit.status == Status.PENDING
    event = Event()
    event.add("uid", f"{visit.reference}.practitioner@{_host()}")
    # Every write of the visit counts one up.
    event.add("sequence", visit.version)
    event.add("dtstamp", last_change(visit))
    event.add("dtstart", visit.starts)
    event.add("dtend", visit.ends)
    event.add("summary", f"Visit {visit.reference}{' (waits for review)' if pending else ''}")
    where = [visit.room.name if visit.room else "", visit.location.name]
    event.add("location", ", ".join(filter(None, where)))
    event.add("status", "TENTATIVE" if pending else "CONFIRMED")
    day = visit.local_starts.date().isoformat()
    event.add("url", f"{settings.PUBLIC_URL}{reverse('admin:index')}?day={day}")
    return event


def _away(closure: Closure) -> Event:
    event = Event()
    event.add("uid", f"away-{closure.pk}@{_host()}")
    event.add("dtstamp", closure.during.lower)
    event.add("dtstart", closure.during.lower)
    event.add("dtend", closure.during.upper)
    event.add("summary", "Away")
    return event


def _host() -> str | None:
    return urlsplit(settings.PUBLIC_URL).hostname
