"""Visits that wait for a practitioner's decision (hazard H05)."""

import structlog
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET, require_http_methods

from bookings import scheduling
from bookings.models import Appointment
from bookings.reception import queries
from bookings.reception.answers import asked_and_answered
from bookings.reception.forms import DecideForm
from bookings.reception.page import done, page, refused, staff
from bookings.reception.rows import row
from bookings.reception.today import viewer
from portal.kit import clock

log = structlog.get_logger("bookings.answers")


@permission_required("bookings.view_review", raise_exception=True)
@require_GET
def reviews(request: HttpRequest) -> HttpResponse:
    """Who waits, the most urgent first; what to do, never the reason."""
    now, seen_by = clock.now(), viewer(request.user)
    lines = [
        {
            "review": review,
            "row": row(review.appointment, now, seen_by),
            "due": review.due_at.astimezone(review.appointment.location.tz),
            "late": review.due_at < now,
        }
        for review in queries.reviews_open()
    ]
    return page(request, "reception/reviews.html", {"title": "Reviews", "lines": lines})


@permission_required(["bookings.decide_review", "bookings.read_answers"], raise_exception=True)
@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest, reference: str) -> HttpResponse:
    """Answers, the rules that fired and why, and the decision; each reading is logged."""
    now, visit = clock.now(), queries.visit_with_answers(reference)
    form = DecideForm(request.POST or None, initial={"version": visit.version})
    if form.is_valid():
        try:
            decided = scheduling.decide(
                now=now, appointment=visit, by=staff(request), **form.cleaned_data
            )
        except scheduling.SchedulingError as error:
            return refused(request, error, visit)
        said = "goes ahead" if form.cleaned_data["yes"] else "does not go ahead"
        return done(request, f"The visit of {visit.patient} {said}.", decided)
    log.info("answers read", visit=visit.pk, user=request.user.pk)
    return page(request, "reception/decide.html", _readable(visit, form))


def _readable(visit: Appointment, form: DecideForm) -> dict[str, object]:
    """What is needed to decide; after a stop that was undone, both sets of answers (H02)."""
    assessment = visit.assessment
    earlier = assessment.earlier if assessment else None
    return {
        "title": "Decide a review",
        "visit": visit,
        "form": form,
        "reasons": assessment.reasons() if assessment else [],
        "answers": asked_and_answered(assessment) if assessment else [],
        "earlier": asked_and_answered(earlier) if earlier else [],
    }
