"""By which links and sign-ins a patient's visits are open at this moment, and shutting them."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from bookings.models import Appointment, Patient, PatientAccount, VisitLink


@dataclass(frozen=True, slots=True)
class Doors:
    """How many links still open a page, and the sign-ins that stand."""

    links: int
    accounts: list[PatientAccount]

    @property
    def any(self) -> bool:
        return bool(self.links or self.accounts)


def of_visit(visit: Appointment, now: dt.datetime) -> Doors:
    """The links of one visit; one query."""
    return Doors(VisitLink.objects.filter(appointment=visit).open(now).count(), [])


def of_patient(patient: Patient, now: dt.datetime) -> Doors:
    """Those of all visits, and who signs in to them; two queries."""
    accounts = PatientAccount.objects.filter(patient=patient, ended_at=None)
    links = VisitLink.objects.filter(appointment__patient=patient)
    rows = accounts.select_related("user", "related_person").order_by("verified_at")
    return Doors(links.open(now).count(), list(rows))


@transaction.atomic
def shut(*, patient: Patient, visit: Appointment | None, now: dt.datetime) -> int:
    """Close the links of the visit, or every link and sign-in; returns how many stood open."""
    if visit is not None:
        return visit.links.revoke(now)
    links = VisitLink.objects.filter(appointment__patient=patient).revoke(now)
    return links + PatientAccount.objects.filter(patient=patient).end(now)
