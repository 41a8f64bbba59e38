"""The health answers of a visit or a call-back, for practitioners; each reading is kept."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from bookings.access import drafts, readings
from bookings.access.readers import may_read
from bookings.models import Reading
from bookings.reception import happenings, queries
from bookings.reception.course import LookBack
from bookings.reception.house import house_of
from bookings.reception.page import back, not_yours, page, staff
from bookings.reception.rows import may_be_asked
from bookings.reception.screening import Screening
from bookings.reception.today import viewer
from portal.kit import clock
from screening.models import Version

reader = permission_required("bookings.read_answers", raise_exception=True)


@reader
@require_GET
def of_visit(request: HttpRequest, reference: str) -> HttpResponse:
    """Why the light of this visit is what it is, what was answered, and who has read it."""
    visit = queries.visit_with_answers(reference)
    if not may_read(request.user, visit):
        return not_yours(request, visit)
    if visit.assessment is None:
        raise Http404("The health questions of this visit have not been answered.")
    readings.keep(
        now=clock.now(),
        by=staff(request),
        page=Reading.Page.SCREENING,
        assessment=visit.assessment,
        visit=visit,
    )
    context = {
        "title": "Health screening",
        "visit": visit,
        "screening": Screening.of(visit.assessment, visit),
        "readings": readings.of_visit(visit),
    }
    return page(request, "reception/screening.html", context)


@reader
@require_GET
def how_it_went(request: HttpRequest, reference: str) -> HttpResponse:
    """What the patient has said after each visit, for the practitioner and the course review."""
    visit = queries.visit(reference)
    if not may_read(request.user, visit):
        return not_yours(request, visit)
    readings.keep(now=clock.now(), by=staff(request), page=Reading.Page.CHECK_INS, visit=visit)
    context = {
        "title": "How it went",
        "visit": visit,
        "course": LookBack.of(visit),
        "events": happenings.events_of(visit.patient),
        "spoken": happenings.said_to_needles(visit.patient),
        "procedures": happenings.procedures_of(visit.patient),
        "readings": readings.of_visit(visit),
    }
    return page(request, "reception/how_it_went.html", context)


@reader
@require_GET
def of_task(request: HttpRequest, key: int) -> HttpResponse:
    """The answers that somebody asked to be rung about."""
    task = queries.tasks_open(request.user).filter(pk=key).first()
    assessment = readings.answers_of(task) if task else None
    if task is None or assessment is None:
        raise Http404("No answers are kept with this task.")
    readings.keep(
        now=clock.now(),
        by=staff(request),
        page=Reading.Page.CALL_BACK,
        assessment=assessment,
        visit=task.appointment,
    )
    context = {"title": "Answers to ring about", "screening": Screening.of(assessment)}
    return page(request, "reception/screening.html", context)


@permission_required("bookings.run_desk", raise_exception=True)
@require_POST
def ask(request: HttpRequest, reference: str) -> HttpResponse:
    """Read the questions to a patient on the phone, word for word; the answers stay unseen."""
    visit, version = queries.visit(reference), Version.objects.published()
    days = viewer(request.user, house_of(request)).valid_days
    if version is None or not may_be_asked(visit, days):
        messages.warning(request, "The health questions of this visit cannot be asked now.")
        return back(request, visit)
    drafts.begin_for(request.session, visit, version, now=clock.now(), by_phone=True)
    return redirect("bookings:screening_next")
