"""The private calendar of a practitioner, for the phone that knows its address."""

from hashlib import sha256

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.views.decorators.http import require_safe

from bookings.access import limits
from bookings.messages import feed as feeds
from bookings.views.road import too_many
from portal.kit import clock


@login_not_required
@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The file, or 304 when nothing has changed; an ended address is like one that never was."""
    now = clock.now()
    found = feeds.opened(token)
    if found is None:
        if not limits.allows(request, limits.LINK, now=now):
            return too_many(request)
        raise Http404("There is no such calendar.")
    found.note_reading(now)
    file = feeds.calendar(found.practitioner, now=now)
    etag = f'"{sha256(file).hexdigest()[:32]}"'
    same = get_conditional_response(request, etag=etag)
    response = same or HttpResponse(file, content_type="text/calendar; charset=utf-8")
    response["ETag"] = etag
    response["Referrer-Policy"] = "no-referrer"
    patch_cache_control(response, private=True, max_age=0)
    return response
