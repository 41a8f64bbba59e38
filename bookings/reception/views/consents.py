"""Consent to needles at the desk: the form that is signed on paper, and a yes taken back."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET, require_http_methods

from bookings import scheduling
from bookings.access import readings
from bookings.access.readers import may_read
from bookings.models import Reading
from bookings.reception import consents, queries
from bookings.reception.closing import areas
from bookings.reception.page import done, page, refused, staff
from bookings.reception.views.visit import desk
from portal.kit import clock


@desk
@require_GET
def on_paper(request: HttpRequest, reference: str) -> HttpResponse:
    """The statement to sign; with the patient's own risks for whoever may read the answers."""
    visit = queries.visit(reference)
    own = visit.assessment is not None and may_read(request.user, visit)
    told = consents.on_paper(visit, own=own) if visit.service.uses_needles else None
    if told is None:
        raise Http404("This visit has no consent form.")
    if own:
        readings.keep(
            now=clock.now(),
            by=staff(request),
            page=Reading.Page.SCREENING,
            assessment=visit.assessment,
            visit=visit,
        )
    context = {"title": "Consent to needles", "visit": visit, "told": told, "own": own}
    return page(request, "reception/consent_form.html", context | {"places": areas().values()})


@desk
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, reference: str) -> HttpResponse:
    """Asks first; a POST notes that the patient takes the yes to needles back."""
    now, visit = clock.now(), queries.visit(reference)
    if request.method == "GET":
        context = {"title": "Takes back the yes to needles", "visit": visit}
        return page(request, "reception/withdraw.html", context)
    try:
        scheduling.withdraw_consent(now=now, appointment=visit, by=staff(request))
    except scheduling.SchedulingError as error:
        return refused(request, error, visit)
    return done(request, f"No needles for {visit.patient}: it stands with every visit.", visit)
