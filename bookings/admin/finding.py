"""Searching rows that belong to a patient or a visit, among very many."""

from typing import Any

from django.db.models import Q, QuerySet

from bookings.models import Appointment, Patient

# A word that fits more patients than this has to be longer.
MOST = 500


def of_patient_or_visit(rows: QuerySet[Any], words: str, *, visit: str = "") -> QuerySet[Any]:
    """Rows of the patients who fit the words, or of the visit that has this reference.

    `visit` names the way from a row to its visit, empty for visits themselves. Patients and
    visit are read first: an OR across tables would have every row looked at.
    """
    if not words.strip():
        return rows
    patients = Patient.objects.matching(words).order_by("pk").values_list("pk", flat=True)[:MOST]
    reference = words.strip().upper()
    found = Appointment.objects.filter(reference=reference).values_list("pk", flat=True)
    where = Q(**{f"{visit or 'pk'}__in": list(found)})
    return rows.filter(where | Q(patient__in=list(patients)))
