"""What came in while nobody was at the desk."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from bookings.reception.page import page
from bookings.reception.since import SinceForm, last_closing, news
from bookings.reception.views.visit import desk
from portal.kit import clock


@desk
@require_GET
def since(request: HttpRequest) -> HttpResponse:
    """Since the clinic last closed, or since the moment in the address."""
    moment = last_closing(clock.now())
    form = SinceForm(request.GET) if "day" in request.GET else None
    if form and form.is_valid():
        moment = form.moment()
    there = moment.astimezone(timezone.get_current_timezone())
    context = {
        "title": "Since we closed",
        "form": form or SinceForm(initial={"day": there.date(), "at": there.time()}),
        "since": there,
        "news": news(request.user, moment),
    }
    return page(request, "reception/since.html", context)
