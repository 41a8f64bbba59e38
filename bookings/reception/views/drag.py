"""A card of the calendar was dropped or pulled: move the visit, or say why not."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from bookings import scheduling
from bookings.messages import is_reached
from bookings.models import Appointment, Room
from bookings.reception import queries
from bookings.reception.calendar_forms import DragForm
from bookings.reception.page import staff
from bookings.reception.slots import slots
from bookings.reception.views.visit import desk
from portal.kit import clock

_SHOWN = 4
_NO_TIME = "This is not a time in the calendar."
_NO_ROOM = "Nothing can be put there. Drop the visit on a room that is in use."


@desk
@require_POST
def drag(request: HttpRequest, reference: str) -> HttpResponse:
    """200 with the sentence and the way to undo it, else 4xx with what stands against it.

    The patient is told, once the undo window is over; "Move" asks whether.
    """
    visit, form = queries.visit(reference), DragForm(request.POST)
    if not form.is_valid():
        return _refused(visit, _NO_ROOM if "room" in form.errors else _NO_TIME, 400)
    try:
        moved = scheduling.move(
            now=clock.now(),
            appointment=visit,
            by=staff(request),
            for_staff=True,
            **form.wanted(visit),
        )
    except scheduling.TimeTaken as error:
        return _refused(visit, error.sentence, 409, **_conflict(error))
    except scheduling.SchedulingError as error:
        return _refused(visit, error.to_staff, 503 if isinstance(error, scheduling.Busy) else 409)
    return JsonResponse(_done(moved, form.cleaned_data["room"]))


def _done(moved: Appointment, room: Room | None) -> dict[str, Any]:
    where = f", in {room.name}" if room else ""
    starts = f"{moved.local_starts:%H:%M}–{moved.local_ends:%H:%M on %A}"
    return {
        "said": f"{moved.patient} is now at {starts}, with {moved.practitioner}{where}.",
        "told": _who_tells(moved),
        "version": moved.version,
        "undo": reverse("admin:visit_undo", args=[moved.reference]),
    }


def _who_tells(moved: Appointment) -> str:
    """Hazard H08: nobody is left to think that an email went where none goes."""
    if is_reached(moved, clock.now()):
        return "An email tells the patient unless you undo this within the next minutes."
    return "No email reaches this patient. Please ring them."


def _refused(visit: Appointment, said: str, status: int, **more: Any) -> JsonResponse:
    move = reverse("admin:visit_move", args=[visit.reference])
    return JsonResponse({"said": said, "move": move, **more}, status=status)


def _conflict(error: scheduling.TimeTaken) -> dict[str, Any]:
    """What stands in the way, and the nearest free times as the drag would send them."""
    return {
        "against": [one.sentence for one in error.refusals],
        "nearest": [
            {
                "words": f"{one.local:%a %d %b, %H:%M}, {one.practitioner}",
                "day": f"{one.local:%Y-%m-%d}",
                "at": f"{one.local:%H:%M}",
                "practitioner": one.practitioner.pk,
                "location": one.location.slug,
            }
            for one in slots(error.nearest[:_SHOWN])
        ],
    }
