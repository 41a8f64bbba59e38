"""Whose yes a visit needs: the patient's, a guardian's, or that of who decides (hazard H20)."""

from bookings.models import Appointment, Clinic, Consent, RelatedPerson, YoungPerson
from bookings.scheduling.errors import NotPossible

_ASK = "Needles need the young person's own yes: please ask them, and record it."
_NO = "The young person said no: needles are not used."


def signer_of(visit: Appointment) -> str:
    """A Consent.GivenBy: who says yes to needles at this visit, on its day where it is."""
    patient, clinic = visit.patient, Clinic.objects.first() or Clinic()
    if patient is None:
        raise ValueError("A hold has nobody who could say yes.")
    day = visit.local_starts.date()
    if patient.age_on(day) < clinic.guardian_age:
        return Consent.GivenBy.GUARDIAN
    deciding = RelatedPerson.objects.standing(day).filter(patient=patient, decides=True)
    return Consent.GivenBy.CARER if deciding.exists() else Consent.GivenBy.PATIENT


def require_assent(signer: str, assent: str) -> None:
    """Where a guardian signs, the young person agrees too. Raises NotPossible."""
    if assent == YoungPerson.REFUSED:
        raise NotPossible(_NO)
    if signer == Consent.GivenBy.GUARDIAN and assent != YoungPerson.AGREED:
        raise NotPossible(_ASK)
