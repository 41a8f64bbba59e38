"""A practitioner's decision on a pending visit: once, with a reason, and the visit follows."""

import datetime as dt
from functools import partial

from django.contrib.auth.base_user import AbstractBaseUser

from bookings.models import Appointment, Review, Service, Status
from bookings.scheduling import guard
from bookings.scheduling.assign import no_longer_overdue
from bookings.scheduling.cancel import release
from bookings.scheduling.errors import NotPossible, TimeTaken
from bookings.scheduling.place import Place, Wish
from bookings.scheduling.review import LAPSES_BEFORE
from bookings.scheduling.take import take
from bookings.scheduling.verdict import Verdict, verdict_on
from screening import outcomes


def decide(
    *,
    now: dt.datetime,
    appointment: Appointment,
    decision: str,
    reason: str,
    by: AbstractBaseUser,
    conditions: str = "",
    version: int | None = None,
) -> Appointment:
    """Confirm a pending visit, with conditions or without, or decline it.

    `decision` is CLEAR, CONDITIONS or DECLINE of Review.Decision. Two reviewers at once
    give one decision: the second is told that the visit has moved on. Raises NotPossible,
    Changed.
    """
    _require_words(reason)
    if decision == Review.Decision.CONDITIONS and not conditions.strip():
        raise NotPossible("Please say what the practitioner who treats has to keep to.")
    with guard.this_version(appointment, version) as row:
        guard.require(row, Status.PENDING)
        _write(row, decision, now=now, by=by, reason=reason, conditions=conditions.strip())
        if decision == Review.Decision.DECLINE:
            return release(row, now=now, who=Appointment.CancelledBy.CLINIC)
        return guard.save(row, status=Status.BOOKED, confirmed_at=now)


def ask_for_letter(
    *,
    now: dt.datetime,
    appointment: Appointment,
    reason: str,
    by: AbstractBaseUser,
    version: int | None = None,
) -> Appointment:
    """Ask the patient for a doctor's letter; the visit waits, and lapses if none decides.

    The decision is then due when the request would lapse. Raises NotPossible, Changed.
    """
    _require_words(reason)
    with guard.this_version(appointment, version) as row:
        guard.require(row, Status.PENDING)
        Review.objects.filter(appointment=row).update(
            letter_asked_at=now,
            due_at=row.starts - LAPSES_BEFORE,
            escalated_at=None,
            reason=reason.strip(),
        )
        no_longer_overdue(row, now)
        return guard.save(row)


def change_service(
    *,
    now: dt.datetime,
    appointment: Appointment,
    service: Service,
    reason: str,
    by: AbstractBaseUser,
    version: int | None = None,
) -> Appointment:
    """Confirm the visit as another service, at the same start with the same practitioner.

    Raises NotPossible where the answers stop that service too, TimeTaken with the nearest
    times where its length does not fit, Changed, Busy.
    """
    _require_words(reason)
    if appointment.status != Status.PENDING:
        raise NotPossible("This review has been decided already.")
    wish = _wish(now, appointment, service, _verdict(appointment, service))
    write = partial(_as_service, wish, appointment, version, by, reason)
    visit = take(wish, write)
    if visit is None:
        raise TimeTaken(f"{service} does not fit at this time.", wish.nearest())
    return visit


def _verdict(appointment: Appointment, service: Service) -> Verdict:
    """What the answers ask of this service on the visit's day; raises NotPossible for a stop."""
    day = appointment.local_starts.date()
    verdict = verdict_on(appointment.assessment, day, kind=service.kind)
    if verdict.outcome in outcomes.STOPS:
        raise NotPossible(f"The answers stop {service} too.")
    return verdict


def _wish(now: dt.datetime, visit: Appointment, service: Service, verdict: Verdict) -> Wish:
    return Wish(
        now=now,
        service=service,
        location=visit.location,
        practitioner=visit.practitioner,
        patient=visit.patient,
        start=visit.starts,
        extra_minutes=verdict.extra_minutes,
        senior=verdict.senior,
        has=visit,
        for_staff=True,
    )


def _as_service(
    wish: Wish,
    appointment: Appointment,
    version: int | None,
    by: AbstractBaseUser,
    reason: str,
    place: Place,
) -> Appointment:
    with guard.this_version(appointment, version) as row:
        guard.require(row, Status.PENDING)
        _write(row, Review.Decision.SERVICE, now=wish.now, by=by, reason=reason)
        return guard.save(row, **wish.at(place), status=Status.BOOKED, confirmed_at=wish.now)


def _require_words(reason: str) -> None:
    if not reason.strip():
        raise NotPossible("Please say why: the reason is kept with the visit.")


def _write(
    row: Appointment,
    decision: str,
    *,
    now: dt.datetime,
    by: AbstractBaseUser,
    reason: str,
    conditions: str = "",
) -> None:
    Review.objects.filter(appointment=row).update(
        decided_at=now,
        decided_by=by.pk,
        decision=decision,
        reason=reason.strip(),
        conditions=conditions,
    )
    no_longer_overdue(row, now)
