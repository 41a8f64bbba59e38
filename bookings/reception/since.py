"""What came in since a moment: bookings, cancellations, messages, call-backs, how they are."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Any

from django import forms
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from bookings import availability
from bookings.models import Appointment, CheckIn, Status
from bookings.reception.forms import DayInput, DeskForm, TimeInput
from bookings.reception.page import today_url
from bookings.reception.queries import tasks_open, visits

READER = "bookings.read_answers"
_LOOK_BACK = dt.timedelta(days=10)
# More than a clinic gets over a long weekend; the oldest of more are left out.
_MOST = 300


@dataclass(frozen=True)
class News:
    """One line: when it came in, what it is, about whom, and where it opens."""

    at: dt.datetime
    what: str
    who: str
    more: str
    url: str


class SinceForm(DeskForm):
    """A moment by the clock of the first location."""

    day = forms.DateField(
        label="Since", widget=DayInput, error_messages={"required": "Choose a day."}
    )
    at = forms.TimeField(label="At", widget=TimeInput, error_messages={"required": "Enter a time."})

    def moment(self) -> dt.datetime:
        typed = self.cleaned_data
        return timezone.make_aware(dt.datetime.combine(typed["day"], typed["at"]))


def last_closing(now: dt.datetime) -> dt.datetime:
    """When the clinic last closed for the day; a day ago if it was not open of late."""
    zone, day = timezone.get_current_timezone(), dt.timedelta(days=1)
    ends: dict[dt.date, dt.datetime] = {}
    for hours in availability.open_hours(since=now - _LOOK_BACK, until=now + day).values():
        for opens, closes in hours:
            here = opens.astimezone(zone).date()
            ends[here] = max(closes, ends.get(here, closes))
    return max((end for end in ends.values() if end <= now), default=now - day)


def news(user: Any, since: dt.datetime) -> list[News]:
    """Everything since then, the newest first, by one clock; four queries however much it is."""
    zone = timezone.get_current_timezone()
    lines = [*_booked(since), *_cancelled(since), *_tasks(user, since), *_answers(user, since)]
    here = [replace(one, at=one.at.astimezone(zone)) for one in lines]
    return sorted(here, key=attrgetter("at"), reverse=True)


def _booked(since: dt.datetime) -> Iterator[News]:
    # Each part by an index: what is booked, what waits, and what was cancelled again.
    came = (
        Q(confirmed_at__gte=since)
        | Q(status=Status.PENDING, changed_at__gte=since)
        | Q(cancelled_at__gte=since)
    )
    rows = visits().filter(came, created_at__gte=since, source=Appointment.Source.ONLINE)
    for visit in rows.order_by("-created_at")[:_MOST]:
        yield _of_visit(visit, visit.created_at, "booked online", visit.get_status_display())


def _cancelled(since: dt.datetime) -> Iterator[News]:
    rows = visits().filter(cancelled_at__gte=since, cancelled_by=Appointment.CancelledBy.PATIENT)
    for visit in rows.order_by("-cancelled_at")[:_MOST]:
        late = "late" if visit.cancelled_late else ""
        yield _of_visit(visit, visit.cancelled_at or since, "cancelled by the patient", late)


def _of_visit(visit: Appointment, at: dt.datetime, what: str, more: str) -> News:
    when = f"{visit.local_starts:%a %d %b, %H:%M}, {visit.service}, {visit.practitioner}"
    return News(
        at=at,
        what=what,
        who=str(visit.patient),
        more=f"{when} ({more})" if more else when,
        url=today_url(visit),
    )


def _tasks(user: Any, since: dt.datetime) -> Iterator[News]:
    """Still open; what was done already needs nobody."""
    for task in tasks_open(user).filter(created_at__gte=since)[:_MOST]:
        name = str(task.patient or (task.what or {}).get("name", ""))
        yield News(task.created_at, task.get_kind_display(), name, "", reverse("admin:tasks"))


def _answers(user: Any, since: dt.datetime) -> Iterator[News]:
    """Who has said how they are; the level is for those who may read answers."""
    rows = CheckIn.objects.filter(answered_at__gte=since).select_related("appointment__patient")
    may_read = user.has_perm(READER)
    for answer in rows.defer("said").order_by("-answered_at")[:_MOST]:
        visit = answer.appointment
        yield News(
            at=answer.answered_at,
            what="said how they are",
            who=str(visit.patient),
            more=answer.get_level_display() if may_read else "",
            url=reverse("admin:visit_how_it_went", args=[visit.reference]) if may_read else "",
        )
