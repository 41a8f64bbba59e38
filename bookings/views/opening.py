"""The first pages of the road, and the way out of it."""

import datetime as dt

from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from bookings.access import articles, drafts, gate, my, visits, waiting
from bookings.forms.service import PlaceForm, ServiceForm
from bookings.forms.start import StartForm
from bookings.models import Draft
from bookings.views.road import given, leaves_the_screen, let_go, onward, road, sent, show
from portal.kit import clock


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """For whom, and the date of birth. What the address wished for is carried along."""
    now = clock.now()
    try:
        draft = drafts.current(request.session, now=now)
    except drafts.Ended:
        return render(request, "bookings/ended.html", status=410)
    if draft and draft.appointment:
        draft = None
    clinic = gate.read().clinic
    form = StartForm(
        sent(request), initial=_started(request, draft), clinic=clinic, today=now.date()
    )
    if form.is_valid():
        draft = draft or drafts.begin(request.session, now=now)
        drafts.start(draft, form.cleaned_data["who"], form.cleaned_data["born"], form.wish)
        articles.entered_from(draft, form.cleaned_data.get("read"))
        return onward(draft)
    page = render(request, "bookings/start.html", {"form": form, "draft": draft})
    return leaves_the_screen(page) if draft else page


@road("service")
def service(request: HttpRequest, draft: Draft, now: dt.datetime) -> HttpResponse:
    """Which service, with price, length and the next free time of each."""
    wish = request.GET.get("service") or draft.details.get("wish", {}).get("service")
    rules = gate.read()
    form = ServiceForm(
        sent(request),
        initial={"service": draft.service.slug if draft.service else wish},
        now=now,
        gate=rules,
        age=drafts.age(draft, now=now),
    )
    if form.is_valid():
        drafts.choose_service(draft, form.cleaned_data["service"], rules.questionnaire)
        return onward(draft)
    return show(request, "service", draft, form=form, gate=rules)


@road("place")
def place(request: HttpRequest, draft: Draft, now: dt.datetime) -> HttpResponse:
    """Where, and with whom or with anyone."""
    form = PlaceForm(
        sent(request),
        initial={"place": drafts.place_value(draft)},
        now=now,
        service=given(draft.service),
    )
    if form.is_valid():
        chosen = form.cleaned_data["place"]
        drafts.choose_place(draft, chosen.location, chosen.practitioner)
        return onward(draft)
    return show(request, "place", draft, form=form)


@road("service")
def read(request: HttpRequest, draft: Draft, now: dt.datetime, key: int) -> HttpResponse:
    """Open an article from the road: the consent of the visit will say that it was opened."""
    found = articles.opened(draft, key)
    return redirect(found or "education:index")


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest) -> HttpResponse:
    """Delete everything that was typed, and sign out; the page after it says so."""
    if request.method == "POST":
        let_go(request)
        drafts.erase(request.session)
        visits.forget(request.session)
        waiting.forget(request.session)
        if my.is_in(request.session):
            logout(request)
        return redirect("bookings:leave")
    return render(request, "bookings/left.html")


def _started(request: HttpRequest, draft: Draft | None) -> dict[str, object]:
    names = ("service", "location", "practitioner", "read")
    asked = {name: request.GET.get(name, "") for name in names}
    known = {"who": draft.who, "born": drafts.born(draft)} if draft else {}
    return {**asked, **known}
