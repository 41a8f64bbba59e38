"""The admin's home: the day, practitioner by practitioner."""

from django.http import HttpRequest
from django.template.response import TemplateResponse

from bookings.reception.checklist import checklist
from bookings.reception.house import house_of
from bookings.reception.live import Version
from bookings.reception.page import page
from bookings.reception.today import build
from portal.kit import clock


def today(request: HttpRequest) -> TemplateResponse:
    """The table of one day; the choice of day, place and person is in the address."""
    now, seen = clock.now(), Version.now()
    items = checklist()
    context = {
        "title": "Today",
        "seen": seen,
        "today": build(now=now, user=request.user, asked=request.GET, house=house_of(request)),
        "next": request.get_full_path(),
        "checklist": [] if all(item.ticked for item in items) else items,
    }
    return page(request, "reception/today.html", context)
