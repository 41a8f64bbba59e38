"""Book by phone, on one page: look things up as often as need be, then press a time."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseRedirect
from django.views.decorators.http import require_GET, require_POST

from bookings import scheduling
from bookings.models import Appointment, Patient
from bookings.reception.page import page, staff, today_url
from bookings.reception.phone import WhatForm, WhoForm, found_patients, free_times, new_key
from bookings.reception.slots import Chosen, slots
from bookings.reception.views.visit import desk
from portal.kit import clock


@desk
@require_GET
def phone(request: HttpRequest) -> HttpResponse:
    """An empty form, or one for the patient whose reference is in the address."""
    start = {"patient": request.GET.get("patient", ""), "key": new_key()}
    return _form(request, WhoForm(initial=start), WhatForm(initial=start), start, clock.now())


@desk
@require_POST
def look(request: HttpRequest) -> HttpResponse:
    """Find patients and free times for what is typed so far; nothing is written."""
    data = request.POST
    typed = data.dict()
    return _form(request, WhoForm(initial=typed), WhatForm(initial=typed), data, clock.now())


@desk
@require_POST
def book(request: HttpRequest) -> HttpResponse:
    """Take the time whose button was pressed, for a known or a new patient."""
    now, data = clock.now(), request.POST
    who, what = WhoForm(data), WhatForm(data)
    if not (who.is_valid() & what.is_valid()):
        return _form(request, who, what, data, now)
    patient = who.save(now=now)
    try:
        visit = _book(now, patient, what, staff(request))
    except scheduling.SchedulingError as error:
        what.add_error(None, error.sentence)
        kept = {**data.dict(), "patient": patient.reference}
        return _form(request, who, what, kept, now, error)
    when = f"{visit.local_starts:%A %d %B, %H:%M}"
    said = f"{patient} is booked: {when} with {visit.practitioner}. Reference {visit.reference}."
    messages.success(request, said)
    return HttpResponseRedirect(today_url(visit))


def _book(now: dt.datetime, patient: Patient, what: WhatForm, by: AbstractBaseUser) -> Appointment:
    place: Chosen = what.cleaned_data["place"]
    return scheduling.book(
        now=now,
        service=what.cleaned_data["service"],
        location=place.location,
        practitioner=place.practitioner,
        start=place.start,
        patient=patient,
        source=Appointment.Source.PHONE,
        key=what.cleaned_data["key"],
        by=by,
        for_staff=True,
    )


def _form(
    request: HttpRequest,
    who: WhoForm,
    what: WhatForm,
    data: Any,
    now: dt.datetime,
    refusal: scheduling.SchedulingError | None = None,
) -> HttpResponse:
    """The page with all that was typed; 409 with the nearest times if the time was taken."""
    patient = Patient.objects.filter(reference=data.get("patient") or "").first()
    context = {
        "title": "Book by phone",
        "who": who,
        "what": what,
        "q": data.get("q", ""),
        "patient": patient,
        "found": found_patients(data),
        "nearest": slots(getattr(refusal, "nearest", [])),
        "times": free_times(data, now=now, patient=patient),
        "looked": bool(data.get("service") and data.get("location")),
        "errors": who.errors or what.errors,
    }
    return page(request, "reception/phone.html", context, status=409 if refusal else 200)
