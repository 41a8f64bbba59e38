"""The emails of the waitlist: each tells of one time that is held until a deadline.

The words are a step of the journey; what is to be sent stands with the offer, since there is
no visit yet that a message could hang on.
"""

import datetime as dt
from email.utils import format_datetime
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse

from bookings.messages import reasons
from bookings.messages.delivery import Delivered
from bookings.messages.letters import envelope, write
from bookings.messages.post import Answer, Post, Verdict, held_back
from bookings.messages.switch import stop_sending
from bookings.messages.texts import UnknownPlaceholder
from bookings.messages.values import clock_words, in_words
from bookings.models import (
    Appointment,
    Clinic,
    Message,
    Patient,
    RelatedPerson,
    Step,
    WishOffer,
)
from portal.kit.tokens import digest, token

log = structlog.get_logger("bookings.messages")

# Whoever claims an offer has it for so long; a try that failed is made again after it.
LEASE = dt.timedelta(seconds=60)
MOST = 50
_Mail = WishOffer.Mail
_AS_MESSAGE: dict[str, str] = {
    _Mail.SENT: Message.Status.SENT,
    _Mail.DUE: Message.Status.DUE,
    _Mail.FAILED: Message.Status.SKIPPED,
}


def deliver_offers(*, now: dt.datetime) -> Delivered:
    """Send the offers that are due; in many places at once, each leaves once.

    Each is claimed by pushing its next try back, so a worker that dies holds nothing up. One
    that was taken back meanwhile, or whose patient may not be written to, does not leave.
    """
    told = Delivered()
    clinic, step = Clinic.objects.first(), Step.objects.filter(anchor=Step.Anchor.OFFERED).first()
    if clinic is None or step is None:
        return told
    due = WishOffer.objects.filter(mail=_Mail.DUE, next_try_at__lte=now)
    with Post() as post:
        for key in list(due.order_by("next_try_at").values_list("pk", flat=True)[:MOST]):
            if Clinic.objects.filter(sending_stopped=True).exists():
                break
            if due.filter(pk=key).update(next_try_at=now + LEASE):
                told[_tell(key, now, clinic, step, post)] += 1
    return told


def _tell(key: int, now: dt.datetime, clinic: Clinic, step: Step, post: Post) -> str:
    """Send one offer, or note why not; the status that a message would have."""
    row = WishOffer.objects.select_related("wish__patient", "wish__location").get(pk=key)
    held = Appointment.objects.holds().with_names().filter(idempotency_key=row.key).first()
    if held is None or not row.is_open(now) or not step.active:
        return _settle(row, _Mail.FAILED, reasons.OFFER_OVER)
    reader = row.wish.reader(clinic, now)
    if reader is None:
        return _settle(row, _Mail.FAILED, _unwanted(row.wish.patient, now))
    secret = token()
    try:
        email = _email(row, held, clinic, step, secret, now, reader)
    except UnknownPlaceholder as error:
        return _settle(row, _Mail.FAILED, str(error))
    if kept := held_back(email.to):
        return _settle(row, _Mail.FAILED, kept)
    # The link has to work before the email can be read.
    person = reader if isinstance(reader, RelatedPerson) else None
    WishOffer.objects.filter(pk=row.pk).update(digest=digest(secret), related_person=person)
    return _after(row, post.send(email), now, reader)


def _unwanted(patient: Patient, now: dt.datetime) -> str:
    """Why nobody gets a mail for this patient at this moment (hazard H08)."""
    if not patient.may_be_contacted(now):
        return reasons.NO_CONTACT[Patient.Contact(patient.contact_state)]
    if patient.email_refused_at:
        return reasons.COMES_BACK
    return reasons.NOT_OWN if patient.email else reasons.NO_ADDRESS


def _email(
    row: WishOffer,
    held: Appointment,
    clinic: Clinic,
    step: Step,
    secret: str,
    now: dt.datetime,
    reader: Patient | RelatedPerson,
) -> EmailMultiAlternatives:
    """First name, time and place; the link opens one page, which asks for more (hazard H09)."""
    patient, local = row.wish.patient, row.deadline.astimezone(row.wish.location.tz)
    said = {
        "offer_link": settings.PUBLIC_URL + reverse("bookings:offer_link", args=[secret]),
        "answer_by": f"{clock_words(local)} on {in_words(local)}",
    }
    words = write(step, held, patient, clinic, said, reader=reader)
    email = envelope(words, clinic, [reader.email])
    email.extra_headers = {
        "Date": format_datetime(now),
        "Message-ID": f"<offer.{row.pk}@{urlsplit(settings.PUBLIC_URL).hostname}>",
        "Auto-Submitted": "auto-generated",
        "Content-Language": settings.LANGUAGE_CODE,
    }
    return email


def _after(
    row: WishOffer, answer: Answer, now: dt.datetime, reader: Patient | RelatedPerson
) -> str:
    """Note what the mail server has said; what may yet succeed is tried until the deadline."""
    if answer.verdict is Verdict.SENT:
        return _settle(row, _Mail.SENT, "", told_at=now)
    if answer.verdict is Verdict.REFUSED:
        if answer.bad_address:
            reader.mail_comes_back(now)
        return _settle(row, _Mail.FAILED, answer.reason)
    if answer.verdict is Verdict.STOP:
        stop_sending(answer.reason)
    return _settle(row, _Mail.DUE, answer.reason)


def _settle(row: WishOffer, mail: str, reason: str, **written: object) -> str:
    WishOffer.objects.filter(pk=row.pk).update(mail=mail, mail_reason=reason[:200], **written)
    log.info("offer told", offer=row.pk, mail=mail)
    return _AS_MESSAGE[mail]
