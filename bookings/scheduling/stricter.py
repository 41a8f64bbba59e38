"""What another questionnaire would say of visits that are booked already (hazard H18)."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from bookings.models import Appointment, Task
from bookings.scheduling.errors import NotPossible
from bookings.scheduling.screen import screen
from screening import outcomes
from screening.assess import CHANGED_AFTER_A_STOP, assess_again, judged_on
from screening.content import Content, content_of
from screening.evaluation import OPEN_QUESTION
from screening.models import Assessment, Version
from screening.outcomes import Fired
from screening.publishing import publish

_WHY = "The new questionnaire is stricter about this visit than the one it was booked with."


@dataclass(frozen=True)
class Change:
    """One visit whose answers would come to another outcome than they do now."""

    visit: Appointment
    before: str
    after: str
    rules: list[str]

    @property
    def before_in_words(self) -> str:
        return outcomes.in_words(self.before)

    @property
    def after_in_words(self) -> str:
        return outcomes.in_words(self.after)

    @property
    def is_stricter(self) -> bool:
        return outcomes.rank(self.after) > outcomes.rank(self.before)


@dataclass(frozen=True)
class Effect:
    """`looked_at` visits ahead have answers; `not_asked` are new questions that none has."""

    looked_at: int
    changes: list[Change]
    not_asked: list[str]

    @property
    def stricter(self) -> list[Change]:
        return [one for one in self.changes if one.is_stricter]


def effect_of(version: Version, *, now: dt.datetime) -> Effect:
    """Judge the answers of all visits ahead by another version; nothing is written.

    A question that the visit's own version did not ask is counted apart: nobody could have
    answered it, so that it alone makes no visit stricter.
    """
    content = content_of(version)
    found = list(_ahead(now))
    changes = [change for visit in found if (change := _change(visit, content))]
    asked = {key for visit in found for key in _keys(_of(visit).version)}
    new = [one.name for one in content.questions if one.required and one.key not in asked]
    return Effect(len(found), changes, new if found else [])


def publish_questionnaire(
    *,
    version: Version,
    now: dt.datetime,
    by: AbstractBaseUser,
    alone_because: str = "",
    seen: dt.datetime | None = None,
) -> int:
    """Publish the draft, and put each visit ahead that it is stricter about on the list.

    Both happen or neither does. Returns how many are listed. Raises NotPublishable.
    """
    with transaction.atomic():
        publish(version=version, now=now, by=by, alone_because=alone_because, seen=seen)
        stricter = effect_of(Version.objects.get(pk=version.pk), now=now).stricter
        Task.objects.bulk_create(
            Task.about(change.visit, Task.Kind.STRICTER, _WHY, now=now) for change in stricter
        )
    return len(stricter)


def look_again(*, now: dt.datetime, task: Task, by: AbstractBaseUser) -> Appointment:
    """Judge the visit's answers by the published version, and let a practitioner decide.

    The visit waits for review, or keeps its time with a call-back when it starts too soon;
    the task is done. Raises NotPossible where there is nothing to look at any more.
    """
    visit, version = task.appointment, Version.objects.published()
    if visit is None or visit.assessment is None or version is None:
        raise NotPossible("There is nothing to look at any more.")
    with transaction.atomic():
        if not Task.objects.filter(pk=task.pk).finish(now=now, by=by, outcome="looked at again"):
            raise NotPossible("Somebody else has already done this.")
        again = assess_again(
            visit.assessment, now=now, day=visit.local_starts.date(), version=version
        )
        return screen(now=now, appointment=visit, assessment=again)


def _ahead(now: dt.datetime) -> Iterator[Appointment]:
    rows = Appointment.objects.upcoming(now).filter(assessment__isnull=False)
    return (
        rows.select_related("assessment__version", "service", "location", "patient", "practitioner")
        .order_by("during")
        .iterator(chunk_size=500)
    )


def _change(visit: Appointment, content: Content) -> Change | None:
    assessment, kind = _of(visit), visit.service.kind
    before = assessment.outcome_for(kind)
    result = judged_on(assessment, visit.local_starts.date(), kind=kind, content=content)
    counting = [rule for rule in outcomes.bound(result.fired, kind) if _counts(rule, assessment)]
    after = outcomes.worst(rule.level for rule in counting)
    if CHANGED_AFTER_A_STOP in assessment.codes():
        after = outcomes.worst([after, outcomes.REVIEW])
    if after == before:
        return None
    return Change(visit, before, after, [rule.code for rule in counting])


def _counts(rule: Fired, assessment: Assessment) -> bool:
    """Whether what it says comes from an answer; an open question was open before as well."""
    return rule.code != OPEN_QUESTION or OPEN_QUESTION in assessment.codes()


def _of(visit: Appointment) -> Assessment:
    if visit.assessment is None:
        raise ValueError("Only visits with answers are looked at.")
    return visit.assessment


def _keys(version: Version) -> frozenset[str]:
    return frozenset(question.key for question in content_of(version).questions)
