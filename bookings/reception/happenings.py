"""What happened and what was done at visits: the rows for whoever may read of them."""

from django.db.models import QuerySet
from django.http import Http404

from bookings.models import AdverseEvent, Patient, Procedure, SpokenConsent


def events_unseen() -> QuerySet[AdverseEvent]:
    """What happened at visits and nobody has looked at, the newest first."""
    return (
        AdverseEvent.objects.unseen()
        .select_related(
            "by", "appointment__patient", "appointment__practitioner", "appointment__location"
        )
        .prefetch_related("appointment__patient__related_persons")
    )


def event(key: int) -> AdverseEvent:
    """Something that happened, by its number; raises Http404."""
    found = AdverseEvent.objects.filter(pk=key).first()
    if found is None:
        raise Http404("No event has this number.")
    return found


def events_of(patient: Patient | None) -> QuerySet[AdverseEvent]:
    """What happened at any visit of this patient, for whoever may read answers."""
    return AdverseEvent.objects.filter(appointment__patient=patient)


def procedures_of(patient: Patient | None) -> QuerySet[Procedure]:
    """What was done at this patient's visits, the latest first, for whoever may read answers."""
    return (
        Procedure.objects.standing()
        .filter(appointment__patient=patient)
        .select_related("appointment__service")
    )


def said_to_needles(patient: Patient | None) -> QuerySet[SpokenConsent]:
    """What this patient said at or before each visit, the latest first, for the same people."""
    rows = SpokenConsent.objects.standing().filter(appointment__patient=patient)
    return rows.select_related("recorded_by")
