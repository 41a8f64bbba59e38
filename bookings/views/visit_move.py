"""A patient moves a visit: the free times, and what happens if one is taken."""

import datetime as dt

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from bookings import scheduling
from bookings.access import limits
from bookings.access.visits import Seen
from bookings.forms import times as free
from bookings.views.road import sent, too_many
from bookings.views.visit import can_move, granted, show_visit


@require_http_methods(["GET", "HEAD", "POST"])
@granted
def move(request: HttpRequest, seen: Seen, now: dt.datetime) -> HttpResponse:
    """Two weeks of free times with the same person; a press takes the new one first."""
    visit = seen.visit
    if not (seen.in_full and seen.may_act):
        return redirect("bookings:visit", reference=visit.reference)
    if not can_move(seen, now):
        return show_visit(request, "visit_move", seen, now, status=409)
    form = free.MoveForm(sent(request), initial={"version": visit.version})
    if form.is_valid():
        return _move(request, seen, form, now)
    return _offer(request, seen, form, now)


def _move(request: HttpRequest, seen: Seen, form: free.MoveForm, now: dt.datetime) -> HttpResponse:
    if not limits.allows(request, limits.BOOKING, now=now):
        return too_many(request)
    try:
        moved = scheduling.move(now=now, appointment=seen.visit, **form.cleaned_data)
    except scheduling.TimeTaken as error:
        fresh = free.MoveForm(initial={"version": seen.visit.version})
        nearest = [one.start for one in error.nearest]
        return _offer(request, seen, fresh, now, nearest=nearest, status=409)
    except scheduling.SchedulingError as error:
        status = 503 if isinstance(error, scheduling.Busy) else 409
        return show_visit(request, "visit", seen, now, sentence=error.sentence, status=status)
    messages.success(request, "Your visit is moved. We email you the new time.")
    return redirect("bookings:visit", reference=moved.reference)


def _offer(
    request: HttpRequest,
    seen: Seen,
    form: free.MoveForm,
    now: dt.datetime,
    *,
    status: int = 200,
    **more: object,
) -> HttpResponse:
    earliest = scheduling.move_earliest(seen.visit)
    asked = free.asked_by(seen.visit, now=now, not_before=earliest)
    fortnight = free.Fortnight(asked, free.WeekForm(request.GET).first(asked.today))
    return show_visit(
        request, "visit_move", seen, now, status=status, form=form, fortnight=fortnight, **more
    )
