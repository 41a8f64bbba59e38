"""Why a time is not offered: one question, one answer for each who could take it."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from bookings.reception.conflicts import conflicts
from bookings.reception.forms import WhyForm
from bookings.reception.page import page
from bookings.reception.views.visit import desk
from portal.kit import clock


@desk
@require_GET
def why(request: HttpRequest) -> HttpResponse:
    """The first rule that refuses it for each practitioner, or that it is free."""
    form = WhyForm(request.GET or None)
    context: dict[str, object] = {"title": "Why is a time not offered?", "form": form}
    if form.is_valid():
        asked = form.cleaned_data
        start = asked["location"].instant(asked.pop("day"), asked.pop("at"))
        context["lines"] = conflicts(request.user, now=clock.now(), start=start, **asked)
        context["looked"] = True
    return page(request, "reception/why.html", context)
