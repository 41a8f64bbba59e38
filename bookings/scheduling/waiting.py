"""Who waits for an earlier time: join, come first, stop, and what ends by itself."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from bookings.models import (
    Appointment,
    Location,
    Patient,
    Practitioner,
    Service,
    Wish,
    WishOffer,
)
from bookings.scheduling.adverse import needs_a_look
from bookings.scheduling.book import ConsentGiven
from bookings.scheduling.errors import NotPossible
from bookings.scheduling.hold import let_go_all
from screening import outcomes
from screening.models import Assessment

_SILENT = (Patient.Contact.NONE, Patient.Contact.DIED)


@transaction.atomic
def join(
    *,
    now: dt.datetime,
    patient: Patient,
    service: Service,
    location: Location,
    until: dt.date,
    practitioners: Sequence[Practitioner] = (),
    weekdays: Sequence[int] = (),
    parts: Sequence[str] = (),
    notice_hours: int = 24,
    visit: Appointment | None = None,
    assessment: Assessment | None = None,
    consent: ConsentGiven | None = None,
    by: AbstractBaseUser | None = None,
) -> Wish:
    """Wait for an earlier time until the day `until`; nothing chosen means any.

    Who waits for this service there already keeps the place in line, with what is chosen now.
    `visit` is the one that would be brought forward. Raises NotPossible where the answers stop
    the service, or where the visit cannot be brought forward any more.
    """
    if assessment and assessment.outcome_for(service.kind) in outcomes.STOPS:
        raise NotPossible("Your answers mean that this visit cannot be booked online.")
    if visit and not visit.can_be_cancelled(now):
        raise NotPossible("This visit cannot be brought forward any more.")
    chosen = {
        "until": until,
        "weekdays": sorted(weekdays),
        "parts": list(parts),
        "notice_hours": notice_hours,
        "visit": visit,
        "assessment": assessment,
        **_needs(patient, service, assessment),
        "statement": consent.text if consent else None,
        "statement_by": consent.by if consent else "",
        "statement_name": consent.name if consent else "",
        "statement_boxes": _boxes(consent),
    }
    wish, _ = Wish.objects.update_or_create(
        patient=patient,
        service=service,
        location=location,
        ended_at=None,
        defaults=chosen,
        create_defaults={**chosen, "created_at": now, "added_by_id": by.pk if by else None},
    )
    wish.practitioners.set(practitioners)
    return wish


def answer_again(*, wish: Wish, assessment: Assessment) -> None:
    """The wish rests on newer health answers from now on."""
    needs = _needs(wish.patient, wish.service, assessment)
    Wish.objects.filter(pk=wish.pk).update(assessment=assessment, **needs)


def _needs(patient: Patient, service: Service, answers: Assessment | None) -> dict[str, Any]:
    """What the answers ask of a time, so that a match need not open them."""
    if answers is None:
        return {"extra_minutes": 0, "needs_senior": False, "for_review": False}
    kind = service.kind
    look = service.uses_needles and needs_a_look(patient)
    return {
        "extra_minutes": answers.extra_minutes(kind),
        "needs_senior": answers.senior(kind),
        "for_review": look or answers.outcome_for(kind) == outcomes.REVIEW,
    }


def _boxes(consent: ConsentGiven | None) -> dict[str, Any]:
    """What was ticked on the page of the statement, and the extra risks that stood there."""
    if consent is None:
        return {}
    return {
        "electrical": consent.electrical,
        "messages": consent.messages,
        "points": list(consent.points),
    }


def put_first(*, now: dt.datetime, wish: Wish, reason: str) -> None:
    """Ahead of all who wait; the reason is kept. Raises NotPossible without one."""
    if not reason.strip():
        raise NotPossible("Please say why: the reason is kept.")
    Wish.objects.open().filter(pk=wish.pk).update(first_at=now, first_because=reason.strip())


@transaction.atomic
def end(*, now: dt.datetime, wishes: Collection[int], why: str) -> int:
    """Wait no more, by their ids: what was offered is taken back; returns how many ended."""
    offers = WishOffer.objects.open().filter(wish__in=wishes).select_for_update()
    keys = list(offers.values_list("key", flat=True))
    WishOffer.objects.filter(key__in=keys).update(
        answer=WishOffer.Answer.WITHDRAWN, answered_at=now
    )
    let_go_all(keys)
    return (
        Wish.objects.open()
        .filter(pk__in=wishes)
        .update(ended_at=now, ended_why=why, match_start=None, match_practitioner=None)
    )


def end_of_patient(*, now: dt.datetime, patient: Patient) -> int:
    """Of one whom no message may reach any more (hazard H08); nobody is told."""
    mine = Wish.objects.open().filter(patient=patient).values_list("pk", flat=True)
    return end(now=now, wishes=list(mine), why=Wish.Why.CONTACT)


def end_finished(*, now: dt.datetime) -> int:
    """End what has no more use at `now`; returns how many. Two queries when there is nothing."""
    wishes = list(Wish.objects.open().with_names())
    booked = visits_ahead(wishes, now)
    over = defaultdict(list)
    for wish in wishes:
        if why := _over(wish, booked[wish.patient_id], now):
            over[why].append(wish.pk)
    return sum(end(now=now, wishes=keys, why=why) for why, keys in over.items())


def _over(wish: Wish, booked: list[Appointment], now: dt.datetime) -> str:
    """Why the wish ends now; empty if it does not."""
    visit = wish.visit
    if wish.patient.contact_state in _SILENT:
        return Wish.Why.CONTACT
    if wish.until < now.astimezone(wish.location.tz).date():
        return Wish.Why.DATE
    if visit and (not visit.can_be_cancelled(now) or visit.service_id != wish.service_id):
        return Wish.Why.VISIT
    return Wish.Why.BOOKED if any(_grants(one, wish) for one in booked) else ""


def _grants(visit: Appointment, wish: Wish) -> bool:
    """Whether this visit was booked, or moved, since then to a time that was waited for."""
    return (
        visit.changed_at > wish.created_at
        and (visit.service_id, visit.location_id) == (wish.service_id, wish.location_id)
        and wish.likes(visit.starts, visit.practitioner_id)
    )


def visits_ahead(wishes: list[Wish], now: dt.datetime) -> dict[int, list[Appointment]]:
    """The visits ahead of those who wait, by patient; one query."""
    found = defaultdict(list)
    people = {wish.patient_id for wish in wishes}
    for visit in Appointment.objects.upcoming(now).filter(patient__in=people):
        found[visit.patient_id or 0].append(visit)
    return found
