"""What is handed over on paper at the visit."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from bookings.messages import is_reached
from bookings.messages.paper import sheet
from bookings.models.signs import FLAGS
from bookings.reception import queries
from bookings.reception.page import page
from bookings.reception.views.visit import desk
from portal.kit import clock


@desk
@require_GET
def aftercare(request: HttpRequest, reference: str) -> HttpResponse:
    """The advice after this visit with the warning signs, on one page."""
    visit = queries.visit(reference)
    found = sheet(visit)
    if found is None:
        raise Http404("This visit has no aftercare.")
    context = {
        "title": "After your visit",
        "visit": visit,
        "location": visit.location,
        "blocks": found.blocks,
        "needled_on": found.needled_on,
        "reached": is_reached(visit, clock.now()),
        "flags": FLAGS,
    }
    return page(request, "reception/aftercare.html", context)
