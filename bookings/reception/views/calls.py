"""Visits that cannot stand: who is away, whom to ring, and whether they were reached."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bookings.models import CallAttempt
from bookings.reception import queries
from bookings.reception.calls import MOST, AwayForm, HowForm, calls, rest_of_today
from bookings.reception.house import house_of
from bookings.reception.page import back, page, staff
from bookings.reception.rows import lines
from bookings.reception.today import viewer
from bookings.reception.views.visit import desk
from bookings.reception.waiting import orphans, screenings_missing
from portal.kit import clock


@permission_required("bookings.add_closure", raise_exception=True)
@require_http_methods(["GET", "POST"])
def away(request: HttpRequest) -> HttpResponse:
    """Somebody is away: their time is closed at once, and the calls to make are listed."""
    now = clock.now()
    form = AwayForm(request.POST or None, initial=rest_of_today(now))
    if form.is_valid():
        closure = form.closure()
        closure.save()
        messages.success(request, f"{closure.practitioner} is away, and is not offered then.")
        return redirect(f"{reverse('admin:orphans')}?practitioner={closure.practitioner_id}")
    return page(request, "reception/away.html", {"title": "Somebody is away", "form": form})


@desk
@require_GET
def orphaned(request: HttpRequest) -> HttpResponse:
    """Visits ahead that cannot stand, by start; of one practitioner if the address says so."""
    found, who = orphans(clock.now()), request.GET.get("practitioner", "")
    if who.isdecimal() and len(who) < 10:
        found = found.filter(practitioner=int(who))
    shown, count = calls(found[:MOST]), found.count()
    context = {"title": "Orphaned visits", "calls": shown, "count": count}
    context["next"] = request.get_full_path()
    return page(request, "reception/orphans.html", context)


@desk
@require_POST
def called(request: HttpRequest, reference: str) -> HttpResponse:
    """Somebody rang the patient."""
    visit, form = queries.visit(reference), HowForm(request.POST)
    if form.is_valid():
        how = form.cleaned_data["how"]
        by = staff(request).pk
        CallAttempt.objects.create(appointment=visit, at=clock.now(), by_id=by, how=how)
        messages.success(request, f"{visit.patient}: {CallAttempt.How(how).label}.")
    return back(request, visit)


@desk
@require_GET
def screenings(request: HttpRequest) -> HttpResponse:
    """Visits of tomorrow whose health questions are still to be asked."""
    now, seen_by = clock.now(), viewer(request.user, house_of(request))
    found = lines(screenings_missing(now), now, seen_by)
    context = {
        "title": "Screenings for tomorrow",
        "lines": found,
        "next": reverse("admin:screenings_missing"),
    }
    return page(request, "reception/screenings_missing.html", context)
