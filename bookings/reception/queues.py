"""The counts that every admin page carries: what waits for somebody, in one query."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet, Value
from django.urls import reverse

from bookings.models import Appointment, Message, Patient
from bookings.reception.queries import reviews_open, tasks_open


@dataclass(frozen=True)
class Queue:
    """One worklist: its name, how many wait, and where it opens."""

    name: str
    count: int
    url: str


def queues(user: Any, now: dt.datetime) -> list[Queue]:
    """The worklists that this user may open, the most dangerous first; one query."""
    lists: list[tuple[str, str, QuerySet[Any], str]] = [
        ("bookings.view_review", "Reviews", reviews_open(), reverse("admin:reviews")),
        (
            "bookings.run_desk",
            "Visits to close",
            Appointment.objects.unresolved(now),
            reverse("admin:unresolved"),
        ),
        ("bookings.view_task", "Tasks", tasks_open(user), reverse("admin:tasks")),
        (
            "bookings.view_message",
            "Failed emails",
            Message.objects.worth_a_call(now),
            reverse("admin:messages"),
        ),
        (
            "bookings.change_patient",
            "New records to match",
            Patient.objects.provisional(),
            reverse("admin:bookings_patient_changelist") + "?provisional__exact=1",
        ),
    ]
    mine = [entry for entry in lists if user.has_perm(entry[0])]
    counts = _counts({name: rows for _, name, rows, _ in mine})
    return [Queue(name, counts.get(name, 0), url) for _, name, _, url in mine]


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
