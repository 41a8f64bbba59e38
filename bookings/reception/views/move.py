"""Move a visit: the nearest times, or those of a chosen day."""

import datetime as dt
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET, require_POST

from bookings import availability, scheduling
from bookings.models import Appointment
from bookings.reception import queries
from bookings.reception.forms import MoveDayForm, MoveForm
from bookings.reception.page import done, page, refused, staff
from bookings.reception.slots import Chosen, slots
from bookings.reception.views.visit import desk
from portal.kit import clock


@desk
@require_GET
def move(request: HttpRequest, reference: str) -> HttpResponse:
    """Offer times; what is looked for is in the address."""
    now, visit = clock.now(), queries.visit(reference)
    asked = MoveDayForm(request.GET)
    form = MoveForm(initial={"version": visit.version})
    return page(request, "reception/move.html", _offer(now, visit, asked, form))


@desk
@require_POST
def move_to(request: HttpRequest, reference: str) -> HttpResponse:
    """Take the time whose button was pressed."""
    now, visit, form = clock.now(), queries.visit(reference), MoveForm(request.POST)
    status = 200
    if form.is_valid():
        try:
            moved = _move(now, visit, form, staff(request))
            said = f"{moved.patient} is now at {moved.local_starts:%H:%M on %A %d %B}."
            return done(request, said, moved)
        except scheduling.TimeTaken as error:
            form.add_error(None, error.sentence)
            status = 409
        except scheduling.SchedulingError as error:
            return refused(request, error, visit)
    context = _offer(now, visit, MoveDayForm(request.GET), form)
    return page(request, "reception/move.html", context, status=status)


def _move(
    now: dt.datetime, visit: Appointment, form: MoveForm, by: AbstractBaseUser
) -> Appointment:
    place: Chosen = form.cleaned_data["place"]
    return scheduling.move(
        now=now,
        appointment=visit,
        start=place.start,
        practitioner=place.practitioner,
        location=place.location,
        version=form.cleaned_data["version"],
        tell=form.cleaned_data["tell"],
        by=by,
        for_staff=True,
    )


def _offer(
    now: dt.datetime, visit: Appointment, asked: MoveDayForm, form: MoveForm
) -> dict[str, object]:
    """Times near the present one and, if a day was asked for, that day's."""
    wishes = asked.cleaned_data if asked.is_valid() else {}
    looked_for: dict[str, Any] = {
        "now": now,
        "service": visit.service,
        "location": visit.location,
        "practitioner": None if wishes.get("anyone") else visit.practitioner,
        "patient": visit.patient,
        "ignoring": visit,
        "for_staff": True,
    }
    nearest = availability.nearest(around=visit.starts, count=8, **looked_for)
    day, of_day = wishes.get("day"), []
    if day:
        since, until = queries.day_bounds(day, [visit.location])
        of_day = availability.find(since=since, until=until, **looked_for)
    return {
        "title": "Move the visit",
        "visit": visit,
        "form": form,
        "asked": asked,
        "day": day,
        "nearest": slots([one for one in nearest if one.start != visit.starts]),
        "of_day": slots(of_day),
    }
