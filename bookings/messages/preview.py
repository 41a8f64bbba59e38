"""A step's words at a real visit, to look at before anybody gets them; and a test to oneself."""

import difflib
from dataclasses import dataclass

from django.conf import settings

from bookings.messages.letters import Words, envelope, write
from bookings.messages.post import Answer, Post, Verdict, held_back
from bookings.messages.texts import LINKS, UnknownPlaceholder
from bookings.messages.values import clock_words, in_words
from bookings.models import Appointment, Clinic, Step

# They open nothing: nobody's visit can be reached from a preview.
_NOWHERE = "/visit/l/preview/"


def preview(step: Step, visit: Appointment, *, confirmed: bool) -> Words:
    """As the patient of this visit would read it, by whether their address is confirmed.

    Makes no link and writes nothing. Raises UnknownPlaceholder.
    """
    patient = visit.patient
    if patient is None:
        raise ValueError("A hold has no patient to write to.")
    patient.email_confirmed_at = patient.created_at if confirmed else None
    nowhere = settings.PUBLIC_URL + _NOWHERE
    made = dict.fromkeys(LINKS, nowhere) | {
        "unsubscribe": nowhere if step.optional else "",
        "answer_by": f"{clock_words(visit.local_starts)} on {in_words(visit.local_starts)}",
    }
    return write(step, visit, patient, Clinic.objects.get(), made, reader=patient)


def send_test(step: Step, visit: Appointment, *, to: str, confirmed: bool) -> str:
    """Send it to a member of staff, marked as a test; empty, or why it did not leave."""
    clinic = Clinic.objects.get()
    if clinic.sending_stopped:
        return "All emails are stopped."
    try:
        words = preview(step, visit, confirmed=confirmed)
    except UnknownPlaceholder as error:
        return str(error)
    email = envelope(words, clinic, [to])
    email.subject = f"[Test] {email.subject}"
    if reason := held_back(email.to):
        return f"Not sent: {reason}."
    with Post() as post:
        answer: Answer = post.send(email)
    return "" if answer.verdict is Verdict.SENT else f"Not sent: {answer.reason}"


@dataclass(frozen=True, slots=True)
class Change:
    """One line of a text against the one before: sign is "+", "-" or a space."""

    sign: str
    words: str


def changes(before: str, after: str) -> list[Change]:
    """What a newer text changed, line by line, with two lines around each change."""
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=2)
    return [Change(line[0], line[1:]) for line in list(lines)[2:] if not line.startswith("@@")]
