"""The counts that every admin page carries: what waits for somebody, in one query."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet, Value
from django.urls import reverse

from bookings.models import Appointment, Message, Patient
from bookings.models.orphans import orphaned
from bookings.reception.happenings import events_unseen
from bookings.reception.queries import reviews_open, tasks_open
from bookings.reception.waiting import screenings_missing


@dataclass(frozen=True)
class Queue:
    """One worklist: its name, how many wait, and where it opens."""

    name: str
    count: int
    url: str


# Each list of tasks by the name in its address.
TASK_LISTS = {
    "warnings": "Warning signs",
    "clinical": "Clinical call-backs",
    "others": "Call-backs",
}


def queues(user: Any, now: dt.datetime) -> list[Queue]:
    """The worklists that this user may open, the most dangerous first; one query."""
    mine = [entry for entry in _lists(user, now) if user.has_perm(entry[0])]
    counts = _counts({name: rows for _, name, rows, _ in mine})
    return [Queue(name, counts.get(name, 0), url) for _, name, _, url in mine]


def _lists(user: Any, now: dt.datetime) -> list[tuple[str, str, QuerySet[Any], str]]:
    """Permission, name, rows and address of each."""
    desk, reader = "bookings.run_desk", "bookings.read_answers"
    mail, match = "bookings.view_message", "bookings.change_patient"
    to_match = reverse("admin:bookings_patient_changelist") + "?provisional__exact=1"
    return [
        (reader, *_tasks(user, "warnings")),
        ("bookings.view_review", "Reviews", reviews_open(), reverse("admin:reviews")),
        (reader, "Adverse events", events_unseen(), reverse("admin:events")),
        (desk, "Visits to close", Appointment.objects.unresolved(now), reverse("admin:unresolved")),
        (reader, *_tasks(user, "clinical")),
        ("bookings.view_task", *_tasks(user, "others")),
        (
            desk,
            "Screenings for tomorrow",
            screenings_missing(now),
            reverse("admin:screenings_missing"),
        ),
        (mail, "Failed emails", Message.objects.worth_a_call(now), reverse("admin:messages")),
        (desk, "Orphaned visits", orphaned(now), reverse("admin:orphans")),
        (match, "New records to match", Patient.objects.provisional(), to_match),
    ]


def _tasks(user: Any, name: str) -> tuple[str, QuerySet[Any], str]:
    rows = tasks_open(user).of_list(name)
    return TASK_LISTS[name], rows, f"{reverse('admin:tasks')}?list={name}"


def _counts(lists: dict[str, QuerySet[Any]]) -> dict[str, int]:
    """How many rows each list has, all in one statement; empty lists are left out."""
    parts = [
        rows.order_by()
        .select_related(None)
        .annotate(queue=Value(name))
        .values("queue")
        .annotate(rows=Count("pk"))
        .values_list("queue", "rows")
        for name, rows in lists.items()
    ]
    if not parts:
        return {}
    return dict(parts[0].union(*parts[1:], all=True))
