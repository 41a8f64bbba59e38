"""Courses at the desk: suggested by whoever treats, booked, looked at, and ended."""

import datetime as dt

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods

from bookings import availability, scheduling
from bookings.forms import course as proposed
from bookings.models import Appointment, Course
from bookings.reception import courses, queries
from bookings.reception.course_forms import BeginForm, CancelRestForm, SuggestForm
from bookings.reception.page import not_yours, page, staff
from bookings.reception.views.screening import reader
from bookings.reception.views.visit import desk
from portal.kit import clock


@reader
@require_http_methods(["GET", "POST"])
def suggest(request: HttpRequest, reference: str) -> HttpResponse:
    """A practitioner suggests a course to the patient of this visit."""
    visit, by = queries.visit(reference), queries.own_practitioner(request.user)
    if by is None:
        return not_yours(request, visit)
    form = SuggestForm(request.POST or None, of=by, initial={"service": visit.service_id})
    status = 200
    if form.is_valid():
        try:
            made = scheduling.suggest_course(
                now=clock.now(), appointment=visit, by=by, practitioner=by, **form.cleaned_data
            )
            messages.success(request, f"A course of {made.visits} visits is suggested.")
            return redirect("admin:course", made.reference)
        except scheduling.NotPossible as error:
            form.add_error(None, error.sentence)
            status = 409
    context = {"title": "Suggest a course", "visit": visit, "form": form, "by": by}
    return page(request, "reception/suggest_course.html", context, status=status)


@desk
@require_GET
def course(request: HttpRequest, reference: str) -> HttpResponse:
    """How a course stands: its visits, and what can be done."""
    one, now = courses.course(reference), clock.now()
    visits = courses.visits_of(one)
    context = {
        "title": "Course of visits",
        "course": one,
        "visits": visits,
        "ahead": [visit for visit in visits if visit.can_be_cancelled(now)],
        "can_be_booked": one.can_be_booked(now),
    }
    return page(request, "reception/course.html", context)


@desk
@require_http_methods(["GET", "POST"])
def book(request: HttpRequest, reference: str) -> HttpResponse:
    """The same weekday and time for each visit, with others beside it; a POST books all."""
    one, now = courses.course(reference), clock.now()
    if not one.is_suggested:
        return redirect("admin:course", one.reference)
    usual = proposed.usual(one, after=now).astimezone(one.location.tz)
    begin = BeginForm(request.GET or None, initial={"day": usual.date(), "at": usual.time()})
    try:
        form = _proposal(request, one, begin, now)
        if form.is_valid():
            visits = scheduling.book_course(
                now=now,
                course=one,
                starts=form.starts(),
                source=Appointment.Source.PHONE,
                by=staff(request),
            )
            messages.success(request, f"{len(visits)} visits of {one.patient} are booked.")
            return redirect("admin:course", one.reference)
    except scheduling.VisitsTaken as error:
        form = _proposal(request, one, begin, now)
        if form.is_valid():
            form.add_error(None, error.sentence)
    except scheduling.SchedulingError as error:
        messages.error(request, error.sentence)
        return redirect("admin:course", one.reference)
    taken = form.is_bound and (form.taken() or form.non_field_errors())
    context = {"title": "Book the course", "course": one, "form": form, "begin": begin}
    return page(request, "reception/book_course.html", context, status=409 if taken else 200)


@desk
@require_http_methods(["GET", "POST"])
def cancel_rest(request: HttpRequest, reference: str) -> HttpResponse:
    """Every visit that is still ahead of a course, in one press; or take a suggestion back."""
    one, now = courses.course(reference), clock.now()
    ahead = courses.visits_of(one).upcoming(now)
    form = CancelRestForm(request.POST or None)
    status = 200
    if form.is_valid():
        try:
            count = scheduling.cancel_rest(
                now=now, course=one, by=staff(request), **form.cleaned_data
            )
            messages.success(request, f"{count} visits of {one.patient} are cancelled.")
            return redirect("admin:course", one.reference)
        except scheduling.SchedulingError as error:
            form.add_error(None, error.sentence)
            status = 409
    title = "Cancel the rest of the course" if ahead else "Take the suggestion back"
    context = {"title": title, "course": one, "visits": ahead, "form": form}
    return page(request, "reception/cancel_rest.html", context, status=status)


def _proposal(
    request: HttpRequest, one: Course, begin: BeginForm, now: dt.datetime
) -> proposed.CourseForm:
    """The form as things stand now."""
    typed = request.POST or None
    first = _first(one, begin, now)
    if typed:
        first = proposed.StartForm(typed).first(first, now=now)
    starts = proposed.wished(one, typed or {}, first=first)
    terms = scheduling.course_terms(now=now, course=one, starts=starts, online=False)
    turns = availability.series(now=now, service=one.service, wished=starts, **terms.narrower())
    return proposed.CourseForm(typed, turns=turns, course=one, first=first)


def _first(one: Course, begin: BeginForm, now: dt.datetime) -> dt.datetime:
    """What was asked for, else the usual weekday and time."""
    usual = proposed.usual(one, after=now)
    wishes = begin.cleaned_data if begin.is_valid() else {}
    day, at = wishes.get("day"), wishes.get("at")
    if not (day or at):
        return usual
    local = usual.astimezone(one.location.tz)
    asked = one.location.instant(day or local.date(), at or local.time())
    return proposed.soon(asked, usual, now=now)
