"""The booking in the making of one browser (hazard H11)."""

import datetime as dt
import secrets
from typing import Any

from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction

from bookings.models import (
    Appointment,
    Consent,
    Draft,
    Location,
    Practitioner,
    Service,
    Task,
)
from bookings.models.patient import age_on
from screening import outcomes
from screening.assess import CHANGED_AFTER_A_STOP, assess_again, judged_on
from screening.models import Assessment, Version

SESSION_KEY = "draft"
LETS_THE_TIME_GO = {"service", "location", "practitioner", "assessment"}
GIVEN_BY: dict[str, str] = {
    Draft.Who.ME: Consent.GivenBy.PATIENT,
    Draft.Who.CHILD: Consent.GivenBy.GUARDIAN,
    Draft.Who.CARED: Consent.GivenBy.CARER,
}


class Ended(Exception):
    """Nobody has pressed anything for 30 minutes: what was typed has been erased."""


def begin(session: SessionBase, *, now: dt.datetime) -> Draft:
    """A new, empty draft for this browser; an earlier one that became no visit is erased."""
    erase(session)
    draft = Draft.objects.create(key=secrets.token_hex(16), created_at=now, touched_at=now)
    session[SESSION_KEY] = str(draft.pk)
    return draft


def begin_for(
    session: SessionBase,
    visit: Appointment,
    questionnaire: Version,
    *,
    now: dt.datetime,
    by_phone: bool = False,
) -> Draft:
    """A draft of health answers alone, for a visit that was booked without them.

    `by_phone`: reception reads the questions out, and does not see the answers again.
    """
    draft = begin(session, now=now)
    patient = visit.patient
    keep(
        draft,
        appointment=visit,
        service=visit.service,
        location=visit.location,
        questionnaire=questionnaire,
        details={
            "visit": True,
            "by_phone": by_phone,
            "born": patient.date_of_birth.isoformat() if patient else None,
        },
    )
    return draft


def current(session: SessionBase, *, now: dt.datetime) -> Draft | None:
    """This browser's draft, counted as pressed at `now`; None if it has none.

    Raises Ended, once, when the draft has died; by then nothing of it is left.
    """
    key = session.get(SESSION_KEY)
    if key is None:
        return None
    touched = Draft.objects.alive(now).filter(pk=key).update(touched_at=now)
    if not touched:
        erase(session)
        raise Ended
    # The visit that it became is left out: planning ten joins took longer than reading them.
    return Draft.objects.select_related(
        "service", "location", "practitioner", "questionnaire", "assessment"
    ).get(pk=key)


def erase(session: SessionBase) -> None:
    """Forget the draft, and erase it unless it has become a visit."""
    key = session.pop(SESSION_KEY, None)
    if key is not None:
        Draft.objects.filter(pk=key).erase()


def keep(draft: Draft, **fields: Any) -> None:
    """Write these fields. Another service, place or assessment lets the chosen time go."""
    if any(getattr(draft, name) != fields[name] for name in LETS_THE_TIME_GO & fields.keys()):
        fields.setdefault("start", None)
    for name, value in fields.items():
        setattr(draft, name, value)
    draft.save(update_fields=list(fields))


def keep_details(draft: Draft, **details: Any) -> None:
    """Add to what was typed beside the health answers."""
    keep(draft, details={**draft.details, **details})


def start(draft: Draft, who: str, born: dt.date, wish: dict[str, str]) -> None:
    """For whom; health answers about somebody else are let go, and the details asked again."""
    details = {
        **draft.details,
        "born": born.isoformat(),
        "wish": wish or draft.details.get("wish", {}),
    }
    if (draft.who, draft.details.get("born")) == (who, born.isoformat()):
        keep(draft, details=details)
    else:
        # What was typed stays in its boxes, and another party is asked for other things.
        reopen(draft, who=who, details={**details, "party": ""}, answers={})


def choose_service(draft: Draft, service: Service, questionnaire: Version | None) -> None:
    """Another service asks again where and with whom, with what was chosen as a proposal."""
    if service == draft.service:
        return
    wish = {**draft.details.get("wish", {}), **_chosen_place(draft)}
    keep(
        draft,
        service=service,
        location=None,
        practitioner=None,
        questionnaire=draft.questionnaire or questionnaire,
        details={**draft.details, "wish": wish},
    )


def choose_place(draft: Draft, location: Location, practitioner: Practitioner | None) -> None:
    """With `practitioner` None anyone will do."""
    keep(draft, location=location, practitioner=practitioner)


def place_value(draft: Draft) -> str:
    """What is proposed on the page of places: location and practitioner, by their slugs."""
    wish = {**draft.details.get("wish", {}), **_chosen_place(draft)}
    return f"{wish.get('location', '')}:{wish.get('practitioner', '')}"


def _chosen_place(draft: Draft) -> dict[str, str]:
    if draft.location is None:
        return {}
    person = draft.practitioner.slug if draft.practitioner else ""
    return {"location": draft.location.slug, "practitioner": person}


def conclude(draft: Draft, assessment: Assessment) -> None:
    """Tie an assessment to the draft; the first one that stops is remembered (hazard H02)."""
    before, fields = draft.assessment, {"assessment": assessment}
    if draft.stopped is None and assessment.outcome in outcomes.STOPS:
        fields["stopped"] = assessment
    keep(draft, **fields)
    if before and before != draft.stopped:
        before.delete()


def reopen(draft: Draft, **fields: Any) -> None:
    """Answers change: what they came to no longer counts, save a stop that was shown."""
    before = draft.assessment
    keep(draft, assessment=None, **fields)
    if before and before != draft.stopped:
        before.delete()


def judge_for(draft: Draft, day: dt.date, *, now: dt.datetime) -> None:
    """Let the answers count for a visit on `day`: by then an age or a week may matter.

    Another assessment takes the place of the one at hand only if it comes to something else.
    """
    had = draft.assessment
    if had is None or had.on == day:
        return
    found = judged_on(had, day, kind=had.kind)
    if {rule.code for rule in found.fired} != had.codes() - {CHANGED_AFTER_A_STOP}:
        conclude(draft, assess_again(had, now=now, day=day))


def answer(draft: Draft, answers: dict[str, Any]) -> None:
    """Merge one page's answers; what they came to before counts on if nothing has changed."""
    merged = {**draft.answers, **answers}
    if merged != draft.answers:
        reopen(draft, answers=merged)


def booked(draft: Draft, visit: Appointment, **left: Any) -> None:
    """The draft has become a visit, or its answers have: what was typed is erased."""
    keep(draft, appointment=visit, answers={}, details=left)


def born(draft: Draft) -> dt.date | None:
    """The date of birth of the person who comes."""
    typed = draft.details.get("born")
    return dt.date.fromisoformat(typed) if typed else None


def age(draft: Draft, *, now: dt.datetime) -> int:
    """Completed years of the person who comes, by the clock of the place once it is chosen."""
    day, born_on = now.astimezone(draft.location.tz if draft.location else dt.UTC), born(draft)
    if born_on is None:
        raise ValueError("Nobody's age is known before the first page is answered.")
    return age_on(born_on, day.date())


def ask_call_back(
    draft: Draft, asked: dict[str, str], *, now: dt.datetime, due: dt.datetime
) -> None:
    """A practitioner is to ring; the answers are then kept for them. Once a draft."""
    if draft.kept or draft.assessment is None:
        return
    visit = draft.appointment
    with transaction.atomic():
        Task.objects.create(
            kind=Task.Kind.CLINICAL,
            patient=visit.patient if visit else None,
            appointment=visit,
            what={**asked, "assessment": draft.assessment.pk},
            created_at=now,
            due_at=due,
        )
        keep(draft, kept=True)
