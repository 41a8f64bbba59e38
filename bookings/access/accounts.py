"""Whose address is whose: who may be sent a code, and which records a date of birth opens."""

import datetime as dt
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q

from bookings.models import Location, Patient, PatientAccount, RelatedPerson


def user_for(email: str, *, now: dt.datetime) -> Any | None:
    """Who may be sent a code at this address: made when first asked for, never staff.

    None for an address that no living patient's record has, and no related person who may
    see visits; for one of the staff, who sign in with password and second step; and for
    whoever is switched off. The same queries whatever the answer, save the first time.
    """
    users = get_user_model()._default_manager
    found = list(users.filter(email__iexact=email))
    known = _is_known(email, now)
    if not known or not all(is_a_patients(one) for one in found):
        return None
    if found:
        return found[0]
    # Two browsers may ask at one moment; the unique address lets one of them make it.
    made = users.model(email=email.lower())
    made.set_unusable_password()
    users.bulk_create([made], ignore_conflicts=True)
    return users.get(email=email.lower())


def is_a_patients(user: Any) -> bool:
    """Whether this user may have patients' records: signed in, on, and none of the staff."""
    return bool(
        user.is_authenticated and user.is_active and not (user.is_staff or user.is_superuser)
    )


def is_for_staff(email: str) -> bool:
    """Whether somebody on the staff signs in with this address."""
    users = get_user_model()._default_manager
    return users.filter(Q(is_staff=True) | Q(is_superuser=True), email__iexact=email).exists()


def fitting(user: Any, born: dt.date, *, now: dt.datetime) -> list[PatientAccount]:
    """The accounts that this address and date of birth open, new ones written down.

    Whoever is a related person of a patient comes in as that, as long as their say stands,
    also where the patient's record has the same address (hazard H20).
    """
    through = {
        one.patient_id: one
        for one in _persons(user.email).filter(patient__date_of_birth=born).order_by("may_book")
        if one.may_see and _stands(one, clinic_day(now))
    }
    own = Patient.objects.at_address(user.email).filter(date_of_birth=born)
    own = own.exclude(pk__in=_persons(user.email).values("patient"))
    wanted: list[tuple[int, RelatedPerson | None]] = [*through.items()]
    wanted += [(key, None) for key in own.values_list("pk", flat=True)]
    return [_account(user, patient, person, now) for patient, person in wanted]


def clinic_day(now: dt.datetime) -> dt.date:
    """Today by the clinic's clock, which is that of its first open location."""
    place = Location.objects.filter(active=True).first()
    return now.astimezone(place.tz if place else dt.UTC).date()


def _is_known(email: str, now: dt.datetime) -> bool:
    living = Patient.objects.at_address(email).exclude(contact_state=Patient.Contact.DIED)
    persons = RelatedPerson.objects.standing(clinic_day(now)).filter(
        may_see=True, email__iexact=email
    )
    either = living.order_by().values("pk").union(persons.order_by().values("patient"))
    return bool(list(either[:1]))


def _persons(email: str) -> Any:
    return RelatedPerson.objects.filter(email__iexact=email, patient__merged_into=None)


def _stands(person: RelatedPerson, today: dt.date) -> bool:
    return person.ended_at is None and (person.ends_on is None or person.ends_on > today)


def _account(
    user: Any, patient: int, person: RelatedPerson | None, now: dt.datetime
) -> PatientAccount:
    """The one that stands for this patient, or a new one; another say ends the old one."""
    rows = PatientAccount.objects.filter(user=user, patient=patient)
    rows.exclude(related_person=person).end(now)
    account, _ = rows.select_related("patient").get_or_create(
        user=user,
        patient_id=patient,
        related_person=person,
        ended_at=None,
        defaults={"verified_at": now},
    )
    return account
