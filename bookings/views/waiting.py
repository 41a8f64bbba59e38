"""Wait for an earlier time: join from the road or from a visit, and the wish's own page."""

import datetime as dt
from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bookings import scheduling
from bookings.access import drafts, gate, joining, limits, my, newcomers, visits, waiting
from bookings.access.visits import Seen
from bookings.access.waiting import Waiting
from bookings.forms.details import initial
from bookings.forms.times import last_day
from bookings.forms.waiting import JoinForm, TakeForm, WishForm, summary
from bookings.models import Draft, Wish
from bookings.views.finish import consent, person_form
from bookings.views.road import given, leaves_the_screen, refused, road, sent, show, too_many
from bookings.views.visit import can_move, granted, no_visit, show_visit
from portal.kit import clock

Page = Callable[..., HttpResponse]


@road("times")
def join(request: HttpRequest, draft: Draft, now: dt.datetime) -> HttpResponse:
    """No time suits: what would, and who is to be told."""
    service, place = given(draft.service), given(draft.location)
    today, last = now.astimezone(place.tz).date(), last_day(service, place, now)
    asked = {"service": service, "location": place, "today": today, "last": last}
    form, told = person_form(
        JoinForm, request, draft, now, sent(request), initial(draft.details), **asked
    )
    if form.is_valid():
        drafts.keep_details(draft, **form.typed())
        return _join(request, draft, form, consent(draft, told), now)
    return show(request, "wait", draft, form=form, statement=told)


def _join(
    request: HttpRequest,
    draft: Draft,
    form: JoinForm,
    agreed: scheduling.ConsentGiven | None,
    now: dt.datetime,
) -> HttpResponse:
    if not limits.allows(request, limits.BOOKING, now=now):
        return too_many(request)
    service = given(draft.service)
    if gate.read().refusal(service, drafts.age(draft, now=now)):
        drafts.keep(draft, service=None)
        return redirect("bookings:service")
    try:
        wish = _joined(request, draft, form, agreed, now)
    except scheduling.SchedulingError as error:
        return refused(request, draft, error)
    scheduling.let_go(key=draft.key)
    drafts.erase(request.session)
    if not waiting.grant_fresh(request.session, wish, now=now, person=newcomers.booked_by(wish)):
        return render(request, "bookings/waits_unseen.html", {"location": wish.location})
    return redirect("bookings:wish", reference=wish.reference)


def _joined(
    request: HttpRequest,
    draft: Draft,
    form: JoinForm,
    agreed: scheduling.ConsentGiven | None,
    now: dt.datetime,
) -> Wish:
    """The wish of the record that has signed in, or of a new one, there only if it is taken."""
    record = joining.record_for(my.if_in(request.session, request.user, now=now), draft)
    with joining.patient_for(draft, record, gate.read().clinic, now=now) as patient:
        return scheduling.join(
            now=now,
            patient=patient,
            service=given(draft.service),
            location=given(draft.location),
            assessment=draft.assessment,
            consent=agreed,
            **form.wish(),
        )


@require_http_methods(["GET", "HEAD", "POST"])
@granted
def of_visit(request: HttpRequest, seen: Seen, now: dt.datetime) -> HttpResponse:
    """Bring this visit forward when an earlier time comes free."""
    visit = seen.visit
    if not (can_move(seen, now) and visit.assessment):
        return redirect("bookings:visit", reference=visit.reference)
    if wish := waiting.wish_of(visit):
        waiting.grant_fresh(request.session, wish, now=now, person=seen.person)
        return redirect("bookings:wish", reference=wish.reference)
    today, last = now.astimezone(visit.location.tz).date(), visit.local_starts.date()
    form = WishForm(
        sent(request), service=visit.service, location=visit.location, today=today, last=last
    )
    if form.is_valid():
        return _bring_forward(request, seen, form, now)
    return show_visit(request, "visit_wait", seen, now, form=form)


def _bring_forward(
    request: HttpRequest, seen: Seen, form: WishForm, now: dt.datetime
) -> HttpResponse:
    visit = seen.visit
    try:
        wish = scheduling.join(
            now=now,
            patient=given(visit.patient),
            service=visit.service,
            location=visit.location,
            visit=visit,
            assessment=visit.assessment,
            **form.wish(),
        )
    except scheduling.SchedulingError as error:
        return show_visit(request, "visit", seen, now, sentence=error.sentence, status=409)
    waiting.grant_fresh(request.session, wish, now=now, person=seen.person)
    return redirect("bookings:wish", reference=wish.reference)


def waits(view: Page) -> Page:
    """A page of a wish that this browser may see; else a page that tells nothing."""

    @login_not_required
    @wraps(view)
    def opened(request: HttpRequest, reference: str) -> HttpResponse:
        now = clock.now()
        try:
            mine = my.if_in(request.session, request.user, now=now)
            seen = waiting.of_mine(mine, reference) if mine else None
            seen = seen or waiting.see(request.session, reference, now=now)
        except (visits.Unknown, visits.Closed) as error:
            return no_visit(request, error)
        return leaves_the_screen(view(request, seen, now))

    return opened


@login_not_required
@require_safe
def link(request: HttpRequest, token: str) -> HttpResponse:
    """Exchange the token of an offer for a grant, and leave the address. HEAD does nothing."""
    if request.method == "HEAD":
        return HttpResponse()
    now = clock.now()
    try:
        wish = waiting.open_link(request.session, token, now=now)
    except (visits.Unknown, visits.Closed) as error:
        if not limits.allows(request, limits.LINK, now=now):
            return too_many(request)
        return no_visit(request, error)
    response = redirect("bookings:wish", reference=wish.reference)
    response["Referrer-Policy"] = "no-referrer"
    return response


@require_safe
@waits
def wish(request: HttpRequest, seen: Waiting, now: dt.datetime) -> HttpResponse:
    """What is offered, or that they wait, or that it is over."""
    return show_wish(request, seen, now)


@require_POST
@waits
def questions(request: HttpRequest, seen: Waiting, now: dt.datetime) -> HttpResponse:
    """Answer the health questions again: the old answers count no more."""
    version = gate.read().questionnaire
    if version is None or not (seen.in_full and waiting.asks_again(seen, now=now)):
        return redirect("bookings:wish", reference=seen.wish.reference)
    waiting.begin_answers(request.session, seen.wish, version, now=now)
    return redirect("bookings:screening_next")


def show_wish(
    request: HttpRequest,
    seen: Waiting,
    now: dt.datetime,
    *,
    form: TakeForm | None = None,
    sentence: str = "",
    status: int = 200,
) -> HttpResponse:
    """The wish's page, with what can be done now."""
    offer = seen.open_offer(now)
    asked = form or TakeForm(
        None,
        today=now.date(),
        known=seen.in_full,
        initial={"offer": offer.pk if offer else None},
    )
    context = {
        "wish": seen.wish,
        "location": seen.wish.location,
        "offer": offer,
        "last": seen.offer,
        "in_full": seen.in_full,
        "form": asked,
        "summary": summary(seen.wish),
        "asks_again": waiting.asks_again(seen, now=now),
        "sentence": sentence,
    }
    return render(request, "bookings/wish.html", context, status=status)
