"""Symptoms on the phone: what to say, word for word, and a task for the clinical lead (H12)."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from bookings.models import Task
from bookings.models.signs import FLAGS
from bookings.reception import queries
from bookings.reception.clinical_forms import SymptomsForm
from bookings.reception.page import page, staff
from portal.kit import clock


@permission_required("bookings.run_desk", raise_exception=True)
@require_http_methods(["GET", "POST"])
def symptoms(request: HttpRequest) -> HttpResponse:
    """The script first; a POST keeps what was said for those who may judge it."""
    now, form = clock.now(), SymptomsForm(request.POST or None)
    if form.is_valid():
        Task.objects.keep_symptoms(form.cleaned_data, by=staff(request), now=now)
        messages.success(request, "Kept. The practitioners and the clinical lead see it at once.")
        return HttpResponseRedirect(reverse("admin:index"))
    context = {
        "title": "Symptoms on the phone",
        "form": form,
        "places": queries.places(),
        "signs": FLAGS.emergency,
    }
    return page(request, "reception/symptoms.html", context)
