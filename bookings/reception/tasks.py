"""A task as a line: who to ring, what they said, and the form that closes it."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.utils import timezone

from bookings.models import Task
from bookings.reception.forms import DoneForm

# Kept with a task for the portal's own use.
_OWN = {"assessment"}
# The names of what the public pages keep with a task, in the order in which they are read.
_KNOWN = {"name": "Name", "phone": "Phone", "email": "Email", "why": "Why", "words": "Words"}


@dataclass(frozen=True)
class Line:
    """One open task."""

    task: Task
    due: dt.datetime
    said: list[tuple[str, str]]
    phone: str
    late: bool
    has_answers: bool
    form: DoneForm


def lines(
    tasks: Iterable[Task], now: dt.datetime, forms: dict[int, DoneForm] | None = None
) -> list[Line]:
    """Lines for these tasks; `forms` are those that came back with an error, by task id.

    A due time is by the clock of the visit's location, else of the clinic's first one.
    """
    back = forms or {}
    house = timezone.get_current_timezone()
    return [_line(task, now, house, back.get(task.pk)) for task in tasks]


def _line(task: Task, now: dt.datetime, house: ZoneInfo, form: DoneForm | None) -> Line:
    zone = task.appointment.location.tz if task.appointment else house
    what = task.what or {}
    said = [
        (_KNOWN.get(key, key.replace("_", " ").capitalize()), str(what[key]))
        for key in _order(what)
    ]
    known = task.patient.phone_on(now.astimezone(zone).date()) if task.patient else ""
    phone = str(what.get("phone") or known)
    return Line(
        task=task,
        due=task.due_at.astimezone(zone),
        said=said,
        phone=phone,
        late=task.due_at < now,
        has_answers=bool(what.get("assessment")),
        form=form or DoneForm(prefix=str(task.pk)),
    )


def _order(what: dict[str, object]) -> list[str]:
    known = [key for key in _KNOWN if what.get(key)]
    return [*known, *(key for key in what if key not in {*_KNOWN, *_OWN} and what[key])]
