"""Offer a time to somebody who waits: it is held until they answer, or the deadline."""

import datetime as dt
import secrets
from functools import partial

from django.contrib.auth.base_user import AbstractBaseUser

from bookings.models import Appointment, Clinic, Practitioner, Status, Wish, WishOffer
from bookings.scheduling import place
from bookings.scheduling.adverse import needs_a_look
from bookings.scheduling.errors import NotPossible, TimeTaken
from bookings.scheduling.move import move_earliest
from bookings.scheduling.review import after_open_hours, review_earliest
from bookings.scheduling.take import put, take
from bookings.scheduling.verdict import verdict_on
from screening import outcomes

NEAR = dt.timedelta(hours=24)
# Less is no time to read an email in.
AT_LEAST = dt.timedelta(minutes=10)


def deadline(*, now: dt.datetime, wish: Wish, start: dt.datetime, clinic: Clinic) -> dt.datetime:
    """Until when this start may be held for the wish: in opening hours, or sooner when near.

    It never reaches into the service's minimum notice, so that the time can still be given to
    somebody else. Raises NotPossible if that leaves less than ten minutes.
    """
    if start - now < NEAR:
        until = now + dt.timedelta(minutes=clinic.offer_minutes_near)
    else:
        left = dt.timedelta(minutes=clinic.offer_minutes)
        until = after_open_hours(left, since=now, location=wish.location)
    until = min(until, start - dt.timedelta(minutes=wish.service.min_notice_minutes))
    if until - now < AT_LEAST:
        raise NotPossible("This time is too near to wait for an answer. Please ring instead.")
    return until


def offer(
    *,
    now: dt.datetime,
    wish: Wish,
    start: dt.datetime,
    practitioner: Practitioner,
    by: AbstractBaseUser | None = None,
    mail: str = WishOffer.Mail.DUE,
) -> WishOffer:
    """Hold this time for the wish alone, and let the email about it be due.

    A wish has one open offer. Raises TimeTaken when the time is not free, or the wish has an
    offer already; NotPossible for a day on which the answers stop the service; Busy.
    """
    clinic = Clinic.objects.first() or Clinic()
    until = deadline(now=now, wish=wish, start=start, clinic=clinic)
    wanted = _wanted(now, wish, start, practitioner, until)
    fields = {
        "wish": wish,
        "key": f"offer:{secrets.token_hex(16)}",
        "practitioner": practitioner,
        "made_at": now,
        "made_by_id": by.pk if by else None,
        "deadline": until,
        "mail": mail,
        "next_try_at": now,
    }
    held = take(wanted, partial(_write, wanted, fields))
    if held is None:
        raise TimeTaken("This time is no longer free, or this person has an offer already.")
    return WishOffer.objects.get(key=held.idempotency_key)


def _wanted(
    now: dt.datetime, wish: Wish, start: dt.datetime, practitioner: Practitioner, until: dt.datetime
) -> place.Wish:
    """What is asked of the time; raises NotPossible for a day that the answers do not allow."""
    answers, kind = wish.answers, wish.service.kind
    verdict = verdict_on(answers, start.astimezone(wish.location.tz).date(), kind=kind)
    if verdict.outcome in outcomes.STOPS:
        raise NotPossible("On that day the health answers need another look. Please ask us first.")
    extra, senior = wish.needs
    if wish.visit:
        earliest = move_earliest(wish.visit)
    else:
        waits = verdict.outcome == outcomes.REVIEW or _needs_a_look(wish)
        # Taken at the last moment, it must not lapse before it is decided (hazard H05).
        earliest = review_earliest(since=until, location=wish.location) if waits else None
    return place.Wish(
        now=now,
        service=wish.service,
        location=wish.location,
        practitioner=practitioner,
        patient=wish.patient,
        start=start.astimezone(dt.UTC),
        extra_minutes=max(extra, verdict.extra_minutes),
        senior=senior or verdict.senior,
        not_before=earliest,
    )


def _needs_a_look(wish: Wish) -> bool:
    """Whether somebody decides because of what happened earlier (hazard H14)."""
    asked = wish.service.uses_needles and wish.assessment is not None
    return asked and needs_a_look(wish.patient)


def _write(wanted: place.Wish, fields: dict[str, object], at: place.Place) -> Appointment:
    """The hold and its offer, in one transaction; a second open offer is refused there."""
    held = put(
        wanted,
        at,
        idempotency_key=str(fields["key"]),
        status=Status.PROPOSED,
        source=Appointment.Source.ONLINE,
        created_at=wanted.now,
        held_until=fields["deadline"],
    )
    made = WishOffer.objects.create(during=held.during, **fields)
    Wish.objects.filter(pk=made.wish_id).update(match_start=None, match_practitioner=None)
    return held
