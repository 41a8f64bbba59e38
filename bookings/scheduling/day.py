"""What happens on the day: arrived, done, did not come."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser

from bookings.models import AdverseEvent, Appointment, Clinic, Procedure, Status
from bookings.models.spoken import NEAR_LUNGS
from bookings.scheduling import adverse, consent, consenting, guard
from bookings.scheduling.consenting import NOTHING_TALKED, Talk
from bookings.scheduling.course import look_back
from bookings.scheduling.errors import NotPossible
from screening.models import Rule

# Long enough for somebody who comes at dawn, too short for tomorrow's visit by mistake.
CHECK_IN_FROM = dt.timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Area:
    """A place on the body, as the questionnaire calls it."""

    key: str
    words: str


@dataclass(frozen=True, slots=True)
class Done:
    """What was done at a visit, and what happened there: an AdverseEvent.Kind or nothing.

    `assent` is a YoungPerson or nothing, `came_along` who was there with the patient.
    """

    areas: Sequence[Area] = ()
    electrical_stimulation: bool = False
    advice_given: bool = False
    assent: str = ""
    interpreter_present: bool = False
    came_along: str = ""
    happened: str = ""
    happened_words: str = ""

    @property
    def is_near_lungs(self) -> bool:
        """Whether a needle went into the chest, neck or upper back."""
        return any(area.key in NEAR_LUNGS for area in self.areas)


_NOTHING_SAID = Done()


def check_in(*, now: dt.datetime, appointment: Appointment, version: int) -> Appointment:
    """The patient is here; not before the day of the visit. Raises NotPossible, Changed."""
    with guard.this_version(appointment, version) as row:
        guard.require(row, Status.BOOKED)
        if row.starts - now > CHECK_IN_FROM:
            raise NotPossible(f"This cannot be done yet: the visit is on {row.local_starts:%A}.")
        return guard.save(row, status=Status.ARRIVED, arrived_at=now)


def to_room(*, now: dt.datetime, appointment: Appointment, version: int) -> Appointment:
    """The practitioner takes the patient in: the wait is over. Raises NotPossible, Changed."""
    with guard.this_version(appointment, version) as row:
        guard.require(row, Status.ARRIVED)
        if row.in_room_at is not None:
            raise NotPossible("The patient is in the room already.")
        return guard.save(row, in_room_at=now)


def complete(
    *,
    now: dt.datetime,
    appointment: Appointment,
    version: int,
    needles_used: bool,
    spoken_consent: bool = False,
    screening_checked: bool = False,
    talk: Talk = NOTHING_TALKED,
    done: Done = _NOTHING_SAID,
    by: AbstractBaseUser | None = None,
) -> Appointment:
    """The visit is over. Needles need a spoken consent and a screening (hazard H07).

    Below the guardian age the consent is a guardian's, and needles need the young person's
    own yes on top (hazard H20). A screening that is missing, stopped or too old is made good
    by the practitioner, who says that the health questions were asked at the visit. What was
    said to needles is in `talk`: it is kept with the visit, as what was `done` is. What
    happened goes to the clinical lead (H14), and on the way of a course somebody is asked to
    look back. Raises NotPossible, Changed.
    """
    with guard.this_version(appointment, version) as row:
        _require_safe(row, now, needles_used, spoken_consent, screening_checked)
        if done.electrical_stimulation and not talk.electrical:
            raise NotPossible("Electrical stimulation needs a yes of its own: please record it.")
        signer = consent.signer_of(row)
        if needles_used:
            consent.require_assent(signer, done.assent)
        near = done.is_near_lungs
        consenting.keep(
            now=now, visit=row, spoken=spoken_consent, talk=talk, near_lungs=near, by=by
        )
        closed = guard.save(
            row,
            status=Status.FULFILLED,
            closed_at=now,
            arrived_at=row.arrived_at or row.starts,
            needles_used=needles_used,
            spoken_consent=spoken_consent,
            screening_checked=screening_checked,
        )
        # After the gate has let the visit pass: an event ends the screening that it asks for.
        _keep(closed, done, now, by, consent_by=signer if spoken_consent else "")
        look_back(closed, now=now)
        return closed


def _require_safe(
    row: Appointment, now: dt.datetime, needles: bool, consent: bool, checked: bool
) -> None:
    guard.require(row, Status.BOOKED, Status.ARRIVED)
    if row.starts > now:
        raise NotPossible("This cannot be done: the visit has not started yet.")
    if needles and not consent:
        raise NotPossible("Needles need the patient's spoken consent: please record it.")
    if needles and not (checked or _is_screened(row)):
        raise NotPossible("Needles need the health questions: please ask them and say so.")


def _keep(
    row: Appointment,
    done: Done,
    now: dt.datetime,
    by: AbstractBaseUser | None,
    *,
    consent_by: str,
) -> None:
    """The record of the visit, and the event if there was one."""
    if done.happened == AdverseEvent.Kind.OTHER and not done.happened_words.strip():
        raise NotPossible("Please say in a sentence what happened.")
    Procedure.objects.create(
        appointment=row,
        areas=[asdict(area) for area in done.areas],
        electrical_stimulation=done.electrical_stimulation,
        advice_given=done.advice_given,
        consent_by=consent_by,
        assent=done.assent,
        interpreter_present=done.interpreter_present,
        came_along=done.came_along.strip(),
        recorded_at=now,
        recorded_by_id=by.pk if by else None,
    )
    if done.happened:
        words = done.happened_words.strip()
        adverse.keep(now=now, visit=row, kind=done.happened, words=words, by=by)


def no_show(*, now: dt.datetime, appointment: Appointment, version: int) -> Appointment:
    """The patient did not come; only after the start, and only when a person says so."""
    with guard.this_version(appointment, version) as row:
        guard.require(row, Status.BOOKED)
        if row.starts > now:
            raise NotPossible("This cannot be done: the visit has not started yet.")
        return guard.save(row, status=Status.NOSHOW, closed_at=now)


def correct(
    *, now: dt.datetime, appointment: Appointment, version: int, reason: str
) -> Appointment:
    """Take back a wrong press: what was said of the day is open again, with the reason kept.

    Done goes back to arrived, arrived and did not come go back to booked; then the right
    thing can be said. What was recorded as said and done is undone and kept; an adverse
    event stays. A cancelled visit stays so: its time may be somebody else's by now.
    Raises NotPossible, Changed.
    """
    if not reason.strip():
        raise NotPossible("Please say why: the reason is kept with the visit.")
    with guard.this_version(appointment, version) as row:
        guard.require(row, *_CORRECTED)
        Procedure.objects.standing().filter(appointment=row).update(withdrawn_at=now)
        guard.save(
            row,
            **_CORRECTED[Status(row.status)],
            in_room_at=None,
            corrected_at=now,
            correction_note=reason.strip(),
        )
        consenting.undo(now=now, visit=row)
        return row


_NOT_CLOSED: dict[str, Any] = {
    "closed_at": None,
    "needles_used": None,
    "spoken_consent": None,
    "screening_checked": None,
}
# What each outcome goes back to.
_CORRECTED: dict[Status, dict[str, Any]] = {
    Status.ARRIVED: {"status": Status.BOOKED, "arrived_at": None},
    Status.NOSHOW: {"status": Status.BOOKED, **_NOT_CLOSED},
    Status.FULFILLED: {"status": Status.ARRIVED, **_NOT_CLOSED},
}


def _is_screened(row: Appointment) -> bool:
    """Whether an assessment lets needles be used at the start of this visit.

    It has to have asked for needles: what was answered for another service is too little.
    """
    clinic = Clinic.objects.first()
    days = clinic.screening_valid_days if clinic else 0
    return (
        row.assessment is not None
        and row.assessment.kind == Rule.Binds.NEEDLING
        and row.assessment.outcome in ("clear", "note", "review")
        and row.has_valid_answers(days)
    )
