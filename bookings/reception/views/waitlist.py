"""The waitlist at the desk: who waits, and each way to steer it, by POST alone."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bookings import scheduling
from bookings.models import Appointment, Clinic, Patient, Wish, WishOffer
from bookings.reception import queries
from bookings.reception.callers import found_patients
from bookings.reception.house import house_of
from bookings.reception.page import back, page, staff
from bookings.reception.slots import slots
from bookings.reception.views.visit import desk
from bookings.reception.waitlist import PER_PAGE, lines, waiting
from bookings.reception.waitlist_forms import (
    AnswerForm,
    CallerForm,
    FindForm,
    FirstForm,
    SlotForm,
)
from portal.kit import clock

SHOWN = 12


@desk
@require_GET
def waitlist(request: HttpRequest) -> HttpResponse:
    """Everybody who waits, whom to ring first."""
    return _show(request)


@desk
@require_http_methods(["GET", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """Whom to add. Sent by POST: a name in an address lands in logs."""
    form = FindForm(request.POST or None)
    found = found_patients(form.cleaned_data) if form.is_valid() else []
    context = {"title": "Add a caller to the waitlist", "form": form, "found": found}
    return page(request, "reception/waitlist_find.html", context)


@desk
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, reference: str) -> HttpResponse:
    """What a caller waits for."""
    now, patient = clock.now(), queries.patient(reference)
    form = CallerForm(request.POST or None, patient=patient, now=now)
    if form.is_valid() and _added(request, form, patient, now):
        messages.success(request, f"{patient} is on the waitlist.")
        return redirect("admin:waitlist")
    context = {"title": f"{patient} waits for an earlier time", "form": form, "patient": patient}
    return page(request, "reception/waitlist_add.html", context)


@desk
@require_GET
def times(request: HttpRequest, reference: str) -> HttpResponse:
    """The next free times that suit, to offer one."""
    now, wish = clock.now(), _wish(reference)
    free = slots(scheduling.starts_for(wish, now=now, count=SHOWN))
    context = {"title": f"Offer {wish.patient} a time", "wish": wish, "slots": free}
    return page(request, "reception/waitlist_times.html", context)


@desk
@require_POST
def offer(request: HttpRequest, reference: str) -> HttpResponse:
    """Hold a time for this person now; the email goes at once, if one reaches them."""
    now, wish, form = clock.now(), _wish(reference), SlotForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Please choose one of the times.")
        return redirect("admin:waitlist_times", reference)
    place, by_email = form.cleaned_data["place"], _by_email(request, wish, now)
    mail = WishOffer.Mail.DUE if by_email else WishOffer.Mail.NONE

    def act() -> str:
        person = place.practitioner
        by = staff(request)
        scheduling.offer(
            now=now, wish=wish, start=place.start, practitioner=person, by=by, mail=mail
        )
        told = "An email is on its way." if by_email else "Please ring, and say what they answer."
        return f"The time is held for {wish.patient}. {told}"

    return _press(request, act)


@desk
@require_POST
def take(request: HttpRequest, reference: str) -> HttpResponse:
    """They have said yes on the phone."""
    wish, now = _wish(reference), clock.now()

    def act() -> str:
        offered = _offer(request, wish)
        visit = scheduling.accept(now=now, offer=offered, by=staff(request))
        return f"{wish.patient} is booked for {visit.local_starts:%a %d %b, %H:%M}."

    return _press(request, act)


@desk
@require_POST
def decline(request: HttpRequest, reference: str) -> HttpResponse:
    """They have said no on the phone, and wait on."""
    wish, now = _wish(reference), clock.now()

    def act() -> str:
        scheduling.decline(now=now, offer=_offer(request, wish))
        return f"The time is free again. {wish.patient} waits on."

    return _press(request, act)


@desk
@require_POST
def skip(request: HttpRequest, reference: str) -> HttpResponse:
    """Take the offer back: the time goes to the next."""
    wish, now = _wish(reference), clock.now()

    def act() -> str:
        scheduling.withdraw(now=now, offer=_offer(request, wish))
        return f"The offer to {wish.patient} is taken back. The time goes to the next."

    return _press(request, act)


@desk
@require_POST
def first(request: HttpRequest, reference: str) -> HttpResponse:
    """Put somebody first, with a reason."""
    wish, form = _wish(reference), FirstForm(request.POST, prefix=reference)
    if not form.is_valid():
        return _show(request, forms={wish.pk: form}, form=form)
    reason = form.cleaned_data["reason"]
    scheduling.put_first(now=clock.now(), wish=wish, reason=reason)
    messages.success(request, f"{wish.patient} comes first now.")
    return redirect("admin:waitlist")


@desk
@require_POST
def end(request: HttpRequest, reference: str) -> HttpResponse:
    """Off the list; nobody is written to."""
    wish = _wish(reference)
    scheduling.end_wishes(now=clock.now(), wishes=[wish.pk], why=Wish.Why.STAFF)
    messages.success(request, f"{wish.patient} waits no more. No email was sent.")
    return redirect("admin:waitlist")


def _wish(reference: str) -> Wish:
    """An open one by its reference; raises Http404."""
    wish = Wish.objects.open().with_names().filter(reference=reference).first()
    if wish is None:
        raise Http404("Nobody waits under this reference.")
    return wish


def _offer(request: HttpRequest, wish: Wish) -> WishOffer:
    """The one that the page has shown; raises NotPossible."""
    form = AnswerForm(request.POST)
    found = wish.offers.filter(pk=form.cleaned_data["offer"]) if form.is_valid() else None
    if found is None or (offered := found.first()) is None:
        raise scheduling.NotPossible("This offer is over. Please look again.")
    return offered


def _by_email(request: HttpRequest, wish: Wish, now: dt.datetime) -> bool:
    """Whether the patient can answer online: an email reaches them, and their answers count."""
    clinic = house_of(request).clinic or Clinic()
    return (
        not clinic.sending_stopped
        and wish.reader(clinic, now) is not None
        and wish.patient.online_booking
        and wish.has_valid_answers(clinic.screening_valid_days, now)
    )


def _press(request: HttpRequest, act: Callable[[], str]) -> HttpResponse:
    try:
        messages.success(request, act())
    except scheduling.SchedulingError as error:
        messages.error(request, error.to_staff)
    return back(request, otherwise=reverse("admin:waitlist"))


def _added(request: HttpRequest, form: CallerForm, patient: Patient, now: dt.datetime) -> bool:
    """Whether the verb took it; its sentence goes into the form."""
    visit = form.cleaned_data["visit"]
    last = Appointment.objects.filter(patient=patient, assessment__isnull=False)
    known = last.select_related("assessment").order_by("-assessment__created_at").first()
    answers = visit.assessment if visit else known.assessment if known else None
    try:
        scheduling.join(
            now=now, patient=patient, assessment=answers, by=staff(request), **form.cleaned_data
        )
    except scheduling.SchedulingError as error:
        form.add_error(None, error.to_staff)
        return False
    return True


def _show(
    request: HttpRequest, forms: dict[int, FirstForm] | None = None, **more: Any
) -> HttpResponse:
    now = clock.now()
    shown = Paginator(waiting(now), PER_PAGE).get_page(request.GET.get("page"))
    found = lines(shown.object_list, now, house_of(request).clinic or Clinic(), forms)
    context = {"title": "Waitlist", "lines": found, "shown": shown, **more}
    return page(request, "reception/waitlist.html", context)
