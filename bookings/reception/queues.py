"""The counts that every admin page carries: what waits for somebody, in one query."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet, Value
from django.urls import reverse

from bookings.availability.orphans import orphaned
from bookings.models import AdverseEvent, Appointment, Message, Patient, Review, Task, Wish
from bookings.reception.waiting import screenings_missing
from bookings.signatures import unsigned
from education.models import Article


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
    mine = [entry for entry in _lists(now) if user.has_perm(entry[0])]
    counts = _counts([(name, one) for _, name, rows, _ in mine for one in rows])
    return [Queue(name, counts[name], url) for _, name, _, url in mine]


def _lists(now: dt.datetime) -> list[tuple[str, str, list[QuerySet[Any]], str]]:
    """Permission, name, rows and address of each."""
    desk, reader = "bookings.run_desk", "bookings.read_answers"
    mail, match = "bookings.view_message", "bookings.change_patient"
    to_match = reverse("admin:bookings_patient_changelist") + "?provisional__exact=1"
    return [
        (reader, *_tasks("warnings")),
        ("bookings.view_review", "Reviews", [Review.objects.open()], reverse("admin:reviews")),
        (reader, "Adverse events", [AdverseEvent.objects.unseen()], reverse("admin:events")),
        (
            desk,
            "Visits to close",
            [Appointment.objects.unresolved(now)],
            reverse("admin:unresolved"),
        ),
        (reader, *_tasks("clinical")),
        ("bookings.view_task", *_tasks("others")),
        (
            desk,
            "Screenings for tomorrow",
            [screenings_missing(now)],
            reverse("admin:screenings_missing"),
        ),
        (mail, "Failed emails", [Message.objects.worth_a_call(now)], reverse("admin:messages")),
        (desk, "Waitlist matches", [Wish.objects.matched(now)], reverse("admin:waitlist")),
        (desk, "Orphaned visits", [orphaned(now)], reverse("admin:orphans")),
        (match, "New records to match", [Patient.objects.provisional()], to_match),
        ("bookings.view_consenttext", "Texts to sign", unsigned(), reverse("admin:signatures")),
        (
            "education.change_article",
            "Pages to check again",
            [Article.objects.due(today=now.date())],
            reverse("admin:education_article_changelist") + "?review=due",
        ),
    ]


def _tasks(name: str) -> tuple[str, list[QuerySet[Any]], str]:
    rows: list[QuerySet[Any]] = [Task.objects.open().of_list(name)]
    return TASK_LISTS[name], rows, f"{reverse('admin:tasks')}?list={name}"


def _counts(lists: list[tuple[str, QuerySet[Any]]]) -> Counter[str]:
    """How many rows each list has, all in one statement; empty lists are left out."""
    parts = [rows.order_by().values_list(Value(name)).annotate(Count("pk")) for name, rows in lists]
    found: Counter[str] = Counter()
    for name, count in parts[0].union(*parts[1:], all=True) if parts else ():
        found[name] += count
    return found
