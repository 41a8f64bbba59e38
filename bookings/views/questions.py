"""The health questions, page by page, and the page on which a stop ends the road."""

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from bookings import scheduling
from bookings.access import drafts, gate, limits, progress, waiting
from bookings.forms import questions
from bookings.forms.details import CallBackForm
from bookings.forms.service import other_services
from bookings.models import Draft, Service
from bookings.views.road import given, next_opening, onward, road, sent, show, too_many
from screening import outcomes
from screening.assess import assess
from screening.questions import Step


@road("screening")
def screening(request: HttpRequest, draft: Draft, now: dt.datetime, slug: str = "") -> HttpResponse:
    """One page of questions. The emergency rules are asked after every page."""
    sheet = questions.sheet(draft, now)
    step = sheet.reachable(slug)
    if step is None:
        return redirect("bookings:screening", slug=(sheet.waiting() or sheet.last()).slug)
    form = sheet.form(step, sent(request))
    answers = sheet.taken(form)
    if answers is not None:
        drafts.answer(draft, answers)
        return _after(request, step, draft, now)
    return show(request, "screening", draft, form=form, step=step, before=sheet.before(step))


def _after(request: HttpRequest, step: Step, draft: Draft, now: dt.datetime) -> HttpResponse:
    """The next page; or, at the end and at an emergency, what the answers come to."""
    sheet = questions.sheet(draft, now)
    following = sheet.following(step)
    if following:
        return redirect("bookings:screening", slug=following.slug)
    if draft.assessment is None and sheet.is_done():
        drafts.conclude(draft, assess(**sheet.asked(), now=now, earlier=draft.stopped))
        if progress.is_for_a_wish(draft):
            return _tie_to_the_wish(request, draft, now)
        if progress.is_for_a_visit(draft):
            _tie_to_the_visit(draft, now)
    return onward(draft)


def _tie_to_the_wish(request: HttpRequest, draft: Draft, now: dt.datetime) -> HttpResponse:
    """Whoever waits waits on with the newer answers, unless they stop the service."""
    wish = waiting.wish_behind(draft)
    if wish is None:
        drafts.erase(request.session)
        return redirect("bookings:start")
    if progress.outcome(draft) in outcomes.STOPS:
        scheduling.end_wishes(now=now, wishes=[wish.pk], why=wish.Why.ANSWERS)
        return onward(draft)
    scheduling.answer_again(wish=wish, assessment=given(draft.assessment))
    drafts.erase(request.session)
    return redirect("bookings:wish", reference=wish.reference)


def _tie_to_the_visit(draft: Draft, now: dt.datetime) -> None:
    """Answers for a visit that was booked by phone: it keeps its time, a stop gets a call."""
    visit, assessment = given(draft.appointment), given(draft.assessment)
    visit = scheduling.screen(now=now, appointment=visit, assessment=assessment)
    if progress.outcome(draft) not in outcomes.STOPS:
        by_phone = draft.details.get("by_phone", False)
        drafts.booked(draft, visit, screened=True, by_phone=by_phone)
        return
    patient = given(visit.patient)
    due = scheduling.review_due(since=now, location=visit.location)
    drafts.ask_call_back(draft, {"name": str(patient), "phone": patient.phone}, now=now, due=due)


@road("result")
def result(request: HttpRequest, draft: Draft, now: dt.datetime) -> HttpResponse:
    """The red card, or why this cannot be booked online; a POST asks to be rung."""
    found = progress.outcome(draft)
    if found not in outcomes.STOPS:
        return onward(draft)
    place = given(draft.location)
    ends: dict[str, Any] = {"found": progress.findings(draft), "now": now}
    ends["opens"] = next_opening(place, now)
    if found == outcomes.EMERGENCY:
        return show(request, "emergency", draft, **ends)
    form = CallBackForm(sent(request))
    if form.is_valid():
        if not limits.allows(request, limits.CALL_BACK, now=now):
            return too_many(request)
        due = scheduling.review_due(since=now, location=place)
        drafts.ask_call_back(draft, form.cleaned_data, now=now, due=due)
        return redirect("bookings:result")
    urgent = found == outcomes.STOP_URGENT
    ends["others"] = [] if urgent else _others(draft, now)
    return show(request, "result", draft, form=form, urgent=urgent, **ends)


def _others(draft: Draft, now: dt.datetime) -> list[Service]:
    """Services that the answers leave open, for who is on the way to a booking."""
    return [] if progress.is_for_a_visit(draft) else other_services(draft, gate.read(), now)
