"""The demo's own pages: sign-ins, the clock, things to try. In demo mode only."""

import datetime as dt

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from bookings.models import Location
from portal.demo.load import carry_on
from portal.demo.staff import password, sign_ins
from portal.kit import clock


@login_not_required
@never_cache
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Everything that a visitor of the demo needs to know; the codes are those of this moment."""
    context = {
        "now": clock.now(),
        "locations": Location.objects.filter(active=True),
        "sign_ins": sign_ins(),
        "password": password(),
    }
    return render(request, "demo/index.html", context)


@login_not_required
@require_POST
def move_clock(request: HttpRequest, hours: int) -> HttpResponse:
    """Move the clinic's clock forward; the made-up patients do meanwhile what they do."""
    step = dt.timedelta(hours=hours)
    carry_on(now=clock.now() + step)
    clock.move(step)
    return redirect("dev:index")
