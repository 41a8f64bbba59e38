"""A patient books the course that their practitioner has suggested: all of it, or nothing."""

import datetime as dt

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from bookings import availability, scheduling
from bookings.access import courses, limits, visits
from bookings.access.visits import Seen
from bookings.forms import course as forms
from bookings.forms import times as free
from bookings.models import Appointment, Course, Status
from bookings.views.road import sent, too_many
from bookings.views.visit import granted, show_visit


@require_http_methods(["GET", "HEAD", "POST"])
@granted
def course(request: HttpRequest, seen: Seen, now: dt.datetime) -> HttpResponse:
    """The same weekday and time for each visit, with others beside it; a POST books all."""
    suggested = courses.suggested(seen, now=now)
    if suggested is None or not seen.may_act:
        return redirect("bookings:visit", reference=seen.visit.reference)
    try:
        form, earliest = _proposal(request, suggested, now)
    except scheduling.NotPossible as error:
        return show_visit(request, "visit_course", seen, now, sentence=error.sentence, status=409)
    if not form.is_valid():
        return _offer(request, seen, form, now, earliest)
    return _book(request, seen, form, now, earliest)


def _proposal(
    request: HttpRequest, suggested: Course, now: dt.datetime
) -> tuple[forms.CourseForm, dt.datetime]:
    """The form as things stand now, and the earliest start that is offered."""
    typed = sent(request)
    notice = now + dt.timedelta(minutes=suggested.service.min_notice_minutes)
    first = forms.StartForm(typed or request.GET).first(
        forms.usual(suggested, after=notice), now=now
    )
    starts = forms.wished(suggested, typed or {}, first=first)
    terms = scheduling.course_terms(now=now, course=suggested, starts=starts, online=True)
    if typed is None and terms.not_before > first:
        # Whoever waits for a decision begins after it, on the same weekday.
        first = forms.usual(suggested, after=terms.not_before)
        starts = forms.wished(suggested, {}, first=first)
    turns = availability.series(
        now=now, service=suggested.service, wished=starts, **terms.narrower()
    )
    return forms.CourseForm(typed, turns=turns, course=suggested, first=first), terms.not_before


def _book(
    request: HttpRequest,
    seen: Seen,
    form: forms.CourseForm,
    now: dt.datetime,
    earliest: dt.datetime,
) -> HttpResponse:
    if not limits.allows(request, limits.BOOKING, now=now):
        return too_many(request)
    try:
        booked = scheduling.book_course(
            now=now, course=form.course, starts=form.starts(), source=Appointment.Source.ONLINE
        )
    except scheduling.VisitsTaken as error:
        fresh, earliest = _proposal(request, form.course, now)
        if fresh.is_valid():
            fresh.add_error(None, error.sentence)
        return _offer(request, seen, fresh, now, earliest)
    except scheduling.SchedulingError as error:
        form.add_error(None, error.sentence)
        return _offer(request, seen, form, now, earliest)
    visits.grant_fresh(request.session, booked[0], now=now, person=seen.person)
    waits = any(one.status == Status.PENDING for one in booked)
    said = "We have your request for these visits." if waits else "All visits are booked."
    messages.success(request, f"{said} We email you the times.")
    return redirect("bookings:visit", reference=booked[0].reference)


def _offer(
    request: HttpRequest,
    seen: Seen,
    form: forms.CourseForm,
    now: dt.datetime,
    earliest: dt.datetime,
) -> HttpResponse:
    """Each visit with its free times, and the way to begin at another one."""
    asked = free.asked_for(form.course, now=now, not_before=earliest)
    fortnight = free.Fortnight(asked, free.WeekForm(request.GET).first(asked.today))
    refused = bool(form.is_bound and (form.taken() or form.non_field_errors()))
    return show_visit(
        request,
        "visit_course",
        seen,
        now,
        status=409 if refused else 200,
        form=form,
        course=form.course,
        fortnight=fortnight,
        location=form.course.location,
    )
