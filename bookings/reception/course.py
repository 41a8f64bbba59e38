"""Looking back at a course: how many visits were had, what was said after each, does it help."""

from dataclasses import dataclass
from typing import Self

from bookings.models import Appointment, CheckIn, Clinic, Status

_PAIN = "pain_now"


@dataclass(frozen=True)
class LookBack:
    """`pain` is 0 to 10 as answered before the first visit that says so; None if nobody said.

    Visits are those of the visit's own course, else of its patient and service. `planned`
    is how many the course has, 0 without one. `is_due` once as many were had as the clinic
    has set for looking back: the same rule puts the task on the list.
    """

    had: int
    planned: int
    is_due: bool
    pain: int | None
    check_ins: list[CheckIn]

    @classmethod
    def of(cls, visit: Appointment) -> Self:
        """At this visit; four queries."""
        rows = Appointment.objects.filter(patient=visit.patient_id, service=visit.service_id)
        if visit.course:
            rows = visit.course.appointments.all()
        had = rows.filter(status=Status.FULFILLED).count()
        return cls(
            had=had,
            planned=visit.course.visits if visit.course else 0,
            is_due=Clinic.objects.get().is_time_to_look_back(had),
            pain=_pain_before(visit),
            check_ins=list(CheckIn.objects.of_patient(visit.patient_id)),
        )


def _pain_before(visit: Appointment) -> int | None:
    rows = Appointment.objects.filter(
        patient=visit.patient_id, service=visit.service_id, assessment__isnull=False
    ).select_related("assessment")
    for row in rows.order_by("during"):
        said = row.assessment.answers.get(_PAIN) if row.assessment else None
        if said not in (None, ""):
            return int(said)
    return None
