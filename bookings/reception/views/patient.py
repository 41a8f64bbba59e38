"""What is done with a patient's record: their visits ahead, and a note (hazard H08)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from bookings import scheduling
from bookings.models import PatientNote
from bookings.reception import queries
from bookings.reception.page import page, staff
from bookings.reception.record_forms import NoteForm
from bookings.reception.views.visit import desk
from bookings.reception.waitlist import of_patient
from portal.kit import clock


@desk
@require_http_methods(["GET", "POST"])
def clear(request: HttpRequest, reference: str) -> HttpResponse:
    """Every visit that is still ahead; a POST cancels them all, and no email says so."""
    now, patient = clock.now(), queries.patient(reference)
    if request.method == "POST":
        try:
            count = scheduling.clear_visits(now=now, patient=patient, by=staff(request))
            said = f"{count} visits of {patient} are cancelled. No email was sent."
            messages.success(request, said)
        except scheduling.SchedulingError as error:
            messages.error(request, f"{error.sentence} Nothing was cancelled: please look again.")
        return redirect("admin:bookings_patient_change", patient.pk)
    context = {
        "title": f"Visits ahead of {patient}",
        "patient": patient,
        "visits": queries.visits_ahead(patient, now),
        "wishes": of_patient(patient),
    }
    return page(request, "reception/clear.html", context)


@desk
@require_http_methods(["GET", "POST"])
def note(request: HttpRequest, reference: str) -> HttpResponse:
    """Write a note down; it is added to the others and never changed."""
    patient, form = queries.patient(reference), NoteForm(request.POST or None)
    if form.is_valid():
        PatientNote.objects.create(
            patient=patient,
            text=form.cleaned_data["text"],
            author_id=staff(request).pk,
            at=clock.now(),
        )
        messages.success(request, "The note is kept.")
        return redirect("admin:bookings_patient_change", patient.pk)
    context = {
        "title": f"Note about {patient}",
        "patient": patient,
        "form": form,
        "errors": form.errors,
    }
    return page(request, "reception/note.html", context)
