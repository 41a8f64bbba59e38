"""Deliver what is due: claim a batch, ask whether each still holds, send it, note it.

Nothing is lost; after a crash between the server's 250 and our commit one email may come
twice, with one Message-ID.
"""

import datetime as dt
import random
import time
from collections import Counter

import structlog

from bookings.messages import claims, reasons
from bookings.messages.letters import Letter, compose, links_for
from bookings.messages.post import Answer, Post, Verdict, held_back
from bookings.messages.switch import stop_sending
from bookings.messages.texts import UnknownPlaceholder
from bookings.models import Clinic, Message, Patient

log = structlog.get_logger("bookings.messages")

# What was read for a batch is read anew for a mail that comes later in it than this.
KNOWN_FOR = dt.timedelta(seconds=2)
# One tick's share of time; the next tick finds what is left.
MOST_SECONDS = 60.0
FIRST_WAIT = dt.timedelta(seconds=15)
LONGEST_WAIT = dt.timedelta(minutes=30)
# A server that is away concerns every message: its return should be noticed soon.
LONGEST_OUTAGE_WAIT = dt.timedelta(seconds=60)

_Status = Message.Status


class Delivered(Counter[str]):
    """How many messages came to which status; "due" are to be tried again later."""

    def __str__(self) -> str:
        words = {one.value: one.value for one in _Status} | {_Status.DUE.value: "to try again"}
        return ", ".join(f"{count} {words[status]}" for status, count in self.items()) or "none"


def deliver(*, now: dt.datetime, owner: str) -> Delivered:
    """Send what waits at `now`, batch by batch, until nothing waits or the server fails.

    `owner` names this run and no other. Not inside a transaction.
    """
    run = _Run(now, owner)
    while run.batch():
        pass
    return run.delivered


def _held_by(facts: claims.Facts, patient: Patient, now: dt.datetime) -> tuple[str, str] | None:
    """The status and reason of a message that must not leave, or None (hazards H08, H16, H20)."""
    message = facts.message
    if not message.step.active:
        return _Status.SKIPPED, reasons.SWITCHED_OFF
    unwanted = _unwanted(facts, patient, now) if message.step.is_for_patients else ""
    if unwanted:
        return _Status.SKIPPED, unwanted
    if message.use_by < now:
        # What has been tried and kept failing is for reception to see.
        gave_up = (_Status.FAILED, f"gave up: {message.reason}"[:200])
        return gave_up if message.reason else (_Status.SKIPPED, reasons.LATE)
    return None


def _unwanted(facts: claims.Facts, patient: Patient, now: dt.datetime) -> str:
    """Why this reader gets no mail, or not this one; empty if they do."""
    message, person = facts.message, facts.message.related_person
    if not patient.may_be_contacted(now):
        return reasons.NO_CONTACT[Patient.Contact(patient.contact_state)]
    today = now.astimezone(message.appointment.location.tz).date()
    # What was read a moment ago may be of the day before: a birthday begins at an instant.
    if facts.standing.why is None or (person and not person.stands_on(today)):
        return reasons.SAY_ENDED if person else reasons.READ_FOR
    if facts.standing.why:
        return facts.standing.why
    if message.step.optional and message.reader.unsubscribed_at:
        return reasons.UNSUBSCRIBED
    return ""


def _wait(attempts: int, verdict: Verdict) -> dt.timedelta:
    """Exponential, with jitter so that many messages do not come back at one moment."""
    longest = LONGEST_OUTAGE_WAIT if verdict is Verdict.LOST else LONGEST_WAIT
    wait: dt.timedelta = min(FIRST_WAIT * 2 ** min(attempts - 1, 10), longest)
    return wait * random.uniform(0.5, 1)  # noqa: S311 - jitter, not a secret


class _Run:
    """One owner's work from one `now` on; it keeps its own count of the time that passes."""

    def __init__(self, now: dt.datetime, owner: str) -> None:
        self._began, self._started, self._owner = now, time.monotonic(), owner
        self._goes_on = True
        self._links: dict[int, dict[str, str]] = {}
        self.delivered = Delivered()

    def _elapsed(self) -> float:
        return time.monotonic() - self._started

    def _now(self) -> dt.datetime:
        return self._began + dt.timedelta(seconds=self._elapsed())

    def batch(self) -> bool:
        """Send one batch over one connection; returns whether to go on."""
        clinic = Clinic.objects.first()
        if not self._goes_on or clinic is None or clinic.sending_stopped:
            return False
        claimed = claims.claim(now=self._now(), owner=self._owner)
        if not claimed:
            return False
        try:
            facts = self._read(claimed)
            with Post() as post:
                for pk in claimed:
                    if self._goes_on and pk in facts:
                        self._one(facts[pk], clinic, post)
        finally:
            claims.release(owner=self._owner)
        return self._elapsed() < MOST_SECONDS

    def _read(self, ids: list[int]) -> dict[int, claims.Facts]:
        """What is known of these messages, and their links; three queries."""
        facts = claims.read(ids, now=self._now())
        self._links |= links_for([one.message for one in facts.values()], self._now())
        return facts

    def _one(self, facts: claims.Facts, clinic: Clinic, post: Post) -> None:
        now = self._now()
        grip = claims.hold(facts.message.pk, now=now, owner=self._owner)
        if grip is None:
            return
        if grip.stopped:
            # Asked before each email: the switch acts on all that is not yet handed over.
            self._goes_on = False
            return
        if grip.stamp != facts.standing.stamp or now - facts.known_at > KNOWN_FOR:
            facts = self._read([facts.message.pk])[facts.message.pk]
        facts.message.attempts = grip.attempts
        self._decide(facts, clinic, post, now)

    def _decide(self, facts: claims.Facts, clinic: Clinic, post: Post, now: dt.datetime) -> None:
        message, stands = facts.message, facts.standing
        patient = message.appointment.patient
        if patient is None or not stands.holds:
            self._settle(message, _Status.VOID, reason=reasons.CHANGED)
        elif ends := _held_by(facts, patient, now):
            self._settle(message, ends[0], reason=ends[1])
        elif later := stands.waits_until:
            # To wait is no try.
            tries = message.attempts - 1
            self._settle(message, _Status.DUE, due_at=later, next_try_at=later, attempts=tries)
        else:
            self._send(facts, patient, clinic, post)

    def _send(self, facts: claims.Facts, patient: Patient, clinic: Clinic, post: Post) -> None:
        message = facts.message
        try:
            made = self._links[message.pk]
            letter = compose(message, patient, clinic, made, now=self._now())
        except UnknownPlaceholder as error:
            self._settle(message, _Status.FAILED, reason=str(error)[:200])
            return
        if reason := held_back(letter.email.to):
            self._settle(message, _Status.SKIPPED, reason=reason)
            return
        answer = post.send(letter.email)
        if answer.verdict is Verdict.SENT:
            self._sent(facts, letter)
        else:
            self._not_sent(message, answer)

    def _sent(self, facts: claims.Facts, letter: Letter) -> None:
        self._settle(
            facts.message,
            _Status.SENT,
            told=letter.told,
            sent_at=self._now(),
            to=", ".join(letter.email.to)[:254],
            text_id=facts.text_id,
            reason="",
        )

    def _not_sent(self, message: Message, answer: Answer) -> None:
        if answer.verdict is Verdict.REFUSED:
            if answer.bad_address and message.step.is_for_patients:
                message.reader.mail_comes_back(self._now())
            self._settle(message, _Status.FAILED, reason=answer.reason)
            return
        if answer.verdict is Verdict.STOP:
            stop_sending(answer.reason)
        self._goes_on = answer.verdict is Verdict.AGAIN
        again = self._now() + _wait(message.attempts, answer.verdict)
        # One last try at the end of its use: better late than given up early.
        again = max(min(again, message.use_by), self._now())
        self._settle(message, _Status.DUE, next_try_at=again, reason=answer.reason)

    def _settle(
        self,
        message: Message,
        status: str,
        *,
        told: dict[int, dict[str, object]] | None = None,
        **written: object,
    ) -> None:
        if claims.settle(message, owner=self._owner, told=told or {}, status=status, **written):
            self.delivered[status] += 1
            log.info("message settled", message=message.pk, status=str(status))
