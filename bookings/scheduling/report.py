"""What a patient says of the days after a visit, and what it sets going (hazard H13)."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction

from bookings.models import Appointment, CheckIn, Status, Task
from bookings.models.signs import FLAGS
from bookings.scheduling.adverse import ask_again
from bookings.scheduling.errors import NotPossible

_URGENT = {sign.key for sign in (*FLAGS.emergency, *FLAGS.today)}

# Nothing but the list of tasks for those who may read answers shows what was said.
_TASKS = {
    CheckIn.Level.WARNING: (Task.Kind.WARNING, "A warning sign was reported after the visit."),
    CheckIn.Level.WORSE: (Task.Kind.CLINICAL, "It is worse after the visit, or there is a worry."),
}


def can_be_reported(visit: Appointment, now: dt.datetime) -> bool:
    """Once the visit is over, unless it did not happen."""
    happened = visit.status in (Status.BOOKED, Status.ARRIVED, Status.FULFILLED)
    return happened and visit.ends <= now


@transaction.atomic
def report(
    *,
    now: dt.datetime,
    appointment: Appointment,
    feeling: str,
    signs: Sequence[str] = (),
    pain: int | None = None,
) -> CheckIn:
    """Keep the answer; a warning sign, or worse, puts a task on the list at once.

    `feeling` is a CheckIn.Feeling, `signs` are keys of the warning signs, `pain` is 0 to 10.
    After a warning sign the health answers so far count no more (hazard H14). An open task of
    the same kind on this visit is not doubled. Raises NotPossible.
    """
    if not can_be_reported(appointment, now):
        raise NotPossible("This can be said after the visit. Please call us if you are not well.")
    level = _level(feeling, signs)
    said = {"feeling": feeling, "signs": sorted(signs), "pain": pain}
    answer = CheckIn.objects.create(
        appointment=appointment, answered_at=now, level=level, said=said
    )
    if level in _TASKS:
        _ask_for_a_look(appointment, *_TASKS[level], signs, now)
    if level == CheckIn.Level.WARNING:
        ask_again(now=now, patient=appointment.patient)
    return answer


def _level(feeling: str, signs: Sequence[str]) -> CheckIn.Level:
    if _URGENT & set(signs):
        return CheckIn.Level.WARNING
    return CheckIn.Level.WORSE if feeling == CheckIn.Feeling.WORSE or signs else CheckIn.Level.FINE


def _ask_for_a_look(
    visit: Appointment, kind: Task.Kind, why: str, signs: Sequence[str], now: dt.datetime
) -> None:
    if Task.objects.open().filter(appointment=visit, kind=kind).exists():
        return
    task = Task.about(visit, kind, why, now=now)
    task.what["signs"] = "; ".join(FLAGS.words(list(signs)))
    task.save()
