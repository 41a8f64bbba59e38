"""What every page of reception shares: the admin's frame, the person, the way back."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from bookings.models import Appointment
from bookings.reception.help import HELP
from bookings.scheduling import Busy, SchedulingError


def page(
    request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200
) -> TemplateResponse:
    """A page inside the admin's frame."""
    request.current_app = admin.site.name
    match = request.resolver_match
    frame = {**admin.site.each_context(request), "help": HELP.get((match and match.url_name) or "")}
    return TemplateResponse(request, template, {**frame, **context}, status=status)


def staff(request: HttpRequest) -> AbstractBaseUser:
    """The person at the desk; the admin site has let nobody else in."""
    if not request.user.is_authenticated:
        raise PermissionDenied
    return request.user


def today_url(visit: Appointment | None = None) -> str:
    """Today, or the day on which this visit stands, scrolled to it."""
    home = reverse("admin:index")
    if visit is None:
        return home
    return f"{home}?day={visit.local_starts:%Y-%m-%d}#visit-{visit.reference}"


def back(
    request: HttpRequest, visit: Appointment | None = None, *, otherwise: str = ""
) -> HttpResponseRedirect:
    """To the page that the form came from, else to the one named or to the visit's day."""
    wanted = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()})
    return HttpResponseRedirect(wanted if safe else otherwise or today_url(visit))


def done(request: HttpRequest, sentence: str, visit: Appointment) -> HttpResponseRedirect:
    """Say what has happened and go back."""
    messages.success(request, sentence)
    return back(request, visit)


def refused(request: HttpRequest, error: SchedulingError, visit: Appointment) -> HttpResponse:
    """Say why a verb refused, and show the way back to the visit as it now is."""
    return page(
        request,
        "reception/refused.html",
        {"title": "That did not work", "error": error, "visit": visit, "day": today_url(visit)},
        status=503 if isinstance(error, Busy) else 409,
    )


def not_yours(request: HttpRequest, visit: Appointment) -> HttpResponse:
    """Nothing of the answers, and who may open them; such an attempt reads nothing."""
    context = {"title": "Not your patient", "visit": visit, "day": today_url(visit)}
    return page(request, "reception/not_yours.html", context, status=403)
