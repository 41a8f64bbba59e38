"""What the patient says to needles: noted at the visit, or taken back before it."""

import datetime as dt
from dataclasses import dataclass

from django.contrib.auth.base_user import AbstractBaseUser

from bookings.models import Appointment, ConsentText, Patient, SpokenConsent, Status, Task
from bookings.scheduling import guard
from bookings.scheduling.errors import NotPossible

Said = SpokenConsent.Said
TOOK_BACK = "Took back the yes to needles: ask whether to keep the visit without, or cancel it."


@dataclass(frozen=True, slots=True)
class Talk:
    """The talk before the first needle. Without `said` it is yes, if a yes is recorded at all.

    `withdrawn_at` is when a yes was taken back at the visit; `words` are what was asked and
    answered.
    """

    said: str = ""
    signed_paper: bool = False
    electrical: bool = False
    words: str = ""
    withdrawn_at: dt.datetime | None = None


NOTHING_TALKED = Talk()


def keep(
    *,
    now: dt.datetime,
    visit: Appointment,
    spoken: bool,
    talk: Talk,
    near_lungs: bool,
    by: AbstractBaseUser | None,
) -> None:
    """Note what was said at the visit, inside the transaction that closes it.

    Raises NotPossible where a yes over the lungs is not in writing.
    """
    said = talk.said or (Said.YES if spoken else "")
    if not said:
        return
    if said == Said.YES and near_lungs and not talk.signed_paper:
        raise NotPossible("Needles in the chest, neck or upper back need a yes on paper.")
    if talk.withdrawn_at and talk.withdrawn_at > now:
        raise NotPossible("The moment at which the yes was taken back is still to come.")
    withdrawn_at = talk.withdrawn_at or (now if said == Said.WITHDRAWN else None)
    # Needles on a yes that was then taken back: the yes stands, with the moment beside it.
    if said == Said.WITHDRAWN and spoken:
        said = Said.YES
    SpokenConsent.objects.create(
        appointment=visit,
        text=ConsentText.objects.current(),
        said=said,
        where=SpokenConsent.Where.VISIT,
        near_lungs=near_lungs,
        signed_paper=talk.signed_paper,
        electrical=talk.electrical and said == Said.YES,
        words=talk.words.strip(),
        at=now,
        withdrawn_at=withdrawn_at,
        recorded_by_id=by.pk if by else None,
    )
    # A plain yes where none was taken back leaves the record as it is.
    if withdrawn_at or (visit.patient and visit.patient.no_needles_since):
        restate(visit.patient)


def undo(*, now: dt.datetime, visit: Appointment) -> None:
    """What was said at the closing that is taken back; the visit's own row is saved before."""
    SpokenConsent.objects.standing().filter(
        appointment=visit, where=SpokenConsent.Where.VISIT
    ).update(undone_at=now)
    restate(visit.patient)


def withdraw(
    *, now: dt.datetime, appointment: Appointment, by: AbstractBaseUser | None = None
) -> Appointment:
    """The patient takes the yes to needles back, for this visit and those after it.

    The time is kept; the desk is asked to ring when the patient did it online (`by` is
    None). Twice is the same as once. Raises NotPossible once the visit is over.
    """
    with guard.this_version(appointment, None) as row:
        guard.require(row, Status.PENDING, Status.BOOKED, Status.ARRIVED)
        if row.patient is None or row.patient.no_needles_since:
            return row
        SpokenConsent.objects.create(
            appointment=row,
            text=ConsentText.objects.current(),
            said=Said.WITHDRAWN,
            where=SpokenConsent.Where.DESK if by else SpokenConsent.Where.ONLINE,
            at=now,
            withdrawn_at=now,
            recorded_by_id=by.pk if by else None,
        )
        if by is None:
            Task.about(row, Task.Kind.CALL_BACK, TOOK_BACK, now=now).save()
        restate(row.patient)
    return row


def restate(patient: Patient | None) -> None:
    """Let the record say whether the last yes or its withdrawal stands, over all visits."""
    if patient is None:
        return
    rows = SpokenConsent.objects.standing().filter(
        appointment__patient=patient, said__in=SpokenConsent.LASTING
    )
    last = rows.order_by("-at", "-pk").first()
    since = last.withdrawn_at if last else None
    if patient.no_needles_since != since:
        patient.no_needles_since = since
        patient.save(update_fields=["no_needles_since"])
