"""The site's own pages: public ones, contact, health, errors."""

from django.contrib.auth.decorators import login_not_required
from django.contrib.sitemaps.views import sitemap as sitemap_of
from django.db import Error
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from bookings.models import Service
from bookings.reception.house import house_of
from education import search as education
from portal import health, public
from portal.context import remembered
from portal.forms import ContactForm, too_many_now
from portal.found import SITEMAPS, clinics
from portal.kit import clock
from portal.kit.pages import public_page

_PRIVATE = (
    "accounts",
    "admin",
    "book",
    "calendar",
    "dev",
    "education/search",
    "my",
    "visit",
)
ROBOTS = "User-agent: *\n" + "".join(f"Disallow: /{place}/\n" for place in _PRIVATE)


@public_page
def home(request: HttpRequest) -> HttpResponse:
    offerings = public.offerings(now=clock.now())
    found = {"offerings": offerings, "soonest": public.soonest(offerings)}
    return render(request, "portal/home.html", found)


@public_page
def services(request: HttpRequest) -> HttpResponse:
    offerings = public.offerings(now=clock.now())
    return render(request, "portal/services.html", {"offerings": offerings})


@public_page
def practitioners(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/practitioners.html", {"team": public.team()})


@public_page
def practitioner(request: HttpRequest, slug: str) -> HttpResponse:
    """One who works here; who has left is not found."""
    found = public.team(slug)
    if not found:
        raise Http404("Nobody of this name works here.")
    return render(request, "portal/practitioner.html", {"member": found[0]})


@public_page
def locations(request: HttpRequest) -> HttpResponse:
    places = public.places(now=clock.now())
    return render(request, "portal/locations.html", _with_schema(request, places))


@public_page
def location(request: HttpRequest, slug: str) -> HttpResponse:
    """One place; one that is shut for good is not found."""
    found = public.places(now=clock.now(), slug=slug)
    if not found:
        raise Http404("There is no such place.")
    context = {**_with_schema(request, found), "place": found[0]}
    return render(request, "portal/location.html", context)


def _with_schema(request: HttpRequest, places: list[public.Place]) -> dict[str, object]:
    known = house_of(request).clinic
    return {"places": places, "json_ld": clinics(request, known.name if known else "", places)}


@public_page
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/privacy.html")


@public_page
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/accessibility.html")


@login_not_required
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Articles, questions, words, evidence and visits; what was looked for stays in no cache."""
    results = education.search(request.GET.get("q", ""))
    found = {"results": results, "services": Service.objects.offered().matching(results.understood)}
    page = render(request, "portal/search.html", found)
    if not results.asked:
        patch_cache_control(page, public=True, max_age=60)
    return page


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: HttpRequest) -> HttpResponse:
    """A message or a complaint; what was typed comes back with any problem."""
    form = ContactForm(request.POST or None)
    if not form.is_valid():
        return render(request, "portal/contact.html", {"form": form})
    now = clock.now()
    if too_many_now(now):
        form.add_error(None, "We cannot take messages here just now. Please ring us.")
        return render(request, "portal/contact.html", {"form": form}, status=429)
    if not form.is_from_a_machine:
        form.save(now=now)
    return redirect("contact_sent")


@public_page
def contact_sent(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/contact_sent.html")


@public_page
def robots(request: HttpRequest) -> HttpResponse:
    sitemap = request.build_absolute_uri(reverse("sitemap"))
    return HttpResponse(f"{ROBOTS}Sitemap: {sitemap}\n", content_type="text/plain")


@public_page
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every public page, for search engines."""
    return sitemap_of(request, SITEMAPS).render()


@login_not_required
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """The process answers; nothing else is asked."""
    return JsonResponse({"ok": True})


@login_not_required
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """The database alone: a broken mail server must not take the site out of the balancer."""
    ready = health.database_answers()
    return JsonResponse({"ok": ready}, status=200 if ready else 503)


@login_not_required
@never_cache
def alarmz(request: HttpRequest) -> JsonResponse:
    """503 with the names of what is wrong; for an operator's monitor."""
    try:
        alarms = health.alarms(now=clock.now())
    except Error:
        alarms = ["database"]
    return JsonResponse({"ok": not alarms, "alarms": alarms}, status=503 if alarms else 200)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _without_database("400.html", status=400)


def server_error(request: HttpRequest) -> HttpResponse:
    return _without_database("500.html", status=500)


def _without_database(template: str, *, status: int) -> HttpResponse:
    """The last known phone and emergency numbers, and no query."""
    known = remembered()
    page = render_to_string(
        template, {"clinic": known.clinic, "emergency_lines": known.emergency_lines}
    )
    return HttpResponse(page, status=status)
