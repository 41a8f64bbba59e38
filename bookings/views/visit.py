"""One visit, opened by the link in an email: see it, save it, cancel it (hazard H09)."""

import datetime as dt
from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
    require_safe,
)

from bookings import scheduling
from bookings.access import courses, drafts, gate, limits, my, visits
from bookings.access.visits import Seen
from bookings.forms.visit import BornForm, CancelForm
from bookings.messages.calendar import method_for, visit_ics
from bookings.models import Appointment, Clinic, Status, VisitLink
from bookings.views.road import leaves_the_screen, let_go, sent, too_many
from portal.kit import clock

Page = Callable[..., HttpResponse]


def granted(view: Page) -> Page:
    """A page of a visit that this browser may see; else a page that tells nothing."""

    @login_not_required
    @wraps(view)
    def opened(request: HttpRequest, reference: str) -> HttpResponse:
        now = clock.now()
        try:
            seen = my.see(request.session, request.user, reference, now=now)
            seen = seen or visits.see(request.session, reference, now=now)
        except (visits.Unknown, visits.Closed) as error:
            return no_visit(request, error)
        return leaves_the_screen(view(request, seen, now))

    return opened


@login_not_required
@require_safe
def link(request: HttpRequest, token: str) -> HttpResponse:
    """Exchange the token for a grant and leave the address at once. HEAD does nothing."""
    if request.method == "HEAD":
        return HttpResponse()
    now = clock.now()
    try:
        opened = visits.open_link(request.session, token, now=now)
    except (visits.Unknown, visits.Closed) as error:
        if not limits.allows(request, limits.LINK, now=now):
            return too_many(request)
        return no_visit(request, error)
    page = "check_in" if opened.purpose == VisitLink.Purpose.CHECK_IN else "visit"
    response = redirect(f"bookings:{page}", reference=opened.appointment.reference)
    response["Referrer-Policy"] = "no-referrer"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@granted
def visit(request: HttpRequest, seen: Seen, now: dt.datetime) -> HttpResponse:
    """Time and place; after the date of birth, the rest."""
    form = BornForm(sent(request), today=now.date())
    if form.is_valid():
        reference = seen.visit.reference
        if not limits.allows(request, limits.BIRTH, now=now, subject=reference):
            return too_many(request)
        if visits.prove_born(request.session, seen, form.cleaned_data["born"], now=now):
            return redirect("bookings:visit", reference=reference)
        form.add_error("born", "This is not the date of birth that we have. Check it, or ring us.")
    return show_visit(request, "visit", seen, now, form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@granted
def cancel(request: HttpRequest, seen: Seen, now: dt.datetime) -> HttpResponse:
    """Asks first; a POST frees the time. Close to the visit it says that it is late."""
    if seen.visit.status == Status.CANCELLED:
        return redirect("bookings:visit", reference=seen.visit.reference)
    if not seen.may_act:
        return redirect("bookings:visit", reference=seen.visit.reference)
    if not _can_cancel(seen, now):
        return show_visit(request, "visit_cancel", seen, now, status=409)
    form = CancelForm(sent(request), initial={"version": seen.visit.version})
    if not form.is_valid():
        return show_visit(request, "visit_cancel", seen, now, form=form)
    try:
        scheduling.cancel(
            now=now,
            appointment=seen.visit,
            who=Appointment.CancelledBy.PATIENT,
            version=form.cleaned_data["version"],
        )
    except scheduling.SchedulingError as error:
        return show_visit(request, "visit", seen, now, sentence=error.sentence, status=409)
    return redirect("bookings:visit", reference=seen.visit.reference)


@require_POST
@granted
def questions(request: HttpRequest, seen: Seen, now: dt.datetime) -> HttpResponse:
    """Begin the health questions of a visit that was booked without them."""
    version = gate.read().questionnaire
    if version is None or not visits.wants_answers(seen, now=now):
        return redirect("bookings:visit", reference=seen.visit.reference)
    let_go(request)
    drafts.begin_for(request.session, seen.visit, version, now=now)
    return redirect("bookings:screening_next")


@require_GET
@granted
def calendar(request: HttpRequest, seen: Seen, now: dt.datetime) -> HttpResponse:
    """The calendar file: time and place alone."""
    clinic = Clinic.objects.get()
    file = visit_ics(seen.visit, method_for(seen.visit), clinic, seen.reader)
    response = HttpResponse(file, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="visit.ics"'
    return response


def show_visit(
    request: HttpRequest,
    page: str,
    seen: Seen,
    now: dt.datetime,
    *,
    status: int = 200,
    **more: object,
) -> HttpResponse:
    """The page's template, with the visit and what may be done to it."""
    context = {
        "visit": seen.visit,
        "location": seen.visit.location,
        "in_full": seen.in_full,
        "wants_answers": visits.wants_answers(seen, now=now),
        "mine": seen.mine,
        "only_looks": not seen.may_act,
        "may_take_back": seen.may_act and visits.may_take_back(seen, now=now),
        "can_move": can_move(seen, now),
        "can_cancel": _can_cancel(seen, now),
        "can_wait": can_move(seen, now) and seen.visit.assessment_id,
        "late": seen.visit.is_late_to_cancel(now),
        "over": seen.visit.ends <= now,
        "can_report": scheduling.can_be_reported(seen.visit, now),
        "suggested": courses.suggested(seen, now=now) if page == "visit" else None,
        "siblings": courses.siblings(request.session, seen, now=now) if page == "visit" else [],
        **more,
    }
    return render(request, f"bookings/{page}.html", context, status=status)


def can_move(seen: Seen, now: dt.datetime) -> bool:
    """Whether whoever looks may move the visit here, and it can still be moved."""
    return seen.in_full and seen.may_act and seen.visit.can_be_moved(now)


def _can_cancel(seen: Seen, now: dt.datetime) -> bool:
    return seen.may_act and seen.visit.can_be_cancelled(now)


def no_visit(request: HttpRequest, error: Exception) -> HttpResponse:
    """404, or 410 for a link that was closed: nothing is told (hazard H10)."""
    closed = isinstance(error, visits.Closed)
    response = render(
        request, "bookings/no_visit.html", {"closed": closed}, status=410 if closed else 404
    )
    response["Referrer-Policy"] = "no-referrer"
    return response
