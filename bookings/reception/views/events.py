"""Something happened at a visit: keep it, and let the clinical lead look at it (hazard H14)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bookings import scheduling
from bookings.access import readings
from bookings.models import AdverseEvent, Reading
from bookings.reception import happenings, queries
from bookings.reception.closing import HappenedForm, SeenForm
from bookings.reception.page import done, page, staff
from bookings.reception.views.screening import reader
from bookings.reception.views.visit import desk
from portal.kit import clock


@desk
@require_http_methods(["GET", "POST"])
def happened(request: HttpRequest, reference: str) -> HttpResponse:
    """Press what happened; the second press keeps it."""
    now, visit = clock.now(), queries.visit(reference)
    form, status = HappenedForm(request.POST or None), 200
    if form.is_valid():
        typed = form.cleaned_data
        try:
            scheduling.record_event(now=now, appointment=visit, by=staff(request), **typed)
            return done(request, "Kept. The clinical lead sees it at once.", visit)
        except scheduling.SchedulingError as error:
            form.add_error(None, error.sentence)
            status = 409
    kinds = AdverseEvent.Kind.choices
    context = {"title": "Something happened", "visit": visit, "form": form, "kinds": kinds}
    return page(request, "reception/happened.html", context, status=status)


@reader
@require_GET
def events(request: HttpRequest) -> HttpResponse:
    """What nobody has looked at yet, the newest first; that it was read is kept."""
    found = list(happenings.events_unseen())
    shown = (event.appointment for event in found)
    by = staff(request)
    readings.keep_list(now=clock.now(), by=by, page=Reading.Page.EVENTS, visits=shown)
    context = {"title": "Adverse events", "events": found, "form": SeenForm()}
    return page(request, "reception/events.html", context)


@reader
@require_POST
def seen(request: HttpRequest, key: int) -> HttpResponse:
    """Somebody who may judge it has looked at it."""
    event, form = happenings.event(key), SeenForm(request.POST)
    if not form.is_valid():
        messages.error(request, "The note is too long: at most 500 letters.")
        return redirect("admin:events")
    if event.see(now=clock.now(), by=staff(request), note=form.cleaned_data["note"].strip()):
        messages.success(request, "Seen.")
    else:
        messages.warning(request, "Somebody else has already looked at this.")
    return redirect("admin:events")
