"""Whom an online booking is for, and who fills it in for them (hazards H10 and H20)."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import Any

from bookings.access.drafts import age
from bookings.models import Appointment, Clinic, Draft, Patient, RelatedPerson, Wish
from bookings.models.related import say_ends_on

RELATION: dict[str, str] = {
    Draft.Who.CHILD: RelatedPerson.Relation.PARENT,
    Draft.Who.CARED: RelatedPerson.Relation.CARER,
}


class Party(StrEnum):
    """Who fills in, and for whom; the clinic's ages say where each begins."""

    SELF = "self"
    CHILD = "child"
    YOUNG = "young"
    ADULT = "adult"


def party(draft: Draft, clinic: Clinic, *, now: dt.datetime) -> Party:
    """Below the guardian age a child, then a young person with a say, then an adult."""
    if draft.who == Draft.Who.ME:
        return Party.SELF
    years = age(draft, now=now)
    if years < clinic.guardian_age:
        return Party.CHILD
    return Party.YOUNG if years < clinic.adult_age else Party.ADULT


@contextmanager
def newcomer(draft: Draft, clinic: Clinic, *, now: dt.datetime) -> Iterator[Patient]:
    """A new record from what was typed, and one of whoever filled it in for the patient.

    Both are erased again unless a visit or a wish comes of them; neither joins an existing
    record by itself (hazard H10).
    """
    typed = draft.details
    patient = Patient.objects.create(
        first_name=typed["first_name"],
        last_name=typed["last_name"],
        date_of_birth=dt.date.fromisoformat(typed["born"]),
        email=typed["email"],
        phone=typed["phone"],
        unsubscribed_at=_unsubscribed(typed, now),
        provisional=True,
        created_at=now,
    )
    _add_helper(draft, patient, clinic, now)
    try:
        yield patient
    finally:
        if not (patient.appointments.exists() or patient.wishes.exists()):
            patient.related_persons.all().delete()
            patient.delete()


def _unsubscribed(typed: dict[str, Any], now: dt.datetime) -> dt.datetime | None:
    """Nobody gets optional messages who did not ask for them."""
    return None if typed.get("messages") else now


def booked_by(made_now: Appointment | Wish) -> RelatedPerson | None:
    """Who filled in the road to this visit or wish, if that was not the patient."""
    made = RelatedPerson.objects.filter(patient=made_now.patient, created_at=made_now.created_at)
    return made.first()


def _add_helper(draft: Draft, patient: Patient, clinic: Clinic, now: dt.datetime) -> None:
    """A guardian sees and changes a child's visits; from then on the patient has to agree."""
    typed = draft.details.get("helper")
    if not typed:
        return
    who = party(draft, clinic, now=now)
    agreed = who is not Party.CHILD and draft.details["agrees"]
    may = who is Party.CHILD or agreed
    today = now.astimezone(draft.location.tz if draft.location else dt.UTC).date()
    relation = RELATION[draft.who]
    RelatedPerson.objects.create(
        patient=patient,
        relation=relation,
        name=typed["name"],
        email=typed["email"],
        phone=typed["phone"],
        unsubscribed_at=_unsubscribed(draft.details, now),
        may_see=may,
        may_book=may,
        gets_messages=may,
        agreed_at=now if agreed else None,
        created_at=now,
        ends_on=say_ends_on(patient, relation, agreed=agreed, clinic=clinic, today=today),
    )
