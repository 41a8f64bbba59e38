"""Answer an offer: take it, say no, take it back; or let its deadline pass."""

import datetime as dt

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from bookings.models import Appointment, Clinic, Wish, WishOffer
from bookings.scheduling.book import ConsentGiven, book
from bookings.scheduling.errors import NotPossible
from bookings.scheduling.hold import let_go, let_go_all
from bookings.scheduling.move import move
from bookings.scheduling.waiting import end

_OVER = "This time is no longer held for you."
_ASK = "Please answer the health questions again first, or call us."


@transaction.atomic
def accept(
    *, now: dt.datetime, offer: WishOffer, by: AbstractBaseUser | None = None
) -> Appointment:
    """Book the time that is held, or bring the visit forward to it; the wish has ended then.

    Pressed twice it is the same visit. The offer's row is locked all the while: an answer and
    a deadline stand in line. `by` is the member of staff who was told so on the phone. Raises
    NotPossible once the offer is over, TimeTaken, Changed, Busy; then nothing has changed.
    """
    row = _locked(offer)
    if row.visit:
        return row.visit
    _require_open(row, now)
    if by is None and not row.wish.patient.online_booking:
        raise NotPossible("Please call us: we book this with you.")
    visit = _bring_forward(row, now, by) if row.wish.visit else _book(row, now, by)
    row.answer, row.answered_at, row.visit = WishOffer.Answer.ACCEPTED, now, visit
    row.save(update_fields=["answer", "answered_at", "visit"])
    end(now=now, wishes=[row.wish_id], why=Wish.Why.TAKEN)
    return visit


@transaction.atomic
def decline(*, now: dt.datetime, offer: WishOffer, stop: bool = False) -> None:
    """No thanks: the time is free at once, and the wish goes on, unless it is to `stop`.

    Raises NotPossible for an offer that is over, save to stop a wish that goes on.
    """
    row = _locked(offer)
    if not stop or row.is_open(now):
        _require_open(row, now)
        _close(row, WishOffer.Answer.DECLINED, now)
    if stop:
        end(now=now, wishes=[row.wish_id], why=Wish.Why.STOPPED)


@transaction.atomic
def withdraw(*, now: dt.datetime, offer: WishOffer) -> None:
    """Reception takes an offer back; this time is not offered to this wish again.

    Raises NotPossible when it has been answered meanwhile.
    """
    row = _locked(offer)
    if row.answer:
        raise NotPossible("This offer has been answered already.")
    _close(row, WishOffer.Answer.WITHDRAWN, now)


@transaction.atomic
def pass_overdue(*, now: dt.datetime) -> int:
    """Free the time of each offer that nobody has answered by its deadline; returns how many.

    One that is being answered this very moment is left to whoever answers it.
    """
    rows = WishOffer.objects.over(now).select_for_update(of=("self",), skip_locked=True)
    keys = list(rows.values_list("key", flat=True))
    WishOffer.objects.filter(key__in=keys).update(answer=WishOffer.Answer.PASSED, answered_at=now)
    let_go_all(keys)
    return len(keys)


def _locked(offer: WishOffer) -> WishOffer:
    """The offer and all that hangs on it, as they are once the lock is ours.

    A row that was waited for comes with what was joined to it before the wait: so it is read
    again.
    """
    WishOffer.objects.select_for_update().get(pk=offer.pk)
    rows = WishOffer.objects.select_related(
        "visit",
        "practitioner",
        "wish__patient",
        "wish__service",
        "wish__location",
        "wish__assessment",
        "wish__statement",
        "wish__visit",
    )
    return rows.get(pk=offer.pk)


def _require_open(row: WishOffer, now: dt.datetime) -> None:
    if not row.is_open(now):
        raise NotPossible(_OVER)


def _close(row: WishOffer, answer: str, now: dt.datetime) -> None:
    row.answer, row.answered_at = answer, now
    row.save(update_fields=["answer", "answered_at"])
    let_go(key=row.key)


def _book(row: WishOffer, now: dt.datetime, by: AbstractBaseUser | None) -> Appointment:
    wish = row.wish
    clinic = Clinic.objects.first() or Clinic()
    counts = wish.has_valid_answers(clinic.screening_valid_days, row.starts)
    if not counts and by is None:
        raise NotPossible(_ASK)
    return book(
        now=now,
        service=wish.service,
        location=wish.location,
        practitioner=row.practitioner,
        start=row.starts,
        patient=wish.patient,
        source=Appointment.Source.PHONE if by else Appointment.Source.ONLINE,
        key=row.key,
        assessment=wish.assessment if counts else None,
        consent=_consent(wish),
        by=by,
        for_staff=by is not None,
        asked_at=now,
    )


def _bring_forward(row: WishOffer, now: dt.datetime, by: AbstractBaseUser | None) -> Appointment:
    wish = row.wish
    visit = Appointment.objects.with_names().get(wishes=wish)
    return move(
        now=now,
        appointment=visit,
        start=row.starts,
        version=visit.version,
        practitioner=row.practitioner,
        location=wish.location,
        by=by,
        held=Appointment.objects.holds().filter(idempotency_key=row.key).first(),
    )


def _consent(wish: Wish) -> ConsentGiven | None:
    """What was read when the wish was made, for the areas that were answered then."""
    if wish.statement is None:
        return None
    areas = wish.assessment.answers.get("areas", []) if wish.assessment else []
    return ConsentGiven(
        text=wish.statement,
        by=wish.statement_by,
        name=wish.statement_name,
        areas=areas,
        **wish.statement_boxes,
    )
