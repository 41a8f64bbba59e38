"""My visits: signed in by an emailed code, opened by a date of birth (hazards H09 to H11)."""

import datetime as dt
from collections.abc import Callable
from functools import wraps

from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.views.decorators.http import require_http_methods, require_safe

from bookings.access import courses, drafts, limits, my, progress, waiting
from bookings.access.my import Mine
from bookings.forms.my import MyBornForm
from bookings.views.road import leaves_the_screen, let_go, onward, sent, too_many
from portal.kit import clock

Page = Callable[..., HttpResponse]


def mine(view: Page) -> Page:
    """A page for whoever has signed in by a code; others are asked for their address first.

    The view gets the Mine and `now`. After 30 minutes without a press it signs out.
    """

    @wraps(view)
    def opened(request: HttpRequest) -> HttpResponse:
        now = clock.now()
        if getattr(request.user, "is_staff", False):
            return render(request, "bookings/my_staff.html", status=403)
        try:
            found = my.current(request.session, request.user, now=now)
        except my.Ended:
            logout(request)
            return render(request, "bookings/my_ended.html", status=410)
        return leaves_the_screen(view(request, found, now))

    # Where the middleware sends whoever is not signed in; staff have another door.
    opened.login_url = reverse_lazy("account_request_login_code")  # type: ignore[attr-defined]
    return opened


@require_safe
@mine
def home(request: HttpRequest, found: Mine, now: dt.datetime) -> HttpResponse:
    """Every visit of the opened records, ahead and past."""
    if not found.accounts:
        return redirect("bookings:my_born")
    coming, past = my.visits(found, now=now)
    context = {
        "mine": found,
        "coming": coming,
        "past": past,
        "wishes": waiting.wishes_of(found),
        "courses": courses.to_book(found, now=now),
    }
    return render(request, "bookings/my.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@mine
def born(request: HttpRequest, found: Mine, now: dt.datetime) -> HttpResponse:
    """A date of birth opens the records that have it; a wrong one says nothing of anybody."""
    form = MyBornForm(sent(request), today=now.date())
    if form.is_valid():
        who = f"user {found.user.pk}"
        if not limits.allows(request, limits.MY_BIRTH, now=now, subject=who):
            return too_many(request)
        if my.prove(request.session, found.user, form.cleaned_data["born"], now=now):
            return _on(request, now)
        form.add_error("born", "We find no visits for this date of birth. Check it, or ring us.")
    return render(request, "bookings/my_born.html", {"mine": found, "form": form})


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def out(request: HttpRequest) -> HttpResponse:
    """Sign out, and forget what was typed here; the page after it says so."""
    if request.method == "POST":
        let_go(request)
        drafts.erase(request.session)
        if my.is_in(request.session):
            logout(request)
        return redirect("bookings:my_out")
    return render(request, "bookings/my_out.html")


def _on(request: HttpRequest, now: dt.datetime) -> HttpResponse:
    """Back to the booking that this browser is in the middle of, else to the visits."""
    try:
        draft = drafts.current(request.session, now=now)
    except drafts.Ended:
        draft = None
    if draft and not progress.is_done(draft) and not progress.is_for_a_visit(draft):
        return onward(draft)
    return redirect("bookings:my")
