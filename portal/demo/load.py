"""Load the demo: into an empty database, or on top of what the demo itself has made."""

import datetime as dt
from collections import deque
from dataclasses import dataclass

from django.db import connection, transaction

from bookings import holidays
from bookings.consent_text import load_consent_text
from bookings.messages.journey import load_journey
from bookings.models import Clinic, Location, Patient, Practitioner, Service, Task
from education.load import load as load_articles
from portal.demo import always, clinic, courses, staff, waiting
from portal.demo.models import DemoMark
from portal.demo.plan import KEY, plan
from portal.demo.settle import settle, sweeps
from portal.demo.stage import Stage, set_stage
from portal.demo.story import events, play
from portal.models import User
from screening.load import load as load_questionnaire

WEEKS = dt.timedelta(weeks=4)
# The first bookings of the story lie this long before its first visits.
LEAD = dt.timedelta(days=28)
# From a visit's day to the last act of its story.
LONGEST_STORY = dt.timedelta(days=6)
FOREIGN = "This database holds a clinic that the demo did not make: the demo stays out of it."


class ForeignDatabase(Exception):
    """Somebody else's clinic is in this database (hazard H16)."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What came of it: acts of the story that were played, and that visitors had overtaken."""

    played: int
    overtaken: int

    def __str__(self) -> str:
        return f"The demo clinic is ready: {self.played} acts played, {self.overtaken} left out."


def load(*, now: dt.datetime) -> Loaded:
    """Begin the demo in an empty database, all or nothing, or carry on with the one there.

    Safe to repeat: only what is missing up to `now` is added. Raises ForeignDatabase,
    having written nothing.
    """
    mark = DemoMark.objects.first()
    if mark:
        staff.engage()
        return _carry_on(mark, now)
    with transaction.atomic():
        _choose_plans_quickly()
        return _carry_on(_begin(now), now)


def carry_on(*, now: dt.datetime) -> None:
    """Tell the story up to `now`, which may lie ahead; only where the demo is loaded."""
    mark = DemoMark.objects.first()
    if mark:
        _carry_on(mark, now)


def _choose_plans_quickly() -> None:
    """Thousands of statements on small tables: weighing joins takes longer than running them."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL join_collapse_limit = 1")


def _begin(now: dt.datetime) -> DemoMark:
    """Texts, clinic and mark of a new demo; the story begins some weeks back."""
    for model in (Clinic, Location, Practitioner, Service, Patient, User):
        if model.objects.exists():
            raise ForeignDatabase(FOREIGN)
    begins = now - WEEKS - LEAD
    load_questionnaire(now=begins)
    load_articles(now=begins)
    load_consent_text(now=begins)
    load_journey(now=begins)
    clinic.build(now=now)
    staff.engage()
    return DemoMark.objects.create(made_at=now, played_until=begins)


def _carry_on(mark: DemoMark, now: dt.datetime) -> Loaded:
    """Each act is a transaction of its own: bookings by visitors need not wait for all."""
    stage = set_stage()
    clinic.extend_diary(since=mark.played_until.date(), until=(now + 2 * WEEKS).date())
    holidays.import_missing(
        now=mark.played_until,
        locations=stage.places.values(),
        years=range(mark.played_until.year, now.year + 2),
    )
    counts = _play(stage, mark, now)
    _finish_old_tasks(stage, now)
    always.keep_alive(stage, now=now)
    waiting.keep_waiting(stage, now=now)
    courses.keep_going(stage, now=now)
    settle(now=now, until=now, touched=stage.touched)
    DemoMark.objects.update(played_until=now)
    return counts


def _play(stage: Stage, mark: DemoMark, until: dt.datetime) -> Loaded:
    """What happened since the last time, with the mail of that time."""
    since = mark.played_until
    first = max(mark.made_at - WEEKS, since - LONGEST_STORY).date()
    due = deque(events(plan(first, (until + WEEKS).date()), since=since, until=until))
    results = []
    for sweep in sweeps(since=since, until=until):
        while due and due[0].at <= sweep:
            results.append(play(due.popleft(), stage))
        if sweep < until:
            settle(now=sweep, until=until, touched=stage.touched)
    return Loaded(played=results.count(True), overtaken=results.count(False))


def _finish_old_tasks(stage: Stage, now: dt.datetime) -> None:
    """Reception has rung those whose requests lapsed some days ago."""
    Task.objects.filter(
        appointment__idempotency_key__startswith=KEY,
        created_at__lt=now - dt.timedelta(days=3),
    ).finish(now=now - dt.timedelta(days=2), by=stage.reception, outcome="Rang and rebooked.")
