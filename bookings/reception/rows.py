"""Words, signs and possible actions of a visit's line, so that templates choose nothing."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

from django.urls import reverse

from bookings import scheduling
from bookings.access.family import Around, around
from bookings.messages import reached
from bookings.models import Appointment, Clinic, Patient, Practitioner, Status
from bookings.reception.acts import Act, Tag, acts, address, tags
from bookings.reception.lights import Light, light

# Sign and class beside the status' own word.
_STATUS = {
    Status.PENDING: ("▲", "amber"),
    Status.BOOKED: ("●", "blue"),
    Status.ARRIVED: ("◆", "teal"),
    Status.FULFILLED: ("✓", "green"),
    Status.NOSHOW: ("✕", "red"),
    Status.CANCELLED: ("–", "grey"),
}
_CONTACT = {
    Patient.Contact.PAUSED: ("‖", "messages paused"),
    Patient.Contact.NONE: ("⊘", "wants no messages"),
    Patient.Contact.DIED: ("†", "has died"),
}


@dataclass(frozen=True)
class Can:
    """Which acts fit the visit's state, the moment, and the person at the desk."""

    check_in: bool = False
    complete: bool = False
    no_show: bool = False
    cancel: bool = False
    move: bool = False
    decide: bool = False
    correct: bool = False
    read: bool = False
    ask: bool = False
    undo: bool = False
    to_room: bool = False
    tell: bool = False


@cache
def _pattern(model: str) -> str:
    return reverse(f"admin:bookings_{model}_change", args=[0])


def _record(model: str, key: int) -> str:
    return _pattern(model).replace("/0/", f"/{key}/")


@dataclass(frozen=True)
class Row:
    """One visit as a line of Today."""

    visit: Appointment
    sign: str
    css: str
    light: Light
    can: Can
    around: Around
    contact_sign: str = ""
    contact_word: str = ""
    on_paper: bool = False
    wait: str = ""

    @property
    def who(self) -> str:
        return str(self.visit.patient)

    @property
    def acts(self) -> list[Act]:
        return acts(self)

    @property
    def tags(self) -> list[Tag]:
        return tags(self)

    @property
    def hours(self) -> str:
        """From when to when, by the location's clock."""
        return f"{self.visit.local_starts:%H:%M}–{self.visit.local_ends:%H:%M}"

    @property
    def url(self) -> str:
        return _record("appointment", self.visit.pk)

    @property
    def patient_url(self) -> str:
        return _record("patient", self.visit.patient_id or 0)

    @property
    def aftercare_url(self) -> str:
        return address("visit_aftercare", self.visit.reference)

    @property
    def to_have_ready(self) -> list[str]:
        """For the day on paper: whom to expect, what to prepare, what to hand over."""
        first = [self.around.expected.capitalize()] if self.around.expected else []
        last = ["Hand over aftercare"] if self.on_paper else []
        return [*first, *self.around.ready, *last]


@dataclass
class Group:
    """One practitioner's lines of the day."""

    practitioner: Practitioner
    rows: list[Row] = field(default_factory=list)


@dataclass(frozen=True)
class Viewer:
    """What the person at the desk may do, and the clinic's numbers that lines depend on."""

    run_desk: bool
    decide: bool
    read: bool
    valid_days: int
    clinic: Clinic
    undo_seconds: int = 0
    read_all: bool = False
    practitioner: int | None = None


def can(visit: Appointment, now: dt.datetime, viewer: Viewer) -> Can:
    """What a line offers; the verbs check it again."""
    read = _opens_answers(visit, viewer)
    if not viewer.run_desk:
        return Can(read=read)
    started = visit.starts <= now
    status = visit.status
    return Can(
        check_in=status == Status.BOOKED and visit.starts - now <= scheduling.CHECK_IN_FROM,
        complete=started and status in (Status.BOOKED, Status.ARRIVED),
        no_show=started and status == Status.BOOKED,
        cancel=status in (Status.PENDING, Status.BOOKED),
        move=status in (Status.PENDING, Status.BOOKED),
        decide=viewer.decide and status == Status.PENDING,
        correct=status in (Status.ARRIVED, Status.FULFILLED, Status.NOSHOW),
        read=read,
        ask=may_be_asked(visit, viewer.valid_days),
        undo=scheduling.may_undo(visit, now, viewer.undo_seconds),
        to_room=status == Status.ARRIVED and visit.in_room_at is None,
        tell=scheduling.can_have_happened(visit, now),
    )


def may_be_asked(visit: Appointment, valid_days: int) -> bool:
    """Whether its health questions are open: without answers, or with some that count no more."""
    ahead = visit.status in (Status.PENDING, Status.BOOKED)
    return ahead and not visit.has_valid_answers(valid_days)


def _opens_answers(visit: Appointment, viewer: Viewer) -> bool:
    """Whether the line leads to the answers; bookings.access.readers has the last word.

    A patient of one's own who comes to a colleague this time is left out: the way to those
    answers is from one's own visit.
    """
    if visit.assessment_id is None or not viewer.read:
        return False
    waits = viewer.decide and visit.status == Status.PENDING
    own = viewer.practitioner == visit.practitioner_id and visit.takes_time
    return viewer.read_all or waits or own


def lines(visits: Iterable[Appointment], now: dt.datetime, viewer: Viewer) -> list[Row]:
    """A line for each visit, in their order; two queries."""
    found = list(visits)
    known, told = around(found, viewer.clinic), reached(found, now)
    return [row(one, now, viewer, around=known[one.pk], reached=one.pk in told) for one in found]


def row(
    visit: Appointment, now: dt.datetime, viewer: Viewer, *, around: Around, reached: bool
) -> Row:
    """The line of one visit, with who stands around its patient and whether email gets there."""
    sign, css = _STATUS[Status(visit.status)]
    patient = visit.patient
    if patient is None:
        raise ValueError("A hold has no line.")
    reachable = patient.may_be_contacted(now)
    contact = ("", "") if reachable else _CONTACT[Patient.Contact(patient.contact_state)]
    return Row(
        visit=visit,
        sign=sign,
        css=css,
        light=light(visit, viewer.valid_days, clinical=_opens_answers(visit, viewer)),
        can=can(visit, now, viewer),
        around=around,
        contact_sign=contact[0],
        contact_word=contact[1],
        on_paper=_on_paper(visit) and not reached,
        wait=_wait(visit, now),
    )


def _wait(visit: Appointment, now: dt.datetime) -> str:
    """How long somebody who is here has waited, until they are in the room."""
    if visit.status != Status.ARRIVED or visit.arrived_at is None:
        return ""
    if visit.in_room_at:
        return "in the room"
    return f"waits {max(int((now - visit.arrived_at).total_seconds() // 60), 0)} min"


def _on_paper(visit: Appointment) -> bool:
    """Whether there is aftercare to hand over, where no email reaches the patient."""
    used = visit.service.uses_needles if visit.needles_used is None else visit.needles_used
    comes = visit.status in (Status.BOOKED, Status.ARRIVED, Status.FULFILLED)
    return used and comes


def by_practitioner(rows: list[Row], working: list[Practitioner]) -> list[Group]:
    """A group for each who works that day or has a visit, by name."""
    groups = {one.pk: Group(one) for one in working}
    for line in rows:
        one = line.visit.practitioner
        groups.setdefault(one.pk, Group(one)).rows.append(line)
    return sorted(groups.values(), key=lambda group: group.practitioner.name)
