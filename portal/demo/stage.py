"""What the demo's story is played with: the rows that the plan speaks of, by their names."""

from dataclasses import dataclass, field

from bookings.models import (
    Appointment,
    ConsentText,
    Location,
    Patient,
    Practitioner,
    Service,
)
from bookings.scheduling import ConsentGiven
from portal.demo import data
from portal.demo.clinic import patient_reference
from portal.demo.plan import KEY
from portal.models import User
from screening.models import Version


@dataclass
class Stage:
    """`visits` holds the demo's own open visits by key, `touched` the ids of those acted on now."""

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
            text=self.consent_text, by="patient", name=str(patient), areas=["lower_back"]
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
        visits={
            visit.idempotency_key or "": visit
            for visit in Appointment.objects.active()
            .filter(idempotency_key__startswith=KEY)
            .select_related("patient", "practitioner", "location", "service")
        },
    )
