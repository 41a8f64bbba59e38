"""The mail of the made-up past: found by the real statement, and taken as sent.

Nobody wants a thousand emails at the first start. What fell due in the story is noted
as sent when it was due; of each kind the newest really leaves, so that there is
something to read.
"""

import datetime as dt

from django.db.models import F, OuterRef, QuerySet, Subquery

from bookings.messages.due import find_due
from bookings.models import Appointment, Message, Patient, Step

EVERY = dt.timedelta(hours=8)
# Mails that fell due within this time may really leave, at most so many.
LATELY = dt.timedelta(hours=24)
MOST_TO_SEND = 8
# Mails that tell when and where the visit is.
_TELLING = (Step.Anchor.BOOKED, Step.Anchor.REQUESTED, Step.Anchor.MOVED)
_TELLING_A_COURSE = (Step.Anchor.COURSE_BOOKED, Step.Anchor.COURSE_REQUESTED)
_CANCELLING = (Step.Anchor.CANCELLED_BY_PATIENT, Step.Anchor.CANCELLED_BY_CLINIC)


def sweeps(*, since: dt.datetime, until: dt.datetime) -> list[dt.datetime]:
    """The moments in (since, until) at which the story looks for due mail, and `until`."""
    count = -(-(until - since) // EVERY)
    return [until - number * EVERY for number in reversed(range(count))]


def settle(*, now: dt.datetime, until: dt.datetime, touched: set[int]) -> None:
    """Find what is due at `now`, and note it as sent for the visits `touched` by the story.

    The newest of each kind stay due if that is shortly before `until`, where the story
    ends: they are for the worker.
    """
    lately = now > until - LATELY
    if not find_due(now=now) and not lately:
        return
    due = Message.objects.filter(
        status=Message.Status.DUE, next_try_at__lte=now, appointment__in=touched
    )
    if lately:
        due = due.exclude(pk__in=_newest(due, now))
    due.exclude(patient__in=Patient.objects.reachable(now)).update(
        status=Message.Status.SKIPPED,
        reason="the patient wants no messages",
        lease_owner="",
    )
    rows = list(due.values_list("pk", "appointment_id", "step__anchor"))
    _note_what_was_told([(visit, anchor) for _, visit, anchor in rows])
    email = Patient.objects.filter(pk=OuterRef("patient_id")).values("email")
    Message.objects.filter(pk__in=[pk for pk, *_ in rows]).update(
        status=Message.Status.SENT,
        sent_at=F("due_at"),
        attempts=1,
        lease_owner="",
        to=Subquery(email),
    )


def _newest(due: "QuerySet[Message]", now: dt.datetime) -> list[int]:
    useful = due.filter(use_by__gt=now).order_by("step_id", "-due_at", "-pk").distinct("step_id")
    return list(useful.values_list("pk", flat=True)[:MOST_TO_SEND])


def _note_what_was_told(told: list[tuple[int, str]]) -> None:
    """As a mail that leaves does: calendar files count what the patient was told."""
    together = Appointment.objects.filter(
        course__appointments__in=[pk for pk, anchor in told if anchor in _TELLING_A_COURSE]
    )
    note_as_told(
        [
            *(pk for pk, anchor in told if anchor in _TELLING),
            *together.values_list("pk", flat=True),
        ]
    )
    cancelled = [pk for pk, anchor in told if anchor in _CANCELLING]
    Appointment.objects.filter(pk__in=cancelled, told_during__isnull=False).update(
        sequence=F("sequence") + 1
    )


def note_as_told(visits: list[int]) -> None:
    """Their patients know when and where these visits, by id, are now."""
    telling = Appointment.objects.filter(pk__in=visits)
    again = telling.exclude(told_during__isnull=True).exclude(told_during=F("during"))
    again.update(sequence=F("sequence") + 1)
    telling.update(
        told_during=F("during"),
        told_practitioner=F("practitioner"),
        told_location=F("location"),
    )
