"""A message as an email: who it is for, what it says, and what it tells of the visit."""

import datetime as dt
from dataclasses import dataclass, field
from email.utils import format_datetime, formataddr, parseaddr
from typing import Any
from urllib.parse import urlsplit

import css_inline
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from psycopg.types.range import Range

from bookings.messages import calendar
from bookings.messages.flags import FLAGS
from bookings.messages.links import new_link
from bookings.messages.texts import PRIVATE, blocks, fill
from bookings.models import Appointment, Clinic, Message, Patient, Review, Status, Step

# The rules for dark screens and small ones cannot be inlined and stay in the head.
_INLINER = css_inline.CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)
# These tell the patient where and when; what they say is what was told.
_TELLING = (Step.Anchor.REQUESTED, Step.Anchor.BOOKED, Step.Anchor.MOVED)


_OTHER = (
    "One of our practitioners has looked at your request and has changed what is booked."
    " Please call us if you have a question about it."
)
_ASK = "Please answer a few questions about your health before you come: use the button below."


@dataclass(frozen=True, slots=True)
class Letter:
    """An email, and the fields of the visit to write once it has left."""

    email: EmailMultiAlternatives
    told: dict[str, Any] = field(default_factory=dict)


def compose(message: Message, patient: Patient, *, now: dt.datetime) -> Letter:
    """Write the email of a message as things stand; raises UnknownPlaceholder.

    The Message-ID comes from the row, so that a repeated mail can be recognised.
    """
    step, visit, clinic = message.step, message.appointment, Clinic.objects.get()
    confirmed = patient.email_confirmed_at is not None
    values = _values(visit, patient, clinic, new_link(visit, now))
    if not confirmed:
        values |= dict.fromkeys(PRIVATE, "")
    body = step.body if confirmed else step.body_unconfirmed or step.body
    subject = fill(step.subject, values)
    context = {
        "subject": subject,
        "blocks": blocks(body, values),
        "clinic": clinic,
        "location": visit.location,
        "red_flags": step.red_flags,
        "flags": FLAGS,
        "needled_on": values["day"] if confirmed and _had_needles(visit) else "",
    }
    email = EmailMultiAlternatives(
        subject=subject,
        body=render_to_string("messages/base.txt", context).strip() + "\n",
        from_email=formataddr((clinic.name, parseaddr(settings.DEFAULT_FROM_EMAIL)[1])),
        to=[patient.email],
        reply_to=[clinic.email],
        headers=_headers(message, now),
    )
    email.attach_alternative(
        _INLINER.inline(render_to_string("messages/base.html", context)), "text/html"
    )
    if step.calendar and visit.confirmed_at:
        email.attach(calendar.attachment(visit))
    return Letter(email, _told(step, visit, now))


def _headers(message: Message, now: dt.datetime) -> dict[str, str]:
    return {
        "Date": format_datetime(now),
        "Message-ID": f"<{message.message_id}@{urlsplit(settings.PUBLIC_URL).hostname}>",
        # Answering machines stay silent.
        "Auto-Submitted": "auto-generated",
        "Content-Language": settings.LANGUAGE_CODE,
    }


def _told(step: Step, visit: Appointment, now: dt.datetime) -> dict[str, Any]:
    """The columns of the visit that say what its patient knows once this has left."""
    if step.anchor == Step.Anchor.CANCELLED:
        return {"sequence": calendar.sequence_for(visit)}
    asks = visit.assessment_id is None and "{health_questions}" in step.body
    asked = {"screening_sent_at": now} if asks else {}
    if step.anchor not in _TELLING:
        return asked
    return asked | {
        "told_during": visit.during,
        "told_practitioner_id": visit.practitioner_id,
        "told_location_id": visit.location_id,
        "sequence": calendar.sequence_for(visit),
    }


def _had_needles(visit: Appointment) -> bool:
    return visit.service.uses_needles if visit.needles_used is None else visit.needles_used


def _values(visit: Appointment, patient: Patient, clinic: Clinic, link: str) -> dict[str, str]:
    """What each placeholder stands for; an empty one leaves out its line."""
    place = visit.location
    local = visit.local_starts
    return {
        "first_name": patient.called,
        "clinic": clinic.name,
        "day": _day(local),
        "time": _time(local),
        "zone": place.zone.rpartition("/")[2].replace("_", " ") + " time",
        "minutes": str(visit.minutes),
        "place": f"{place.name}, {', '.join(place.address.splitlines())}",
        "practitioner": visit.practitioner.name,
        "service": visit.service.name,
        "reference": visit.reference,
        "other_service": _OTHER if _is_another_service(visit) else "",
        "health_questions": "" if visit.assessment_id else _ASK,
        "was": _was(visit),
        "decide_by": _decide_by(visit),
        "phone": place.phone or clinic.phone,
        "urgent_name": place.urgent_name,
        "urgent_number": place.urgent_number,
        "emergency_number": place.emergency_number,
        "visit_link": link,
    }


def _is_another_service(visit: Appointment) -> bool:
    changed = Review.objects.filter(appointment=visit, decision=Review.Decision.SERVICE)
    return visit.assessment_id is not None and changed.exists()


def _was(visit: Appointment) -> str:
    told: Range[dt.datetime] | None = visit.told_during
    where = visit.told_location
    if told is None or told.lower is None or where is None:
        return ""
    if told.lower == visit.starts and where == visit.location:
        return ""
    local = told.lower.astimezone(where.tz)
    return f"{_day(local)} at {_time(local)}, {where.name}"


def _decide_by(visit: Appointment) -> str:
    waits = visit.status == Status.PENDING
    review = Review.objects.filter(appointment=visit).first() if waits else None
    if review is None:
        return ""
    local = review.due_at.astimezone(visit.location.tz)
    return f"{_time(local)} on {_day(local)}"


def _day(local: dt.datetime) -> str:
    return f"{local:%A} {local.day} {local:%B} {local.year}"


def _time(local: dt.datetime) -> str:
    return f"{local.hour % 12 or 12}:{local.minute:02} {'am' if local.hour < 12 else 'pm'}"
