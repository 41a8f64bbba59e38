"""What the clinic has written, and will write, about one visit: a line for each message."""

import datetime as dt
from dataclasses import dataclass

from bookings.models import Appointment, Message, Status, Step

PLANNED = "planned"
_WORDS = {**dict(Message.Status.choices), PLANNED: "planned"}


@dataclass(frozen=True, slots=True)
class Line:
    """`at` (UTC) is when it was sent, or when it is or was due; `reason` says why not."""

    name: str
    status: str
    at: dt.datetime
    reason: str = ""

    @property
    def status_words(self) -> str:
        return _WORDS[self.status]


def planned(appointment: Appointment, now: dt.datetime) -> list[Line]:
    """Each message of the visit in the order of time: two queries, however many there are."""
    rows = list(appointment.messages.select_related("step").exclude(status=Message.Status.VOID))
    lines = [Line(row.step.name, row.status, row.sent_at or row.due_at, row.reason) for row in rows]
    made = {(row.step_id, row.anchor_at) for row in rows}
    lines += [
        Line(step.name, PLANNED, moment + step.offset)
        for step in Step.objects.filter(active=True)
        if (moment := _to_come(step, appointment, now)) and (step.pk, moment) not in made
    ]
    return sorted(lines, key=lambda line: line.at)


def _to_come(step: Step, visit: Appointment, now: dt.datetime) -> dt.datetime | None:
    """The moment that the step hangs on, if its message is still ahead."""
    used = visit.needles_used
    needles = visit.service.uses_needles if used is None else used
    if step.audience != Step.Audience.ALL and (step.audience == Step.Audience.NEEDLES) != needles:
        return None
    moment = {
        Step.Anchor.STARTS: visit.starts if visit.status == Status.BOOKED else None,
        Step.Anchor.ENDS: visit.ends
        if visit.status in (Status.BOOKED, Status.ARRIVED, Status.FULFILLED)
        else None,
    }.get(Step.Anchor(step.anchor))
    return moment if moment and moment + step.offset > now else None
