"""Take a move back, for as long as no email about it can have left."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from bookings import scheduling
from bookings.reception import queries
from bookings.reception.forms import VersionForm
from bookings.reception.page import back, done, refused, staff
from bookings.reception.views.visit import desk
from portal.kit import clock


@desk
@require_POST
def undo(request: HttpRequest, reference: str) -> HttpResponse:
    """Back to where the visit was before it was moved."""
    now, visit, form = clock.now(), queries.visit(reference), VersionForm(request.POST)
    if not form.is_valid():
        return back(request, visit)
    version = form.cleaned_data["version"]
    try:
        again = scheduling.undo(now=now, appointment=visit, version=version, by=staff(request))
    except scheduling.SchedulingError as error:
        return refused(request, error, visit)
    said = f"{again.patient} is back at {again.local_starts:%H:%M on %A %d %B}."
    return done(request, said, again)
