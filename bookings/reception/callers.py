"""The person on the phone: who fits what is typed, and what they had last time."""

import datetime as dt
from typing import Any

from bookings.messages import is_reached
from bookings.models import Appointment, Patient

SHOWN = 12
_WANTED = ("service", "location", "practitioner")


def found_patients(data: Any) -> list[Patient]:
    """Those who fit what was typed into the search; else those whose name is like it."""
    typed = data.get("q", "")
    fitting = list(Patient.objects.matching(typed)[:SHOWN])
    return fitting or list(Patient.objects.resembling(typed)[:SHOWN])


def suggestion(patient: Patient) -> dict[str, str]:
    """What a line of the suggestions says; nothing of health."""
    return {
        "reference": patient.reference,
        "name": str(patient),
        "born": f"born {patient.date_of_birth:%-d %b %Y}",
        "phone": patient.phone,
        "alert": patient.alert,
    }


def with_usual(data: dict[str, Any], patient: Patient | None) -> dict[str, Any]:
    """The form with service, place and person of the patient's last visit, where none is chosen.

    What was filled in so for one patient is filled in anew for another. Two queries.
    """
    filled_for = data.get("usual", "")
    if patient is None or filled_for == patient.reference:
        return data
    if not filled_for and any(data.get(name) for name in _WANTED):
        return data
    return {**data, **dict.fromkeys(_WANTED, ""), **_usual(patient), "usual": patient.reference}


def _usual(patient: Patient) -> dict[str, Any]:
    rows = Appointment.objects.filter(
        patient=patient, service__active=True, location__active=True
    ).select_related("practitioner")
    last = rows.order_by("-during").first()
    if last is None:
        return {}
    theirs = last.practitioner
    offers = theirs.active and theirs.offers.filter(service=last.service_id).exists()
    return {
        "service": str(last.service_id),
        "location": str(last.location_id),
        "practitioner": str(theirs.pk) if offers else "",
    }


def screening_says(visit: Appointment, now: dt.datetime) -> str:
    """How the health questions of a visit just booked stand, and what to do."""
    if visit.assessment_id is not None:
        return "The health questions are answered."
    if is_reached(visit, now):
        return (
            "The health questions are not asked yet: ask them now,"
            " or leave it to the link in the confirmation email."
        )
    return (
        "The health questions are not asked yet, and no email reaches this patient: ask them now."
    )


def booked_says(visit: Appointment, now: dt.datetime) -> str:
    """What the desk is told once a visit is booked."""
    when = f"{visit.local_starts:%A %d %B, %H:%M}"
    return (
        f"{visit.patient} is booked: {when} with {visit.practitioner}."
        f" Reference {visit.reference}. {screening_says(visit, now)}"
    )
