"""What is done to a visit at the desk, each through its verb and by POST only."""

from collections.abc import Callable

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from bookings import scheduling
from bookings.access.family import around_one
from bookings.access.readers import may_suggest
from bookings.models import Appointment
from bookings.reception import consents, queries
from bookings.reception.closing import CompleteForm
from bookings.reception.forms import CancelForm, CorrectForm, VersionForm
from bookings.reception.house import house_of
from bookings.reception.lights import light
from bookings.reception.page import back, done, page, refused, staff
from bookings.reception.today import viewer
from portal.kit import clock

desk = permission_required("bookings.run_desk", raise_exception=True)


@desk
@require_POST
def check_in(request: HttpRequest, reference: str) -> HttpResponse:
    """The patient is here."""
    return _press(request, reference, scheduling.check_in, "is checked in")


@desk
@require_POST
def to_room(request: HttpRequest, reference: str) -> HttpResponse:
    """The wait is over."""
    return _press(request, reference, scheduling.to_room, "is in the room")


@desk
@require_POST
def no_show(request: HttpRequest, reference: str) -> HttpResponse:
    """The patient did not come."""
    return _press(request, reference, scheduling.no_show, "is marked as did not come")


def _press(
    request: HttpRequest, reference: str, verb: Callable[..., Appointment], said: str
) -> HttpResponse:
    """A button of the visit's line: nothing is asked but the version that was seen."""
    visit, form = queries.visit(reference), VersionForm(request.POST)
    if not form.is_valid():
        return back(request, visit)
    try:
        verb(now=clock.now(), appointment=visit, version=form.cleaned_data["version"])
    except scheduling.SchedulingError as error:
        return refused(request, error, visit)
    return done(request, f"{visit.patient} {said}.", visit)


@desk
@require_http_methods(["GET", "POST"])
def complete(request: HttpRequest, reference: str) -> HttpResponse:
    """The visit is over: what was done, and did anything happen?"""
    now, visit = clock.now(), queries.visit(reference)
    known = around_one(visit, house_of(request).clinic)
    form = CompleteForm(
        request.POST or None,
        visit=visit,
        around=known,
        may_suggest=may_suggest(request.user),
        initial={"version": visit.version},
    )
    status = 200
    if form.is_valid():
        try:
            scheduling.complete(now=now, appointment=visit, by=staff(request), **form.said())
            if form.cleaned_data.get("suggest_course"):
                return redirect("admin:visit_course", visit.reference)
            return done(request, f"The visit of {visit.patient} is closed.", visit)
        except scheduling.Changed as error:
            return refused(request, error, visit)
        except scheduling.SchedulingError as error:
            form.add_error(None, error.sentence)
            status = 409
    context = {**_of(visit, form, "Close the visit"), "around": known}
    context["light"] = light(visit, viewer(request.user, house_of(request)).valid_days)
    context["agreed"] = consents.agreed(visit)
    return page(request, "reception/complete.html", context, status=status)


@desk
@require_http_methods(["GET", "POST"])
def cancel(request: HttpRequest, reference: str) -> HttpResponse:
    """Cancel: who wants it, is the patient told, and a note."""
    now, visit = clock.now(), queries.visit(reference)
    form = CancelForm(request.POST or None, initial={"version": visit.version})
    if not form.is_valid():
        return page(request, "reception/cancel.html", _of(visit, form, "Cancel the visit"))
    try:
        scheduling.cancel(now=now, appointment=visit, by=staff(request), **form.cleaned_data)
    except scheduling.SchedulingError as error:
        return refused(request, error, visit)
    return done(request, f"The visit of {visit.patient} is cancelled.", visit)


@desk
@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, reference: str) -> HttpResponse:
    """Take back what was said of the day by mistake, with the reason."""
    now, visit = clock.now(), queries.visit(reference)
    form = CorrectForm(request.POST or None, initial={"version": visit.version})
    if not form.is_valid():
        return page(request, "reception/correct.html", _of(visit, form, "Correct the visit"))
    try:
        again = scheduling.correct(now=now, appointment=visit, **form.cleaned_data)
    except scheduling.SchedulingError as error:
        return refused(request, error, visit)
    said = f"The visit of {visit.patient} is {again.get_status_display()} again."
    return done(request, said, again)


def _of(visit: Appointment, form: object, title: str) -> dict[str, object]:
    return {"title": title, "visit": visit, "form": form}
