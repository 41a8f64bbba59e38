"""Close the links in emails, and the sign-ins, of a visit or of a patient (hazard H09)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from bookings.models import Appointment, Patient
from bookings.reception import doors, queries
from bookings.reception.page import page
from bookings.reception.views.visit import desk
from portal.kit import clock


@desk
@require_http_methods(["GET", "POST"])
def of_visit(request: HttpRequest, reference: str) -> HttpResponse:
    """The links in the emails about one visit."""
    visit = queries.visit(reference)
    return _doors(request, visit.patient, visit)


@desk
@require_http_methods(["GET", "POST"])
def of_patient(request: HttpRequest, reference: str) -> HttpResponse:
    """The links of every visit, and who has signed in to see them."""
    return _doors(request, queries.patient(reference), None)


def _doors(
    request: HttpRequest, patient: Patient | None, visit: Appointment | None
) -> HttpResponse:
    """What is open; a POST closes it at once, also in browsers that came by it."""
    now = clock.now()
    assert patient is not None  # noqa: S101 - a visit of the desk has a patient
    record = _record(patient, visit)
    if request.method == "POST":
        count = doors.shut(patient=patient, visit=visit, now=now)
        messages.success(request, f"{count} closed. New emails carry new links.")
        return HttpResponseRedirect(record)
    found = doors.of_visit(visit, now) if visit else doors.of_patient(patient, now)
    context = {
        "title": f"Links of {visit or patient}",
        "visit": visit,
        "patient": patient,
        "doors": found,
        "record": record,
    }
    return page(request, "reception/doors.html", context)


def _record(patient: Patient, visit: Appointment | None) -> str:
    if visit:
        return reverse("admin:bookings_appointment_change", args=[visit.pk])
    return reverse("admin:bookings_patient_change", args=[patient.pk])
