"""The page of free times, and the page that says that one is taken."""

import datetime as dt

from django.http import HttpRequest, HttpResponse

from bookings import scheduling
from bookings.access import drafts, progress
from bookings.forms import times as free
from bookings.models import Draft
from bookings.views.road import given, not_before, onward, road, sent, show
from screening import outcomes


@road("times")
def times(request: HttpRequest, draft: Draft, now: dt.datetime) -> HttpResponse:
    """Free times of two weeks by day; each is a button that sends it."""
    asked = free.asked(draft, now=now, not_before=not_before(draft))
    form = free.TimeForm(sent(request))
    if form.is_valid():
        start = form.cleaned_data["start"]
        if not free.is_free(asked, start):
            return taken(request, draft, free.nearest(asked, start))
        drafts.keep(draft, start=start)
        return onward(draft)
    fortnight = free.Fortnight(asked, free.WeekForm(request.GET).first(asked.today))
    return show(request, "times", draft, form=form, fortnight=fortnight, due=review_due(draft))


def taken(request: HttpRequest, draft: Draft, nearest: list[dt.datetime]) -> HttpResponse:
    """409: somebody else has the time; the nearest free ones, and nothing typed is lost."""
    return show(request, "taken", draft, nearest=nearest, status=409)


def review_due(draft: Draft) -> dt.datetime | None:
    """By when a practitioner decides, if the answers are for review."""
    if progress.outcome(draft) != outcomes.REVIEW:
        return None
    since = given(draft.assessment).created_at
    return scheduling.review_due(since=since, location=given(draft.location))
