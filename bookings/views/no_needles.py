"""I do not want needles any more: a patient takes the yes back before the visit."""

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from bookings import scheduling
from bookings.access import visits
from bookings.access.visits import Seen
from bookings.views.visit import granted, show_visit


@require_http_methods(["GET", "HEAD", "POST"])
@granted
def no_needles(request: HttpRequest, seen: Seen, now: dt.datetime) -> HttpResponse:
    """Asks first, after the date of birth; a POST keeps it and the time of the visit."""
    if not (seen.may_act and visits.may_take_back(seen, now=now)):
        return redirect("bookings:visit", reference=seen.visit.reference)
    if request.method != "POST":
        return show_visit(request, "visit_no_needles", seen, now)
    try:
        scheduling.withdraw_consent(now=now, appointment=seen.visit)
    except scheduling.SchedulingError as error:
        return show_visit(request, "visit", seen, now, sentence=error.sentence, status=409)
    return redirect("bookings:visit", reference=seen.visit.reference)
