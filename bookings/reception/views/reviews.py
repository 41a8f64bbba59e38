"""Visits that wait for a practitioner's decision (hazard H05)."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bookings import scheduling
from bookings.access import readings
from bookings.access.readers import may_read
from bookings.models import Appointment, Practitioner, Reading, Review, Status, Task
from bookings.reception import happenings, queries, reviewing
from bookings.reception.decide_form import LETTER, AssignForm, DecideForm
from bookings.reception.house import house_of
from bookings.reception.page import done, not_yours, page, refused, staff
from bookings.reception.reviewing import EVERYBODY, WHOSE, SideBySide
from bookings.reception.today import viewer
from portal.kit import clock

may_decide = permission_required(
    ["bookings.decide_review", "bookings.read_answers"], raise_exception=True
)


@permission_required("bookings.view_review", raise_exception=True)
@require_GET
def reviews(request: HttpRequest) -> HttpResponse:
    """Who waits, the most urgent first; what to do, never the reason."""
    whose = request.GET.get("whose", EVERYBODY)
    whose = whose if whose in WHOSE else EVERYBODY
    lines = reviewing.waiting(
        whose, now=clock.now(), viewer=viewer(request.user, house_of(request))
    )
    tabs = [(key, name, key == whose) for key, name in WHOSE.items()]
    context = {"title": "Reviews", "lines": lines, "tabs": tabs}
    return page(request, "reception/reviews.html", context)


@may_decide
@require_POST
def take(request: HttpRequest, reference: str) -> HttpResponse:
    """The review is mine."""
    visit, me = queries.visit(reference), queries.own_practitioner(request.user)
    if me is None:
        messages.warning(request, "You have no practitioner's record, so nothing was handed over.")
        return HttpResponseRedirect(reverse("admin:reviews"))
    return _handed(request, visit, me)


@may_decide
@require_POST
def hand_on(request: HttpRequest, reference: str) -> HttpResponse:
    """The review is somebody else's, or anyone's."""
    visit, form = queries.visit(reference), AssignForm(request.POST)
    if not form.is_valid():
        messages.warning(request, "That person is not on the list any more.")
        return HttpResponseRedirect(reverse("admin:review_decide", args=[reference]))
    return _handed(request, visit, form.cleaned_data["practitioner"])


@may_decide
@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest, reference: str) -> HttpResponse:
    """Answers beside the rules that read them, and the decision; each reading is kept."""
    now, visit = clock.now(), queries.visit_with_answers(reference)
    if visit.assessment is None or getattr(visit, "review", None) is None:
        raise Http404("This visit has no review.")
    if not may_read(request.user, visit):
        return not_yours(request, visit)
    form = DecideForm(request.POST or None, visit=visit)
    if form.is_valid():
        try:
            return _decided(request, visit, form)
        except scheduling.TimeTaken as error:
            form.add_error("service", _does_not_fit(error, visit))
        except scheduling.SchedulingError as error:
            return refused(request, error, visit)
    readings.keep(
        now=now,
        by=staff(request),
        page=Reading.Page.REVIEW,
        assessment=visit.assessment,
        visit=visit,
    )
    context = {
        "title": "Decide a review",
        "visit": visit,
        "form": form,
        "assign": AssignForm(initial={"practitioner": visit.review.assigned_to_id}),
        "handed_to": reviewing.handed_to(visit),
        "beside": SideBySide.of(visit.assessment),
        "events": happenings.events_of(visit.patient),
    }
    return page(request, "reception/decide.html", context)


@may_decide
@require_POST
def look_again(request: HttpRequest, key: int) -> HttpResponse:
    """Send a visit that stricter rules concern to review (hazard H18)."""
    rows = queries.tasks_open(request.user).select_related(
        "appointment__assessment__version", "appointment__service", "appointment__patient"
    )
    task = rows.filter(pk=key, kind=Task.Kind.STRICTER).first()
    if task is None:
        messages.warning(request, "Somebody else has already done this task.")
        return HttpResponseRedirect(reverse("admin:tasks"))
    try:
        visit = scheduling.look_again(now=clock.now(), task=task, by=staff(request))
    except scheduling.SchedulingError as error:
        messages.warning(request, error.sentence)
    else:
        waits = visit.status == Status.PENDING
        said = "waits for review now" if waits else "keeps its time"
        messages.success(request, f"The visit of {visit.patient} {said}.")
    return HttpResponseRedirect(reverse("admin:tasks"))


def _decided(request: HttpRequest, visit: Appointment, form: DecideForm) -> HttpResponse:
    """Let the verb act that the decision asks for, and say what became of the visit."""
    typed = form.cleaned_data
    asked = {
        "now": clock.now(),
        "appointment": visit,
        "by": staff(request),
        "reason": typed["reason"],
        "version": typed["version"],
    }
    if typed["decision"] == LETTER:
        after = scheduling.ask_for_letter(**asked)
        return done(request, f"{visit.patient} is asked for a letter. The visit waits.", after)
    if typed["decision"] == Review.Decision.SERVICE:
        after = scheduling.change_service(**asked, service=typed["service"])
        return done(request, f"The visit of {visit.patient} is now {after.service}.", after)
    after = scheduling.decide(**asked, decision=typed["decision"], conditions=typed["conditions"])
    said = "does not go ahead" if typed["decision"] == Review.Decision.DECLINE else "goes ahead"
    return done(request, f"The visit of {visit.patient} {said}.", after)


def _does_not_fit(error: scheduling.TimeTaken, visit: Appointment) -> str:
    zone = visit.location.tz
    times = [f"{one.start.astimezone(zone):%a %d %b, %H:%M}" for one in error.nearest]
    near = f" Free near it: {'; '.join(times)}. Move the visit first." if times else ""
    return f"{error.sentence}{near}"


def _handed(request: HttpRequest, visit: Appointment, to: Practitioner | None) -> HttpResponse:
    try:
        scheduling.assign(appointment=visit, practitioner=to)
    except scheduling.SchedulingError as error:
        return refused(request, error, visit)
    messages.success(request, f"The review of {visit.patient} waits for {to or 'anyone'}.")
    return HttpResponseRedirect(reverse("admin:reviews"))
