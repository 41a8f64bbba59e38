"""Who is to decide a review, and what happens when nobody does (hazard H05)."""

import datetime as dt

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q

from bookings import availability
from bookings.models import Appointment, Closure, Practitioner, Review, Task
from bookings.scheduling.errors import NotPossible

# A review that is overdue already is handed to somebody who works within a day.
_SOON = dt.timedelta(days=1)


def assignee(visit: Appointment, *, now: dt.datetime, due: dt.datetime) -> Practitioner | None:
    """The visit's practitioner if at work before it is due, else whoever there has least to do.

    None when nobody of that location is at work by then: anyone may decide. Three queries.
    """
    there = availability.at_work(
        since=now, until=max(due, now + dt.timedelta(minutes=1)), location=visit.location
    )
    waiting = Count("reviews", filter=Q(reviews__decided_at__isnull=True))
    found = Practitioner.objects.filter(pk__in=there, active=True).annotate(waiting=waiting)
    order = sorted(found, key=lambda one: (one.pk != visit.practitioner_id, one.waiting, one.pk))
    return order[0] if order else None


def assign(*, appointment: Appointment, practitioner: Practitioner | None) -> None:
    """Give an open review to somebody, or to nobody. Raises NotPossible once it is decided."""
    rows = Review.objects.open().filter(appointment=appointment)
    if not rows.update(assigned_to=practitioner):
        raise NotPossible("This review has been decided already.")


def reassign_away(*, now: dt.datetime) -> int:
    """Hand on the open reviews of those who are away until they are due; returns how many.

    One query when everybody is at work.
    """
    away = Closure.objects.filter(
        practitioner=OuterRef("assigned_to"),
        during__endswith__gt=now,
        during__startswith__lt=OuterRef("due_at"),
    )
    rows = (
        Review.objects.open()
        .filter(Q(assigned_to__active=False) | Exists(away))
        .select_related("appointment__location", "appointment__practitioner")
    )
    return sum(_hand_on(review, now) for review in rows)


def _hand_on(review: Review, now: dt.datetime) -> int:
    until = review.due_at if review.due_at > now else now + _SOON
    visit = review.appointment
    if review.assigned_to_id in availability.at_work(
        since=now, until=until, location=visit.location
    ):
        present = Practitioner.objects.filter(pk=review.assigned_to_id, active=True).exists()
        if present:
            return 0
    chosen = assignee(visit, now=now, due=until)
    mine = Review.objects.open().filter(pk=review.pk, assigned_to=review.assigned_to_id)
    return mine.update(assigned_to=chosen)


@transaction.atomic
def escalate(*, now: dt.datetime) -> int:
    """Put each review that is overdue on the list of those who may decide, once; how many."""
    late = (
        Review.objects.open()
        .filter(due_at__lt=now, escalated_at__isnull=True)
        .select_related("appointment")
        .select_for_update(skip_locked=True, of=("self",))
    )
    rows = list(late)
    why = "Nobody has decided this request, and it is overdue."
    Task.objects.bulk_create(
        Task.about(review.appointment, Task.Kind.OVERDUE, why, now=now) for review in rows
    )
    Review.objects.filter(pk__in=[review.pk for review in rows]).update(escalated_at=now)
    return len(rows)


def no_longer_overdue(visit: Appointment, now: dt.datetime) -> None:
    """Close the tasks that asked for a decision: there is one."""
    rows = Task.objects.open().filter(kind=Task.Kind.OVERDUE, appointment=visit)
    rows.update(done_at=now, outcome="decided")
