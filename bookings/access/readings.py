"""Whoever opens health answers is written down, before they are shown (hazard H12)."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from bookings.models import Appointment, Reading, Task
from screening.models import Assessment


def keep(
    *,
    now: dt.datetime,
    by: Any,
    page: str,
    assessment: Assessment | None = None,
    visit: Appointment | None = None,
) -> None:
    """Note that this member of staff reads these answers on this page now."""
    Reading.objects.create(
        at=now, user_id=by.pk, page=page, assessment=assessment, appointment=visit
    )


def keep_list(*, now: dt.datetime, by: Any, page: str, visits: Iterable[Appointment]) -> None:
    """The same of a page that shows something of several visits; each is kept once."""
    seen = {visit.pk: visit for visit in visits}
    Reading.objects.bulk_create(
        Reading(at=now, user_id=by.pk, page=page, appointment=visit) for visit in seen.values()
    )


def of_visit(visit: Appointment) -> QuerySet[Reading]:
    """Who has read answers of this visit, the newest first."""
    return visit.readings.select_related("user").order_by("-at")


def answers_of(task: Task) -> Assessment | None:
    """The answers that a call-back was asked with, if they are still there."""
    key = (task.what or {}).get("assessment")
    rows = Assessment.objects.select_related("earlier", "version")
    return rows.filter(pk=key).first() if key else None
