"""What the demo's story is played with: the rows that the plan speaks of, by their names."""

import datetime as dt
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet

from bookings.models import (
    Appointment,
    ConsentText,
    Location,
    Patient,
    Practitioner,
    Service,
    Status,
)
from bookings.scheduling import ConsentGiven
from portal.demo import data
from portal.demo.clinic import patient_reference
from portal.demo.models import DemoMark
from portal.demo.plan import KEY
from portal.models import User
from screening.models import Version

# So long after a visit its patient may still say how they are.
AFTERMATH = dt.timedelta(days=3)


@dataclass
class Stage:
    """`visits` are the demo's own by key, while their story goes on; `touched` are ids.

    Those are the visits that this playing has acted on.
    """

    version: Version
    consent_text: ConsentText
    places: dict[str, Location]
    services: dict[str, Service]
    people: dict[str, Practitioner]
    patients: dict[int, Patient]
    reception: User
    lead: User
    visits: dict[str, Appointment] = field(default_factory=dict)
    touched: set[int] = field(default_factory=set)

    def consent(self, patient: Patient) -> ConsentGiven:
        """What a patient agrees to when booking online."""
        return ConsentGiven(
            text=self.consent_text,
            by="patient",
            name=str(patient),
            areas=["lower_back"],
            electrical=False,
            messages=True,
        )

    def keep(self, key: str, visit: Appointment) -> None:
        """Remember how the visit stands after an act of ours."""
        self.visits[key] = visit
        self.touched.add(visit.pk)


def set_stage() -> Stage:
    """Read everything once. Raises DoesNotExist or LookupError if the demo is not loaded."""
    version, consent_text = Version.objects.published(), ConsentText.objects.current()
    if version is None or consent_text is None:
        raise LookupError("The demo needs a published questionnaire and consent text.")
    numbers = {patient_reference(number): number for number in range(len(data.FIRST_NAMES))}
    return Stage(
        version=version,
        consent_text=consent_text,
        places=Location.objects.in_bulk(field_name="slug"),
        services=Service.objects.in_bulk(field_name="slug"),
        people=Practitioner.objects.in_bulk(field_name="slug"),
        patients={
            numbers[one.reference]: one for one in Patient.objects.filter(reference__in=numbers)
        },
        reception=User.objects.get(email=f"reception@{data.STAFF_DOMAIN}"),
        lead=User.objects.get(email=f"lead@{data.STAFF_DOMAIN}"),
        visits={visit.idempotency_key or "": visit for visit in _told()},
    )


def _told() -> QuerySet[Appointment]:
    """Open visits, and those of the last days, whose patients still say how they are."""
    mark = DemoMark.objects.first()
    going_on = Q(status__in=(Status.PENDING, Status.BOOKED, Status.ARRIVED))
    if mark:
        lately = Q(during__endswith__gt=mark.played_until - AFTERMATH)
        going_on |= Q(status=Status.FULFILLED) & lately
    rows = Appointment.objects.filter(going_on, idempotency_key__startswith=KEY)
    return rows.select_related("patient", "practitioner", "location", "service")
