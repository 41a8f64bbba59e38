"""Answer an offer of the waitlist: take it, say no, stop waiting. By POST alone."""

import datetime as dt

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from bookings import scheduling
from bookings.access import gate, limits, visits, waiting
from bookings.access.waiting import Waiting
from bookings.forms.waiting import OfferForm, TakeForm
from bookings.models import WishOffer
from bookings.views.road import too_many
from bookings.views.waiting import show_wish, waits

_OVER = "This time is no longer held for you."
_WRONG = "This is not the date of birth that we have. Check it, or ring us."


@require_POST
@waits
def take(request: HttpRequest, seen: Waiting, now: dt.datetime) -> HttpResponse:
    """Book the time, or bring the visit forward; pressed twice it is one visit."""
    form = TakeForm(request.POST, today=now.date(), known=seen.in_full)
    if not form.is_valid():
        return show_wish(request, seen, now, form=form)
    subject = f"wish:{seen.wish.reference}"
    if not limits.allows(request, limits.BIRTH, now=now, subject=subject):
        return too_many(request)
    born = form.cleaned_data.get("born")
    if born and not waiting.prove_born(request.session, seen, born, now=now):
        form.add_error("born", _WRONG)
        return show_wish(request, seen, now, form=form)
    return _take(request, seen, _shown(seen, form), now)


def _take(
    request: HttpRequest, seen: Waiting, offer: WishOffer | None, now: dt.datetime
) -> HttpResponse:
    if offer is None or not seen.may_act:
        return show_wish(request, seen, now, sentence=_OVER, status=409)
    wish = seen.wish
    age = wish.patient.age_on(now.astimezone(wish.location.tz).date())
    if closed := gate.read().refusal(wish.service, age):
        return show_wish(request, seen, now, sentence=closed, status=409)
    try:
        visit = scheduling.accept(now=now, offer=offer)
    except scheduling.SchedulingError as error:
        status = 503 if isinstance(error, scheduling.Busy) else 409
        return show_wish(request, seen, now, sentence=error.sentence, status=status)
    visits.grant_fresh(request.session, visit, now=now, person=seen.person)
    messages.success(request, "The time is yours. We email you to confirm it.")
    return redirect("bookings:visit", reference=visit.reference)


@require_POST
@waits
def decline(request: HttpRequest, seen: Waiting, now: dt.datetime) -> HttpResponse:
    """Not this time: it is free for the next person, and they wait on."""
    offer = _shown(seen, OfferForm(request.POST))
    try:
        if offer is None:
            return show_wish(request, seen, now, sentence=_OVER, status=409)
        scheduling.decline(now=now, offer=offer)
    except scheduling.SchedulingError as error:
        return show_wish(request, seen, now, sentence=error.sentence, status=409)
    messages.success(request, "Thank you. The time is free for somebody else, and you still wait.")
    return redirect("bookings:wish", reference=seen.wish.reference)


@require_POST
@waits
def stop(request: HttpRequest, seen: Waiting, now: dt.datetime) -> HttpResponse:
    """Wait no more. What was held is free at once."""
    scheduling.end_wishes(now=now, wishes=[seen.wish.pk], why=seen.wish.Why.STOPPED)
    return redirect("bookings:wish", reference=seen.wish.reference)


def _shown(seen: Waiting, form: OfferForm | TakeForm) -> WishOffer | None:
    """The offer that the page has shown, if it is one of this wish."""
    if not form.is_valid():
        return None
    return seen.wish.offers.filter(pk=form.cleaned_data["offer"]).first()
