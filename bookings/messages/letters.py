"""A message as an email: who it is for, what it says, and what it tells of the visit."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from email.utils import format_datetime, formataddr, parseaddr
from typing import Any
from urllib.parse import urlsplit

import css_inline
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse

from bookings.messages import calendar
from bookings.messages.links import Wanted, new_links
from bookings.messages.readers import staff_addresses
from bookings.messages.texts import PRIVATE, blocks, fill, named
from bookings.messages.together import OF_A_COURSE, together
from bookings.messages.values import course_values, had_needles, values
from bookings.models import Appointment, Clinic, Message, Patient, RelatedPerson, Step, VisitLink
from bookings.models.signs import FLAGS

# The rules for dark screens and small ones cannot be inlined and stay in the head.
_INLINER = css_inline.CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)
# These tell the patient where and when; what they say is what was told.
_TELLING = (
    Step.Anchor.REQUESTED,
    Step.Anchor.BOOKED,
    Step.Anchor.MOVED,
    Step.Anchor.COURSE_REQUESTED,
    Step.Anchor.COURSE_BOOKED,
)
_CANCELLING = (
    Step.Anchor.CANCELLED_BY_PATIENT,
    Step.Anchor.CANCELLED_BY_CLINIC,
    Step.Anchor.COURSE_CANCELLED,
)


@dataclass(frozen=True, slots=True)
class Words:
    """What a reader sees: the subject, and the same text as HTML and as plain text."""

    subject: str
    html: str
    text: str


@dataclass(frozen=True, slots=True)
class Letter:
    """An email, and by visit the fields to write once it has left."""

    email: EmailMultiAlternatives
    told: dict[int, dict[str, Any]] = field(default_factory=dict)


# Each placeholder that is a link, and what it opens.
_PURPOSES: dict[str, str] = {
    "visit_link": VisitLink.Purpose.VISIT,
    "check_in_link": VisitLink.Purpose.CHECK_IN,
    "unsubscribe": VisitLink.Purpose.UNSUBSCRIBE,
}


def links_for(messages: Collection[Message], now: dt.datetime) -> dict[int, dict[str, str]]:
    """The links that each of these messages needs, by its id and then by name; one query."""
    wanted = [(one, name) for one in messages for name in _links_in(one)]
    made = new_links([_link(one, name) for one, name in wanted], now)
    desk = {"desk_link": settings.PUBLIC_URL + reverse("admin:tasks")}
    found = {one.pk: dict(desk) for one in messages}
    for (one, name), address in zip(wanted, made, strict=True):
        found[one.pk][name] = address
    return found


def _link(message: Message, name: str) -> Wanted:
    return Wanted(message.appointment, _PURPOSES[name], message.related_person)


def _links_in(message: Message) -> list[str]:
    names = named(body_for(message.step, message.reader))
    optional = {"unsubscribe"} if message.step.optional else set()
    return sorted((names | optional) & _PURPOSES.keys())


def compose(
    message: Message,
    patient: Patient,
    clinic: Clinic,
    made: dict[str, str],
    *,
    now: dt.datetime,
) -> Letter:
    """Write the email of a message as things stand; raises UnknownPlaceholder.

    The Message-ID comes from the row, so that a repeated mail can be recognised.
    """
    step, visit = message.step, message.appointment
    told = together(step, visit)
    words = write(step, visit, patient, clinic, made, told, reader=message.reader)
    for_staff = not step.is_for_patients
    to = staff_addresses(step, visit, clinic, now) if for_staff else [message.reader.email]
    email = envelope(words, clinic, to)
    email.extra_headers = _headers(message, made.get("unsubscribe", ""), now)
    if step.calendar and (confirmed := [one for one in told if one.confirmed_at]):
        email.attach(calendar.attachment(confirmed, clinic, message.reader))
    said = {one.pk: _told(step, one, now) for one in told}
    return Letter(email, {key: fields for key, fields in said.items() if fields})


def write(
    step: Step,
    visit: Appointment,
    patient: Patient,
    clinic: Clinic,
    made: dict[str, str],
    told: Sequence[Appointment] = (),
    *,
    reader: Patient | RelatedPerson,
) -> Words:
    """The words of a step at one visit; `made` are its links, `told` all visits that it tells
    of. Raises UnknownPlaceholder.

    Whether the `reader` has confirmed their address decides what may be said (hazard H09).
    """
    confirmed = reader.email_confirmed_at is not None
    said = values(visit, patient, clinic) | made
    if step.anchor in OF_A_COURSE:
        said |= course_values(visit, told or together(step, visit))
    if not confirmed and step.is_for_patients:
        said |= dict.fromkeys(PRIVATE, "")
    subject = fill(step.subject, said)
    context = {
        "subject": subject,
        "blocks": blocks(body_for(step, reader), said),
        "person": reader if isinstance(reader, RelatedPerson) else None,
        "patient": patient,
        "clinic": clinic,
        "location": visit.location,
        "red_flags": step.red_flags,
        "flags": FLAGS,
        "needled_on": said["day"] if confirmed and had_needles(visit) else "",
        "unsubscribe": made.get("unsubscribe", ""),
        "checked_on": step.signed_on,
        "my_visits": settings.PUBLIC_URL + reverse("bookings:my") if step.is_for_patients else "",
    }
    return Words(
        subject=subject,
        html=inlined(render_to_string("messages/base.html", context)),
        text=render_to_string("messages/base.txt", context).strip() + "\n",
    )


def envelope(words: Words, clinic: Clinic, to: list[str]) -> EmailMultiAlternatives:
    """The email of these words, from the clinic; replies go to the address that it watches."""
    email = EmailMultiAlternatives(
        subject=words.subject,
        body=words.text,
        from_email=formataddr((clinic.name, parseaddr(settings.DEFAULT_FROM_EMAIL)[1])),
        to=to,
        reply_to=[clinic.email],
    )
    if words.html:
        email.attach_alternative(words.html, "text/html")
    return email


def inlined(html: str) -> str:
    """With the rules of its style element at each element, as mail programs want them."""
    return _INLINER.inline(html)


def body_for(step: Step, reader: Patient | RelatedPerson) -> str:
    """What this reader may be told of the step (hazard H09)."""
    if reader.email_confirmed_at is None and step.is_for_patients:
        return step.body_unconfirmed or step.body
    return step.body


def _headers(message: Message, stop: str, now: dt.datetime) -> dict[str, str]:
    headers = {
        "Date": format_datetime(now),
        "Message-ID": f"<{message.message_id}@{urlsplit(settings.PUBLIC_URL).hostname}>",
        # Answering machines stay silent.
        "Auto-Submitted": "auto-generated",
        "Content-Language": settings.LANGUAGE_CODE,
    }
    if stop:
        # RFC 8058: the mail program offers one press, which is a POST.
        headers["List-Unsubscribe"] = f"<{stop}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers


def _told(step: Step, visit: Appointment, now: dt.datetime) -> dict[str, Any]:
    """The columns of the visit that say what its patient knows once this has left."""
    if step.anchor in _CANCELLING:
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
