"""Book by phone, on one page: look things up as often as need be, then press a time."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseRedirect
from django.views.decorators.http import require_GET, require_POST

from bookings import scheduling
from bookings.models import Appointment, Patient
from bookings.reception.callers import booked_says, found_patients, suggestion, with_usual
from bookings.reception.conflicts import PERMISSION, Conflict, refused
from bookings.reception.forms import PastForm
from bookings.reception.page import page, staff, today_url
from bookings.reception.phone import WhatForm, WhoForm, new_key, times
from bookings.reception.slots import Chosen, slots
from bookings.reception.views.visit import desk
from bookings.scheduling import Override
from portal.kit import clock


@desk
@require_GET
def phone(request: HttpRequest) -> HttpResponse:
    """An empty form, or one for the patient whose reference is in the address."""
    start = {"patient": request.GET.get("patient", ""), "key": new_key()}
    return _looked(request, start)


@desk
@require_POST
def look(request: HttpRequest) -> HttpResponse:
    """Find patients and free times for what is typed so far; nothing is written."""
    return _looked(request, request.POST.dict())


@desk
@require_POST
def suggest(request: HttpRequest) -> JsonResponse:
    """Who fits what is typed so far. Sent by POST: a name in an address lands in logs."""
    found = [suggestion(one) for one in found_patients(request.POST)]
    return JsonResponse({"patients": found})


@desk
@require_POST
def book(request: HttpRequest) -> HttpResponse:
    """Take the time whose button was pressed, for a known or a new patient."""
    return _take(request, request.POST.dict())


@permission_required(PERMISSION, raise_exception=True)
@require_POST
def book_past(request: HttpRequest) -> HttpResponse:
    """The same for a time that is not free: past what stands in the way, with a reason."""
    past = PastForm(request.POST)
    data = {**request.POST.dict(), "place": past.place}
    if not past.is_valid():
        return _form(request, WhoForm(initial=data), WhatForm(initial=data), data, past=past)
    return _take(request, data, past.override)


def _take(
    request: HttpRequest, data: dict[str, Any], override: Override | None = None
) -> HttpResponse:
    now, who, what = clock.now(), WhoForm(data), WhatForm(data)
    if not (who.is_valid() & what.is_valid()):
        return _form(request, who, what, data)
    patient = who.save(now=now)
    try:
        visit = _book(now, patient, what, staff(request), override)
    except scheduling.SchedulingError as error:
        what.add_error(None, error.sentence)
        return _form(request, who, what, {**data, "patient": patient.reference}, error)
    messages.success(request, booked_says(visit, now))
    return HttpResponseRedirect(today_url(visit))


def _book(
    now: dt.datetime,
    patient: Patient,
    what: WhatForm,
    by: AbstractBaseUser,
    override: Override | None,
) -> Appointment:
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
        override=override,
    )


def _looked(request: HttpRequest, data: dict[str, Any]) -> HttpResponse:
    data = with_usual(data, _patient(data))
    return _form(request, WhoForm(initial=data), WhatForm(initial=data), data)


def _patient(data: dict[str, Any]) -> Patient | None:
    return Patient.objects.standing().filter(reference=data.get("patient") or "").first()


def _form(
    request: HttpRequest,
    who: WhoForm,
    what: WhatForm,
    data: dict[str, Any],
    refusal: scheduling.SchedulingError | None = None,
    past: PastForm | None = None,
) -> HttpResponse:
    """The page with all that was typed; 409 with the nearest times if the time was taken."""
    patient = _patient(data)
    shown = times(data, request.user, now=clock.now(), patient=patient)
    past = past or PastForm(initial={"reason": data.get("reason", "")})
    context = {
        "title": "Book by phone",
        "who": who,
        "what": what,
        "q": data.get("q", ""),
        "patient": patient,
        "found": found_patients(data),
        "nearest": slots(getattr(refusal, "nearest", [])),
        "times": shown,
        "conflicts": _refused(request, what, refusal) or shown.typed,
        "past": past,
        "errors": who.errors or what.errors or past.errors,
    }
    return page(request, "reception/phone.html", context, status=409 if refusal else 200)


def _refused(
    request: HttpRequest, what: WhatForm, refusal: scheduling.SchedulingError | None
) -> list[Conflict]:
    """What stands against the pressed time, to be passed or not."""
    if not isinstance(refusal, scheduling.TimeTaken):
        return []
    place: Chosen = what.cleaned_data["place"]
    return refused(request.user, place.start, place.practitioner, place.location, refusal.refusals)
