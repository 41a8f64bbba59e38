"""Details, check your answers, done."""

import datetime as dt
from http import HTTPStatus
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect

from bookings import scheduling
from bookings.access import articles, drafts, gate, holds, joining, limits, my, newcomers, visits
from bookings.forms import times as free
from bookings.forms.details import DetailsForm, initial, written_to
from bookings.forms.statement import Statement, statement
from bookings.models import Appointment, Draft, Patient
from bookings.scheduling import ConsentGiven
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
from bookings.views.times import hold, taken

Form = TypeVar("Form", bound=DetailsForm)


@road("details")
def details(request: HttpRequest, draft: Draft, now: dt.datetime) -> HttpResponse:
    """Who comes, how they are reached, and the statement to read before needling."""
    form, told = person_form(
        DetailsForm, request, draft, now, sent(request), initial(draft.details)
    )
    if form.is_valid():
        drafts.keep_details(draft, **form.typed(), statement=told.text.pk if told else None)
        return onward(draft)
    return _show_details(request, draft, now, form, told, changed=_has_changed(draft, told))


@road("details")
def details_longer(request: HttpRequest, draft: Draft, now: dt.datetime) -> HttpResponse:
    """Hold the time longer; what is half typed comes back as it was, and is not judged."""
    if request.method != "POST":
        return redirect("bookings:details")
    answer = hold(request, draft, given(draft.start), now)
    if answer.status_code >= HTTPStatus.BAD_REQUEST:
        return answer
    form, told = person_form(DetailsForm, request, draft, now, None, request.POST.dict())
    return _show_details(request, draft, now, form, told, longer=True)


@road("check")
def check(request: HttpRequest, draft: Draft, now: dt.datetime) -> HttpResponse:
    """Everything on one page, save the health answers (hazard H09); a POST books."""
    if request.method == "POST":
        return _book(request, draft, now)
    born, held = drafts.born(draft), holds.held(draft, now=now)
    told = written_to(draft.details)
    return show(
        request, "check", draft, born=born, due=review_due(draft), held=held, written_to=told
    )


@road("check")
def check_longer(request: HttpRequest, draft: Draft, now: dt.datetime) -> HttpResponse:
    """Hold the time longer, and show it."""
    if request.method != "POST":
        return redirect("bookings:check")
    return hold(request, draft, given(draft.start), now)


@road("done")
def done(request: HttpRequest, draft: Draft, now: dt.datetime) -> HttpResponse:
    """The reference, and what happens next; or thanks for the answers.

    Whoever booked for somebody who did not agree that they see it reads that alone (H20).
    """
    visit = given(draft.appointment)
    page = "done" if _may_see(request, visit, now) else "done_unseen"
    page = "screened" if draft.details.get("screened") else page
    return show(request, page, draft, visit=visit, in_full=True, location=visit.location)


def _may_see(request: HttpRequest, visit: Appointment, now: dt.datetime) -> bool:
    try:
        visits.see(request.session, visit.reference, now=now)
    except (visits.Unknown, visits.Closed):
        return False
    return True


def person_form(
    kind: type[Form],
    request: HttpRequest,
    draft: Draft,
    now: dt.datetime,
    data: QueryDict | None,
    typed: dict[str, Any],
    **more: Any,
) -> tuple[Form, Statement | None]:
    """The form of the details, or one that asks `more`, and the statement before needling."""
    rules = gate.read()
    told = statement(draft, rules.consent_text)
    form = kind(
        data,
        initial=typed,
        who=draft.who,
        party=newcomers.party(draft, rules.clinic, now=now),
        statement=told is not None,
        electrical=told is not None and told.asks_electrical,
        record=joining.proposed(_mine(request, now), draft),
        **more,
    )
    return form, told


def _show_details(
    request: HttpRequest,
    draft: Draft,
    now: dt.datetime,
    form: DetailsForm,
    told: Statement | None,
    *,
    longer: bool = False,
    changed: bool = False,
) -> HttpResponse:
    return show(
        request,
        "details",
        draft,
        form=form,
        statement=told,
        held=holds.held(draft, now=now),
        articles=articles.offered(draft) if told else [],
        signed_in=my.is_in(request.session),
        longer=longer,
        changed=changed,
    )


def _mine(request: HttpRequest, now: dt.datetime) -> my.Mine | None:
    return my.if_in(request.session, request.user, now=now)


def _book(request: HttpRequest, draft: Draft, now: dt.datetime) -> HttpResponse:
    if not limits.allows(request, limits.BOOKING, now=now):
        return too_many(request)
    nearest = _nearest_if_gone(draft, now)
    if nearest is not None:
        return taken(request, draft, nearest)
    rules = gate.read()
    if rules.refusal(given(draft.service), drafts.age(draft, now=now)):
        drafts.keep(draft, service=None)
        return redirect("bookings:service")
    told = statement(draft, rules.consent_text)
    if _has_changed(draft, told):
        drafts.keep_details(draft, read_it=False)
        return redirect("bookings:details")
    record = joining.record_for(_mine(request, now), draft)
    try:
        visit = _take_the_time(draft, now, told, record, rules)
    except scheduling.TimeTaken as error:
        return taken(request, draft, [one.start for one in error.nearest])
    except scheduling.SchedulingError as error:
        return refused(request, draft, error)
    drafts.booked(draft, visit)
    visits.grant_fresh(request.session, visit, now=now, person=newcomers.booked_by(visit))
    return redirect("bookings:done")


def _nearest_if_gone(draft: Draft, now: dt.datetime) -> list[dt.datetime] | None:
    """Free times around one that is gone; None if it is held, free, or booked by a twin.

    Asked before a patient's record is made, which the verb needs: in a rush nearly all of
    them would be made in vain.
    """
    if holds.held(draft, now=now):
        return None
    start, due = given(draft.start), review_due(draft)
    asked = free.asked(draft, now=now, not_before=not_before(due), has=None)
    if free.is_free(asked, start) or holds.is_visit(draft):
        return None
    return free.nearest(asked, start)


def _take_the_time(
    draft: Draft,
    now: dt.datetime,
    told: Statement | None,
    record: Patient | None,
    rules: gate.Gate,
) -> Appointment:
    with joining.patient_for(draft, record, rules.clinic, now=now) as patient:
        return scheduling.book(
            now=now,
            service=given(draft.service),
            location=given(draft.location),
            practitioner=draft.practitioner,
            start=given(draft.start),
            patient=patient,
            source=Appointment.Source.ONLINE,
            key=draft.key,
            assessment=draft.assessment,
            consent=consent(draft, told),
            assent_told_by=_filled_in_by(draft) if draft.details.get("assent") else "",
        )


def consent(draft: Draft, told: Statement | None) -> ConsentGiven | None:
    """What was agreed to, as typed on the road; None for a service without needles."""
    if told is None:
        return None
    return ConsentGiven(
        text=told.text,
        by=drafts.GIVEN_BY[draft.who],
        name=_filled_in_by(draft),
        areas=draft.answers.get("areas", []),
        articles=articles.read(draft),
        electrical=draft.details.get("electrical"),
        messages=draft.details.get("messages"),
        points=told.own,
    )


def _has_changed(draft: Draft, told: Statement | None) -> bool:
    """Whether another text than the one that was read is in force by now."""
    read = draft.details.get("statement")
    return told is not None and read is not None and read != told.text.pk


def _filled_in_by(draft: Draft) -> str:
    typed, helper = draft.details, draft.details.get("helper")
    return helper["name"] if helper else f"{typed['first_name']} {typed['last_name']}"
