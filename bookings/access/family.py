"""Who stands around a visit's patient: whom to expect, whom to ring, what to have ready.

What to do, never why (hazards H12 and H20).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from bookings.models import Appointment, Clinic, Patient, RelatedPerson


@dataclass(frozen=True)
class Around:
    """Of one visit. `age` is told of the young alone; `persons` are those with a say on its day."""

    age: int | None = None
    guardian_expected: bool = False
    persons: list[RelatedPerson] = field(default_factory=list)
    interpreter: str = ""
    support_person: str = ""
    ready: list[str] = field(default_factory=list)

    @property
    def deciding(self) -> str:
        """Who decides about treatment in the patient's place, by name."""
        return " and ".join(one.name for one in self.persons if one.decides)

    @property
    def somebody_comes(self) -> bool:
        """Whether it matters who was there besides the patient."""
        return self.guardian_expected or bool(self.persons or self.support_person)

    @property
    def expected(self) -> str:
        """Who has to be there besides the patient; empty if nobody."""
        if self.guardian_expected:
            return "guardian expected"
        return f"{self.deciding} decides: expected too" if self.deciding else ""


def around(visits: Iterable[Appointment], clinic: Clinic) -> dict[int, Around]:
    """By the id of the visit; one query, however many there are. Holds are left out."""
    rows = [(one, one.patient) for one in visits if one.patient]
    persons: dict[int, list[RelatedPerson]] = {patient.pk: [] for _, patient in rows}
    for person in RelatedPerson.objects.filter(patient__in=list(persons)):
        persons[person.patient_id].append(person)
    return {one.pk: _around(one, patient, persons[patient.pk], clinic) for one, patient in rows}


def around_one(visit: Appointment, clinic: Clinic | None) -> Around:
    """Of a single visit; a clinic that is not set up yet has the model's own ages."""
    return around([visit], clinic or Clinic())[visit.pk]


def _around(
    visit: Appointment,
    patient: Patient,
    persons: list[RelatedPerson],
    clinic: Clinic,
) -> Around:
    day = visit.local_starts.date()
    age = patient.age_on(day)
    return Around(
        age=age if age < clinic.adult_age else None,
        guardian_expected=age < clinic.guardian_age,
        persons=[one for one in persons if one.stands_on(day)],
        interpreter=patient.interpreter,
        support_person=patient.support_person,
        ready=_have_ready(patient),
    )


def _have_ready(patient: Patient) -> list[str]:
    """What the desk prepares."""
    return [
        *([f"Interpreter: {patient.interpreter}"] if patient.interpreter else []),
        *([f"Comes with {patient.support_person}"] if patient.support_person else []),
        *([patient.access_needs] if patient.access_needs else []),
    ]
