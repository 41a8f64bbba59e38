"""What the pages of the road share: who may open them, and where they lead."""

import datetime as dt
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from bookings import availability, scheduling
from bookings.access import drafts, holds, progress
from bookings.models import Draft, Location
from bookings.models.draft import LIVES
from portal.kit import clock
from screening import outcomes

Page = Callable[..., HttpResponse]
T = TypeVar("T")


def road(page: str) -> Callable[[Page], Page]:
    """A page that anyone may open, once the pages before it are answered.

    The view gets the draft and `now`. Half an hour after it was sent, an open page
    leaves the screen by itself (hazard H11).
    """

    def wrap(view: Page) -> Page:
        @login_not_required
        @require_http_methods(["GET", "HEAD", "POST"])
        @wraps(view)
        def opened(request: HttpRequest, **kept: str) -> HttpResponse:
            now = clock.now()
            try:
                draft = drafts.current(request.session, now=now)
            except drafts.Ended:
                return render(request, "bookings/ended.html", status=410)
            if draft is None:
                return redirect("bookings:start")
            if not progress.may_open(draft, page):
                return onward(draft)
            return leaves_the_screen(view(request, draft, now, **kept))

        return opened

    return wrap


def leaves_the_screen(response: HttpResponse) -> HttpResponse:
    """Ask the browser to load the page again once what it shows has ended: it then says so."""
    if response.headers["Content-Type"].startswith("text/html"):
        response.headers["Refresh"] = str(int(LIVES.total_seconds()) + 5)
    return response


def onward(draft: Draft) -> HttpResponse:
    """To the first page that is still to answer."""
    page = progress.unanswered(draft)
    return redirect("bookings:screening_next" if page == "screening" else f"bookings:{page}")


def show(
    request: HttpRequest, page: str, draft: Draft, *, status: int = 200, **context: Any
) -> HttpResponse:
    """The page's template, with the draft and what is chosen so far."""
    context = {"draft": draft, "location": draft.location, "service": draft.service, **context}
    return render(request, f"bookings/{page}.html", context, status=status)


def sent(request: HttpRequest) -> QueryDict | None:
    """What a form has sent, also when it is nothing; None when the page is only opened."""
    return request.POST if request.method == "POST" else None


def refused(request: HttpRequest, draft: Draft, error: scheduling.SchedulingError) -> HttpResponse:
    """409, or 503 in a rush: why a verb refused, and the ways on; nothing typed is lost."""
    status = 503 if isinstance(error, scheduling.Busy) else 409
    return show(request, "refused", draft, sentence=error.sentence, status=status)


def let_go(request: HttpRequest) -> None:
    """Free the time that this browser holds."""
    key = holds.key(request.session)
    if key:
        scheduling.let_go(key=key)


def too_many(request: HttpRequest) -> HttpResponse:
    """429: a limit is reached; nothing typed is lost, and the phone is the way on."""
    return render(request, "bookings/too_many.html", status=429)


def given(value: T | None) -> T:
    """What an earlier page has made sure of."""
    if value is None:
        raise ValueError("This page opens once an earlier one is answered.")
    return value


def review_due(draft: Draft) -> dt.datetime | None:
    """By when a practitioner decides, if the answers are for review; two queries then."""
    if progress.outcome(draft) != outcomes.REVIEW:
        return None
    since = given(draft.assessment).created_at
    return scheduling.review_due(since=since, location=given(draft.location))


def not_before(due: dt.datetime | None) -> dt.datetime | None:
    """A review is offered only times that do not lapse before its decision (hazard H05)."""
    return due + scheduling.LAPSES_BEFORE if due else None


def next_opening(location: Location, now: dt.datetime) -> dt.datetime | None:
    """When somebody works there next: now or later, None if not within two weeks."""
    fortnight = now + dt.timedelta(days=14)
    hours = availability.open_hours(since=now, until=fortnight, location=location)[location.pk]
    return max(hours[0][0], now) if hours else None
