"""A practitioner's own calendar address: made, shown once, ended."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from bookings.messages import feed
from bookings.models import CalendarFeed, Practitioner
from bookings.reception import queries
from bookings.reception.page import page
from portal.kit import clock


@require_http_methods(["GET", "POST"])
def my_calendar(request: HttpRequest) -> HttpResponse:
    """What it is and when it was last asked; a POST makes a new address and shows it."""
    mine = _mine(request)
    made = feed.make(now=clock.now(), practitioner=mine) if request.method == "POST" else ""
    context = {
        "title": "My calendar on my phone",
        "practitioner": mine,
        "feed": CalendarFeed.objects.of(mine),
        "address": made,
    }
    return page(request, "reception/my_calendar.html", context)


@require_POST
def stop(request: HttpRequest) -> HttpResponse:
    """End the address: whoever has it learns nothing more."""
    if feed.revoke(now=clock.now(), practitioner=_mine(request)):
        messages.success(request, "The address works no more.")
    return redirect("admin:my_calendar")


def _mine(request: HttpRequest) -> Practitioner:
    mine = queries.own_practitioner(request.user)
    if mine is None:
        raise Http404("This page is for practitioners.")
    return mine
