"""Which public holidays a location is shut on."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from bookings import holidays, whatif
from bookings.holidays import Holiday
from bookings.models import Location
from bookings.reception import queries
from bookings.reception.forms import HolidaysForm
from bookings.reception.holidays import ahead, lines, places
from bookings.reception.page import page
from portal.kit import clock


@permission_required(["bookings.add_closure", "bookings.delete_closure"], raise_exception=True)
@require_http_methods(["GET", "POST"])
def location_holidays(request: HttpRequest, place: str) -> HttpResponse:
    """Tick those on which it is shut; visits that stand there are shown before it is saved."""
    location = queries.location(place)
    context = {
        "title": f"Public holidays, {location}",
        "location": location,
        "places": places(location),
    }
    try:
        listed = ahead(location, clock.now())
    except holidays.NoHolidaysKnown as error:
        return page(request, "reception/no_holidays.html", {**context, "error": error})
    # With no box ticked, what is sent may be empty: it is a choice all the same.
    sent = request.POST if request.method == "POST" else None
    form = HolidaysForm(sent, listed=listed, everything="all" in request.GET)
    if form.is_valid() and not whatif.going_back(request):
        return whatif.asking(request, partial(_save, request, location, listed, form))
    context |= {"form": form, "lines": lines(location, listed, form.ticked())}
    return page(request, "reception/holidays.html", context)


def _save(
    request: HttpRequest, location: Location, listed: list[Holiday], form: HolidaysForm
) -> HttpResponseRedirect:
    added, removed = holidays.choose(location, listed, form.cleaned_data["days"])
    whatif.must_be_seen(request)
    said = f"Saved for {location}: {added} public holidays added, {removed} taken off."
    messages.success(request, said)
    return HttpResponseRedirect(reverse("admin:location_holidays", args=[location.slug]))
