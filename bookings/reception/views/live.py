"""The poll of a page that stands open: has anything changed since it was read?"""

from django.http import HttpRequest, HttpResponse, JsonResponse

from bookings.reception.live import Version, came_in
from portal.kit import clock


def live(request: HttpRequest, version: Version) -> HttpResponse:
    """204 when the page has seen all there is, else what to say; it reads itself again."""
    seen = Version(request.GET.get("seen", ""))
    if seen == version:
        return HttpResponse(status=204)
    return JsonResponse({"said": came_in(seen, clock.now())})
