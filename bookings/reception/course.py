"""A course of visits of one service: what was said after each, and whether to look back."""

from dataclasses import dataclass
from typing import Self

from bookings.models import Appointment, CheckIn, Clinic, Status

_PAIN = "pain_now"


@dataclass(frozen=True)
class Course:
    """`pain` is 0 to 10 as answered before the first visit that says so; None if nobody said.

    `is_due` once as many visits were had as the clinic has set for looking back.
    """

    had: int
    is_due: bool
    pain: int | None
    check_ins: list[CheckIn]

    @classmethod
    def of(cls, visit: Appointment) -> Self:
        """Of this visit's patient and service; four queries."""
        clinic = Clinic.objects.get()
        done = Appointment.objects.filter(
            patient=visit.patient_id, service=visit.service_id, status=Status.FULFILLED
        )
        had = done.count()
        return cls(
            had=had,
            is_due=had >= clinic.course_visits,
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
