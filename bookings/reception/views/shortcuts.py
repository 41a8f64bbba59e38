"""The keys that open pages, and the switch for those of one letter (WCAG 2.1.4)."""

import datetime as dt

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from bookings.reception.help import shortcuts as keys
from bookings.reception.page import page

COOKIE = "shortcuts"
_YEAR = dt.timedelta(days=365)


@require_http_methods(["GET", "POST"])
def shortcuts(request: HttpRequest) -> HttpResponse:
    """The list; a POST switches the keys of one letter on or off in this browser."""
    if request.method != "POST":
        context = {"title": "Shortcuts", "shortcuts": keys(request.user)}
        return page(request, "reception/shortcuts.html", context)
    on = "on" in request.POST
    messages.success(request, f"Keys of one letter are {'on' if on else 'off'} in this browser.")
    answer = redirect("admin:shortcuts")
    answer.set_cookie(
        COOKIE,
        "on" if on else "off",
        max_age=_YEAR,
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )
    return answer
