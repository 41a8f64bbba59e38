"""All that happened with a patient, newest first: visits, messages, levels, consents, notes."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from bookings.models import Appointment, Consent, Location, Message, Patient, SpokenConsent
from screening import outcomes


@dataclass(frozen=True)
class Entry:
    """One line; `local` is by the clock of its place. `answers` is for who may read them."""

    at: dt.datetime
    local: dt.datetime
    kind: str
    words: str
    by: str = ""
    url: str = ""
    answers: str = ""


def timeline(patient: Patient) -> list[Entry]:
    """Newest first; six queries however long it is."""
    visits = list(
        Appointment.objects.filter(patient=patient)
        .select_related("service", "practitioner", "location", "assessment", "course")
        .defer("assessment__answers", "assessment__fired")
    )
    entries = [
        *_visits(visits),
        *_messages(patient),
        *_consents(patient),
        *_spoken(patient),
        *_notes(patient),
        *_merges(patient),
    ]
    return sorted(entries, key=lambda entry: entry.at, reverse=True)


def _local(at: dt.datetime, place: Location | None = None) -> dt.datetime:
    return at.astimezone(place.tz) if place else timezone.localtime(at)


def _visits(visits: list[Appointment]) -> Iterator[Entry]:
    for visit in visits:
        url = reverse("admin:bookings_appointment_change", args=[visit.pk])
        where = f", {visit.place_in_course}" if visit.course else ""
        what = f"{visit.service}{where} with {visit.practitioner}, {visit.location}"
        status = visit.get_status_display()
        yield Entry(visit.starts, visit.local_starts, "Visit", f"{what}: {status}", url=url)
        if asked := visit.assessment:
            yield Entry(
                asked.created_at,
                _local(asked.created_at, visit.location),
                "Screening",
                outcomes.IN_SHORT[asked.outcome],
                answers=reverse("admin:visit_screening", args=[visit.reference]),
            )


def _messages(patient: Patient) -> Iterator[Entry]:
    rows = Message.objects.filter(patient=patient).exclude(status=Message.Status.VOID)
    for message in rows.select_related("step", "appointment__location"):
        at = message.sent_at or message.due_at
        local = _local(at, message.appointment.location)
        url = reverse("admin:bookings_appointment_change", args=[message.appointment_id])
        words = f"{message.step}: {message.get_status_display()}"
        yield Entry(at, local, "Message", words, url=url)


def _consents(patient: Patient) -> Iterator[Entry]:
    rows = Consent.objects.filter(appointment__patient=patient)
    for consent in rows.select_related("text", "appointment__location"):
        local = _local(consent.given_at, consent.appointment.location)
        yield Entry(consent.given_at, local, "Consent", str(consent.text), by=consent.given_name)


def _spoken(patient: Patient) -> Iterator[Entry]:
    """What was said to needles; what was asked meanwhile is for practitioners, elsewhere."""
    rows = SpokenConsent.objects.filter(appointment__patient=patient).defer("words")
    for one in rows.select_related("recorded_by", "text", "appointment__location"):
        said = f"To needles, {one.get_where_display()}: {one.in_words}"
        words = f"{said} (by {one.text})" if one.text else said
        undone = " – corrected afterwards" if one.undone_at else ""
        local = _local(one.at, one.appointment.location)
        yield Entry(one.at, local, "Consent", words + undone, by=str(one.recorded_by or "online"))


def _notes(patient: Patient) -> Iterator[Entry]:
    for note in patient.notes.select_related("author"):
        yield Entry(note.at, _local(note.at), "Note", note.text, by=str(note.author))


def _merges(patient: Patient) -> Iterator[Entry]:
    for merge in patient.merges.select_related("gone", "by"):
        url = reverse("admin:bookings_patient_change", args=[merge.gone_id])
        words = f"The record {merge.gone.reference} was merged into this one"
        yield Entry(merge.at, _local(merge.at), "Merge", words, by=str(merge.by), url=url)
