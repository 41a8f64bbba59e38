"""The page of free times: a press holds one; and the page that says that one is taken."""

import datetime as dt

from django.http import HttpRequest, HttpResponse

from bookings import scheduling
from bookings.access import drafts, holds, limits, progress
from bookings.forms import times as free
from bookings.models import Appointment, Draft
from bookings.views.road import (
    given,
    not_before,
    onward,
    refused,
    review_due,
    road,
    sent,
    show,
    too_many,
)
from screening import outcomes


@road("times")
def times(request: HttpRequest, draft: Draft, now: dt.datetime) -> HttpResponse:
    """Free times of two weeks by day; each is a button that holds it."""
    form = free.TimeForm(sent(request))
    if form.is_valid():
        return hold(request, draft, form.cleaned_data["start"], now)
    due, has = review_due(draft), holds.hold_of(draft)
    asked = free.asked(draft, now=now, not_before=not_before(due), has=has)
    fortnight = free.Fortnight(asked, free.WeekForm(request.GET).first(asked.today))
    return show(request, "times", draft, form=form, fortnight=fortnight, due=due)


def hold(request: HttpRequest, draft: Draft, start: dt.datetime, now: dt.datetime) -> HttpResponse:
    """Hold this start for the draft and go on, or say what stands in the way."""
    if not limits.allows(request, limits.HOLD, now=now):
        return too_many(request)
    drafts.judge_for(draft, start.astimezone(given(draft.location).tz).date(), now=now)
    if progress.outcome(draft) in outcomes.STOPS:
        return onward(draft)
    try:
        held = hold_for(draft, start, now)
    except scheduling.TimeTaken as error:
        return taken(request, draft, [one.start for one in error.nearest])
    except scheduling.SchedulingError as error:
        return refused(request, draft, error)
    drafts.keep(draft, start=held.starts)
    return onward(draft)


def hold_for(draft: Draft, start: dt.datetime, now: dt.datetime) -> Appointment:
    """The verb with what the draft has chosen; the same start again holds it longer."""
    service, found = given(draft.service), given(draft.assessment)
    return scheduling.hold(
        now=now,
        service=service,
        location=given(draft.location),
        practitioner=draft.practitioner,
        start=start,
        key=draft.key,
        extra_minutes=found.extra_minutes(service.kind),
        senior=found.senior(service.kind),
        not_before=not_before(review_due(draft)),
    )


def taken(request: HttpRequest, draft: Draft, nearest: list[dt.datetime]) -> HttpResponse:
    """409: somebody else has the time; the nearest free ones, and nothing typed is lost."""
    return show(request, "taken", draft, nearest=nearest, status=409)
