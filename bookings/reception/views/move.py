"""Move a visit: the nearest times, or those of a chosen day."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET, require_POST

from bookings import availability, scheduling
from bookings.availability import Narrower
from bookings.models import Appointment, Room
from bookings.reception import queries
from bookings.reception.conflicts import PERMISSION, conflicts, refused
from bookings.reception.forms import MoveDayForm, MoveForm, PastForm
from bookings.reception.page import done, page, staff
from bookings.reception.page import refused as refused_page
from bookings.reception.slots import Chosen, slots
from bookings.reception.views.visit import desk
from bookings.scheduling import Override
from portal.kit import clock


@desk
@require_GET
def move(request: HttpRequest, reference: str) -> HttpResponse:
    """Offer times; what is looked for is in the address."""
    visit = queries.visit(reference)
    return _page(request, visit, MoveForm(initial={"version": visit.version}))


@desk
@require_POST
def move_to(request: HttpRequest, reference: str) -> HttpResponse:
    """Take the time whose button was pressed."""
    return _take(request, queries.visit(reference), MoveForm(request.POST))


@permission_required(PERMISSION, raise_exception=True)
@require_POST
def move_past(request: HttpRequest, reference: str) -> HttpResponse:
    """The same for a time that is not free: past what stands in the way, with a reason."""
    visit, past = queries.visit(reference), PastForm(request.POST)
    form = MoveForm({**request.POST.dict(), "place": past.place})
    if not past.is_valid():
        return _page(request, visit, form, past=past)
    return _take(request, visit, form, past.override)


def _take(
    request: HttpRequest, visit: Appointment, form: MoveForm, override: Override | None = None
) -> HttpResponse:
    if not form.is_valid():
        return _page(request, visit, form)
    try:
        moved = _move(visit, form, staff(request), override, _room(request, visit))
    except scheduling.TimeTaken as error:
        form.add_error(None, error.sentence)
        return _page(request, visit, form, error=error)
    except scheduling.SchedulingError as error:
        return refused_page(request, error, visit)
    said = f"{moved.patient} is now at {moved.local_starts:%H:%M on %A %d %B}."
    return done(request, said, moved)


def _room(request: HttpRequest, visit: Appointment) -> Room | None:
    """The room that was looked for; what is looked for is in the address."""
    asked = MoveDayForm(request.GET, visit)
    return asked.cleaned_data.get("room") if asked.is_valid() else None


def _move(
    visit: Appointment,
    form: MoveForm,
    by: AbstractBaseUser,
    override: Override | None,
    room: Room | None,
) -> Appointment:
    place: Chosen = form.cleaned_data["place"]
    return scheduling.move(
        now=clock.now(),
        appointment=visit,
        start=place.start,
        practitioner=place.practitioner,
        location=place.location,
        room=room,
        version=form.cleaned_data["version"],
        tell=form.cleaned_data["tell"],
        by=by,
        for_staff=True,
        override=override,
    )


def _page(
    request: HttpRequest,
    visit: Appointment,
    form: MoveForm,
    *,
    past: PastForm | None = None,
    error: scheduling.TimeTaken | None = None,
) -> HttpResponse:
    asked = MoveDayForm(request.GET, visit)
    past = past or PastForm(initial={"reason": request.POST.get("reason", "")})
    context = {
        "title": "Move the visit",
        "visit": visit,
        "form": form,
        "asked": asked,
        "past": past,
        "errors": form.errors or past.errors,
        **_offer(request, visit, asked),
    }
    if error:
        place: Chosen = form.cleaned_data["place"]
        context["conflicts"] = refused(
            request.user, place.start, place.practitioner, place.location, error.refusals
        )
    return page(request, "reception/move.html", context, status=409 if error else 200)


def _offer(request: HttpRequest, visit: Appointment, asked: MoveDayForm) -> dict[str, Any]:
    """Times near the present one and, if a day was asked for, that day's; of a time, why not."""
    wishes = asked.cleaned_data if asked.is_valid() else {}
    room = wishes.get("room")
    narrower: Narrower = {
        "location": visit.location,
        "practitioner": None if wishes.get("anyone") else visit.practitioner,
        "patient": visit.patient,
        "room": room,
        "ignoring": visit,
        "extra_minutes": visit.extra_minutes,
        "senior": visit.needs_senior,
        "not_before": scheduling.move_earliest(visit),
        "for_staff": True,
    }
    looked_for: dict[str, Any] = {"now": clock.now(), "service": visit.service, **narrower}
    nearest = availability.nearest(around=visit.starts, count=8, **looked_for)
    # In another room the visit's own time is a new place.
    elsewhere = room is not None and room != visit.room
    day, at, of_day, typed = wishes.get("day"), wishes.get("at"), [], []
    if day and at:
        start = visit.location.instant(day, at)
        typed = conflicts(request.user, start=start, **looked_for)
    elif day:
        since, until = queries.day_bounds(day, [visit.location])
        of_day = availability.find(since=since, until=until, **looked_for)
    return {
        "day": day,
        "at": at,
        "conflicts": typed,
        "nearest": slots([one for one in nearest if elsewhere or one.start != visit.starts]),
        "of_day": slots(of_day),
    }
