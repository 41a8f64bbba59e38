"""The calendar: a table that needs no script, and the same as data for one that draws it."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_GET

from bookings.reception.calendar import build
from bookings.reception.calendar_events import events
from bookings.reception.calendar_table import slots
from bookings.reception.house import house_of
from bookings.reception.live import Version
from bookings.reception.page import page
from portal.kit import clock


@require_GET
def calendar(request: HttpRequest) -> HttpResponse:
    """A day of everybody, or a week of one; what is looked at is in the address."""
    seen = Version.now()
    found = build(now=clock.now(), user=request.user, asked=request.GET, house=house_of(request))
    context = {
        "title": "Calendar",
        "calendar": found,
        "choice": found.choice,
        "slots": slots(found),
        "seen": seen,
        **found.links(),
    }
    return page(request, "reception/calendar.html", context)


@require_GET
def calendar_events(request: HttpRequest) -> JsonResponse:
    """Columns and cards of the same choice."""
    return JsonResponse(
        events(
            build(now=clock.now(), user=request.user, asked=request.GET, house=house_of(request))
        )
    )
