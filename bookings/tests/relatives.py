"""Young patients, and those who act for patients, as tests need them."""

import datetime as dt
from typing import Any

from bookings.models import Clinic, Patient, RelatedPerson
from bookings.models.related import say_ends_on
from conftest import NOW

BORN = {12: dt.date(2014, 5, 17), 15: dt.date(2011, 5, 17), 17: dt.date(2009, 5, 17)}


def young(age: int, **changes: Any) -> Patient:
    """A patient of 12, 15 or 17, who has no address of their own unless it is given."""
    given = {
        "first_name": "Robin",
        "last_name": "Walker",
        "date_of_birth": BORN[age],
        "created_at": NOW,
        "email_confirmed_at": NOW,
        **changes,
    }
    return Patient.objects.create(**given)


def parent(patient: Patient, *, agreed: bool = False, **changes: Any) -> RelatedPerson:
    """Sam, who may everything, until the birthday on which it ends."""
    return _relative(patient, "parent", agreed, changes)


def carer(patient: Patient, **changes: Any) -> RelatedPerson:
    """Sam, to whom a grown-up patient has agreed."""
    return _relative(patient, "carer", True, changes)


def _relative(
    patient: Patient, relation: str, agreed: bool, changes: dict[str, Any]
) -> RelatedPerson:
    ends_on = say_ends_on(
        patient, relation, agreed=agreed, clinic=Clinic.objects.get(), today=NOW.date()
    )
    given = {
        "patient": patient,
        "relation": relation,
        "name": "Sam Walker",
        "email": "sam@family.example",
        "email_confirmed_at": NOW,
        "phone": "0491 570 158",
        "may_see": True,
        "may_book": True,
        "gets_messages": True,
        "agreed_at": NOW if agreed else None,
        "created_at": NOW,
        "ends_on": ends_on,
        **changes,
    }
    return RelatedPerson.objects.create(**given)
