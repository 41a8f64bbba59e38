"""The messages of the whole clinic, and what staff do with one by hand."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from bookings.messages import hands
from bookings.models import Message
from bookings.reception import mailroom
from bookings.reception.page import back, page
from portal.kit import clock

reader = permission_required("bookings.view_message", raise_exception=True)
desk = permission_required("bookings.run_desk", raise_exception=True)
keeper = permission_required("bookings.change_clinic", raise_exception=True)


@reader
@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """How the mail goes: what left, what waits, what failed."""
    now = clock.now()
    context = {"title": "Messages", "mail": mailroom.build(now), "now": now}
    return page(request, "reception/mailroom.html", context)


@desk
@require_POST
def resend(request: HttpRequest, key: int) -> HttpResponse:
    """Send it again with the next tick."""
    message = _message(key)
    try:
        hands.resend(now=clock.now(), message=message)
    except hands.NotByHand as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"“{message.step}” to {message.patient} leaves in a moment.")
    return _back(request)


@desk
@require_POST
def skip(request: HttpRequest, key: int) -> HttpResponse:
    """Leave it unsent, and off the list."""
    message = _message(key)
    try:
        hands.skip(now=clock.now(), message=message)
    except hands.NotByHand as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"“{message.step}” to {message.patient} is not sent.")
    return _back(request)


@keeper
@require_POST
def skip_all(request: HttpRequest) -> HttpResponse:
    """Leave all that waits unsent: after a restore, before sending is switched on again."""
    count = hands.skip_all_waiting(now=clock.now())
    messages.success(request, f"{count} waiting messages are not sent.")
    return _back(request)


def _message(key: int) -> Message:
    found = Message.objects.select_related("step", "patient").filter(pk=key).first()
    if found is None:
        raise Http404("No message has this number.")
    return found


def _back(request: HttpRequest) -> HttpResponseRedirect:
    return back(request, otherwise=reverse("admin:messages"))
