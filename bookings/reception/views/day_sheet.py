"""The day on paper, for the door of the treatment room."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from bookings.models import Status
from bookings.reception.house import house_of
from bookings.reception.page import page
from bookings.reception.today import build, viewer
from bookings.reception.views.visit import desk
from portal.kit import clock


@desk
@require_GET
def day_sheet(request: HttpRequest) -> HttpResponse:
    """The day that Today would show, to print; what to heed only for those who read answers."""
    house = house_of(request)
    today = build(now=clock.now(), user=request.user, asked=request.GET, house=house)
    wanted = request.GET.get("with") == "screening"
    context = {
        "title": f"Day sheet, {today.choice.day:%A %d %B %Y}",
        "today": today,
        "screening": wanted and viewer(request.user, house).read,
        "pending": Status.PENDING,
    }
    return page(request, "reception/day_sheet.html", context)
