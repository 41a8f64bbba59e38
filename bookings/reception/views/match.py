"""Is this record the same person as another? Merge them, or keep both (hazard H10)."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from bookings import scheduling
from bookings.models import Patient
from bookings.reception import queries
from bookings.reception.matching import likely
from bookings.reception.page import page, staff
from bookings.reception.record_forms import SameForm
from portal.kit import clock

records = permission_required("bookings.change_patient", raise_exception=True)


@records
@require_http_methods(["GET", "POST"])
def match(request: HttpRequest, reference: str) -> HttpResponse:
    """Likely the same person, side by side; a POST merges this record into the other."""
    patient, form = queries.patient(reference), SameForm(request.POST or None)
    if patient.merged_into_id:
        return redirect("admin:bookings_patient_change", patient.merged_into_id)
    if not form.is_valid():
        return _show(request, patient, form)
    kept = form.cleaned_data["other"]
    try:
        scheduling.merge(now=clock.now(), kept=kept, gone=patient, by=staff(request))
    except scheduling.SchedulingError as error:
        form.add_error(None, error.sentence)
        return _show(request, patient, form, status=409)
    messages.success(request, f"The two records of {kept} are one now.")
    return redirect("admin:bookings_patient_change", kept.pk)


@records
@require_POST
def keep(request: HttpRequest, reference: str) -> HttpResponse:
    """Nobody on record yet: a new patient."""
    patient = queries.patient(reference)
    if patient.keep_as_new():
        messages.success(request, f"{patient} is kept as a new patient.")
    return redirect("admin:bookings_patient_change", patient.pk)


def _show(
    request: HttpRequest, patient: Patient, form: SameForm, *, status: int = 200
) -> HttpResponse:
    context = {
        "title": f"Match {patient}",
        "patient": patient,
        "found": likely(patient),
        "form": form,
        "errors": form.errors,
    }
    return page(request, "reception/match.html", context, status=status)
