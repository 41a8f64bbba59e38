"""Who may open whose health answers (hazard H12): the one place that says so."""

from typing import Any

from bookings.models import Appointment, Practitioner, Review, Status

READ, READ_ALL, DECIDE = (
    "bookings.read_answers",
    "bookings.read_every_answer",
    "bookings.decide_review",
)


def may_read(user: Any, visit: Appointment) -> bool:
    """Whether this member of staff may open the answers behind this visit.

    A practitioner reads those of patients of their own: with a visit with them, past or
    ahead, that is not cancelled. Whoever decides reviews also reads what waits for a
    decision, and what they have decided. Two queries at most.
    """
    if not user.has_perm(READ):
        return False
    if user.has_perm(READ_ALL) or (user.has_perm(DECIDE) and visit.status == Status.PENDING):
        return True
    own = Appointment.objects.filter(patient=visit.patient_id, practitioner__user=user.pk)
    return (
        own.filter(takes_time=True, practitioner__active=True).exists()
        or Review.objects.filter(appointment=visit, decided_by=user.pk).exists()
    )


def may_suggest(user: Any) -> bool:
    """Whether this user treats patients here, and so may suggest a course; one query."""
    return bool(
        user.has_perm(READ) and Practitioner.objects.filter(user=user.pk, active=True).exists()
    )
