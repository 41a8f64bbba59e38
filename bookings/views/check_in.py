"""How are you after the visit? A page of few questions that helps at once (hazard H13)."""

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from bookings import scheduling
from bookings.access import limits, visits
from bookings.access.visits import Seen
from bookings.forms.check_in import CheckInForm
from bookings.models import CheckIn
from bookings.models.signs import FLAGS
from bookings.views.road import next_opening, sent, too_many
from bookings.views.visit import granted, show_visit

_CALL_NOW = {sign.key for sign in FLAGS.emergency}


@require_http_methods(["GET", "HEAD", "POST"])
@granted
def check_in(request: HttpRequest, seen: Seen, now: dt.datetime) -> HttpResponse:
    """Ask; before the visit is over there is nothing to say yet."""
    form = CheckInForm(sent(request))
    if not scheduling.can_be_reported(seen.visit, now):
        return show_visit(request, "check_in_not_yet", seen, now)
    if not form.is_valid():
        return show_visit(request, "check_in", seen, now, form=form, flags=FLAGS)
    if not limits.allows(request, limits.CHECK_IN, now=now, subject=seen.visit.reference):
        return too_many(request)
    answer = scheduling.report(now=now, appointment=seen.visit, **form.kept())
    urgent = bool(_CALL_NOW & set(form.cleaned_data["signs"]))
    visits.note_report(request.session, seen.visit, answer.level, urgent=urgent)
    return redirect("bookings:check_in_next", reference=seen.visit.reference)


@require_safe
@granted
def next_step(request: HttpRequest, seen: Seen, now: dt.datetime) -> HttpResponse:
    """What to do now. It promises nobody's eyes, and says when the clinic opens."""
    found = visits.reported(request.session, seen.visit)
    if found is None:
        return redirect("bookings:check_in", reference=seen.visit.reference)
    level, urgent = found
    page = {CheckIn.Level.FINE: "check_in_fine", CheckIn.Level.WORSE: "check_in_call"}.get(
        CheckIn.Level(level), "check_in_emergency" if urgent else "check_in_today"
    )
    reader, opens = seen.reader, next_opening(seen.visit.location, now)
    may_say = reader is not None and reader.email_confirmed_at is not None
    return show_visit(
        request,
        page,
        seen,
        now,
        opens=opens,
        open_now=opens == now,
        needled=may_say and seen.visit.needles_used is not False,
    )
