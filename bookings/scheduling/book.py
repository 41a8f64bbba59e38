"""Book a visit: for a patient online, or by reception on the phone."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser

from bookings.models import (
    Appointment,
    Assent,
    Consent,
    ConsentText,
    Location,
    Patient,
    Practitioner,
    Service,
    Status,
)
from bookings.scheduling.adverse import needs_a_look
from bookings.scheduling.errors import NotPossible, TimeTaken
from bookings.scheduling.override import Override, take_or_override
from bookings.scheduling.place import Place, Wish
from bookings.scheduling.review import open_review, review_due, review_earliest
from bookings.scheduling.take import put
from bookings.scheduling.verdict import Verdict, verdict_on
from screening import outcomes
from screening.models import Assessment

TAKEN = "Sorry, this time has just been taken."


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentGiven:
    """What was agreed to with the booking; `by` is patient, guardian or carer.

    `articles` are the keys of the versions that were opened on the way to it. `electrical` and
    `messages` are boxes, None where they did not stand on the page; `points` are the extra
    risks that did, in words.
    """

    text: ConsentText
    by: str
    name: str
    areas: Sequence[str] = ()
    articles: Sequence[int] = ()
    electrical: bool | None = None
    messages: bool | None = None
    points: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class _Said:
    """What is kept apart: the consent of who signs, the assent of the young person."""

    consent: ConsentGiven | None
    assent_told_by: str


def book(
    *,
    now: dt.datetime,
    service: Service,
    location: Location,
    start: dt.datetime,
    patient: Patient,
    source: str,
    key: str,
    practitioner: Practitioner | None = None,
    assessment: Assessment | None = None,
    consent: ConsentGiven | None = None,
    assent_told_by: str = "",
    by: AbstractBaseUser | None = None,
    for_staff: bool = False,
    extra_minutes: int = 0,
    senior: bool = False,
    override: Override | None = None,
    asked_at: dt.datetime | None = None,
) -> Appointment:
    """Take a time and return the visit: booked, or pending if the screening asks for review.

    The same `key` returns the same visit, however often it comes; a hold with that key is
    free to its holder and becomes the visit. With `practitioner` None anyone will do. An
    online booking needs an assessment that lets it pass on the day of the visit; what it
    adds to the length, and a senior practitioner, are asked for here. A review is asked for
    when the answers were given, or at `asked_at`, for answers that have waited.
    `assent_told_by` names who says that the young person has agreed. Staff may pass conflicts
    by an `override`. Raises TimeTaken with the nearest free times, NotPossible, or Busy.
    """
    found = Appointment.objects.filter(idempotency_key=key).first()
    if found and found.status != Status.PROPOSED:
        return found
    verdict = _gate(service, source, assessment, start.astimezone(location.tz).date())
    since = asked_at or (assessment.created_at if assessment else now)
    pending = verdict.outcome == outcomes.REVIEW or _needs_a_look(service, patient, assessment)
    wish = Wish(
        now=now,
        service=service,
        location=location,
        practitioner=practitioner,
        patient=patient,
        start=start.astimezone(dt.UTC),
        extra_minutes=max(extra_minutes, verdict.extra_minutes),
        senior=senior or verdict.senior,
        not_before=review_earliest(since=since, location=location) if pending else None,
        has=found,
        for_staff=for_staff,
    )
    fields: dict[str, Any] = {
        "patient": patient,
        "status": Status.PENDING if pending else Status.BOOKED,
        "confirmed_at": None if pending else now,
        "source": source,
        "idempotency_key": key,
        "assessment": assessment,
        "booked_by_id": by.pk if by else None,
    }
    said = _Said(consent, assent_told_by)
    write = partial(_write, wish, fields, said, since)
    try:
        return take_or_override(wish, write, override, taken=TAKEN)
    except TimeTaken:
        # A second press may have lost the time to the first.
        twin = Appointment.objects.filter(idempotency_key=key)
        if done := twin.exclude(status=Status.PROPOSED).first():
            return done
        raise


def _needs_a_look(service: Service, patient: Patient, assessment: Assessment | None) -> bool:
    """Whether somebody decides because of what happened earlier; on answers, once there are any."""
    return service.uses_needles and assessment is not None and needs_a_look(patient)


def _gate(service: Service, source: str, assessment: Assessment | None, day: dt.date) -> Verdict:
    """What counts for this service on this day; raises NotPossible where it may not be booked."""
    if source == Appointment.Source.ONLINE:
        if not (service.active and service.online) or service.paused:
            raise NotPossible("This service cannot be booked online at the moment.")
        if assessment is None:
            raise NotPossible("Please answer the health questions first.")
    verdict = verdict_on(assessment, day, kind=service.kind)
    if verdict.outcome in outcomes.STOPS:
        raise NotPossible("Your answers mean that this visit cannot be booked online.")
    return verdict


def _write(
    wish: Wish,
    fields: dict[str, Any],
    said: _Said,
    since: dt.datetime,
    place: Place,
) -> Appointment:
    visit = put(wish, place, created_at=wish.now, **fields)
    _with_the_visit(visit, said, since)
    return visit


def _with_the_visit(visit: Appointment, said: _Said, since: dt.datetime) -> None:
    if visit.status == Status.PENDING:
        open_review(visit, now=since, due=review_due(since=since, location=visit.location))
    if said.assent_told_by:
        told = {"told_at": visit.created_at, "told_by": said.assent_told_by}
        Assent.objects.create(appointment=visit, **told)
    if consent := said.consent:
        given = Consent.objects.create(
            appointment=visit,
            text=consent.text,
            given_at=visit.created_at,
            given_by=consent.by,
            given_name=consent.name,
            areas=list(consent.areas),
            electrical=consent.electrical,
            messages=consent.messages,
            points=list(consent.points),
        )
        if consent.articles:
            given.articles.set(consent.articles)
