"""No more optional messages: a link in those mails alone, and one press (RFC 8058)."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from bookings.access import limits, visits
from bookings.views.road import leaves_the_screen, too_many
from portal.kit import clock


@login_not_required
# The mail program presses for its reader: it has no cookie, and the token is the proof.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """A GET asks and changes nothing, since mail scanners open links; a POST does it."""
    now = clock.now()
    try:
        reader = visits.unsubscriber(token, now=now)
    except (visits.Unknown, visits.Closed):
        if not limits.allows(request, limits.LINK, now=now):
            return too_many(request)
        response = render(request, "bookings/no_visit.html", {"closed": False}, status=404)
        return leaves_the_screen(response)
    if request.method == "POST":
        reader.unsubscribe(now)
    context = {"done": reader.unsubscribed_at is not None}
    return leaves_the_screen(render(request, "bookings/unsubscribe.html", context))
