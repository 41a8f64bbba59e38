"""What the page Today shows for a day, a location or all, one practitioner or all."""

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from bookings.models import Clinic, Closure, Location, Practitioner, Status
from bookings.reception import queries, rows
from bookings.reception.house import House

MINE = "me"
ALL = "all"


@dataclass(frozen=True)
class Choice:
    """What is looked at; it lives in the address, so that it can be kept and shared."""

    day: dt.date
    location: str = ""
    who: str = ""

    def url(self, **changes: Any) -> str:
        """Today's address with some of it changed."""
        other = replace(self, **changes)
        asked = {"day": other.day.isoformat(), "location": other.location, "who": other.who}
        return f"{reverse('admin:index')}?{urlencode({k: v for k, v in asked.items() if v})}"


@dataclass(frozen=True)
class Tab:
    """A link to another choice, or the present one."""

    name: str
    url: str
    here: bool


@dataclass(frozen=True)
class Today:
    """All that the page says; times are shown by each location's clock."""

    choice: Choice
    is_today: bool
    places: list[Tab]
    people: list[Tab]
    before: str
    after: str
    today: str
    groups: list[rows.Group]
    cancelled: list[rows.Row]
    closures: list[Closure]


def viewer(user: Any, house: House) -> rows.Viewer:
    """What this user may do; a clinic that is not set up yet has the model's own numbers."""
    clinic, reads = house.clinic or Clinic(), user.has_perm("bookings.read_answers")
    mine = queries.own_practitioner(user) if reads else None
    return rows.Viewer(
        run_desk=user.has_perm("bookings.run_desk"),
        decide=user.has_perm("bookings.decide_review"),
        read=reads,
        valid_days=clinic.screening_valid_days,
        clinic=clinic,
        undo_seconds=clinic.undo_seconds,
        read_all=user.has_perm("bookings.read_every_answer"),
        practitioner=mine.pk if mine else None,
    )


def build(*, now: dt.datetime, user: Any, asked: QueryDict, house: House) -> Today:
    """Read the day that the address asks for; a choice that makes no sense is left out."""
    places = house.places
    mine = queries.own_practitioner(user)
    choice, place = _choice(asked, places, mine, now)
    wanted = [place] if place else places
    only = mine if choice.who == MINE else None
    found = queries.visits_on(choice.day, wanted, only)
    seen_by = viewer(user, house)
    lines = rows.lines(found, now, seen_by)
    working = [only] if only else queries.working_on(choice.day, wanted)
    present = _today(now, wanted)
    one = dt.timedelta(days=1)
    return Today(
        choice=choice,
        is_today=choice.day == present,
        places=_place_tabs(choice, places),
        people=_people_tabs(choice, mine),
        before=choice.url(day=choice.day - one),
        after=choice.url(day=choice.day + one),
        today=choice.url(day=present),
        groups=rows.by_practitioner(
            [line for line in lines if line.visit.status != Status.CANCELLED], working
        ),
        cancelled=[line for line in lines if line.visit.status == Status.CANCELLED],
        closures=queries.closures_on(choice.day, wanted),
    )


def _choice(
    asked: QueryDict, places: list[Location], mine: Practitioner | None, now: dt.datetime
) -> tuple[Choice, Location | None]:
    place = next((one for one in places if one.slug == asked.get("location")), None)
    present = _today(now, [place] if place else places)
    who = ""
    if mine:
        who = ALL if asked.get("who") == ALL else MINE
    return Choice(_day(asked.get("day", ""), present), place.slug if place else "", who), place


def _today(now: dt.datetime, places: list[Location]) -> dt.date:
    """The present day where the first of these places is."""
    return now.astimezone(places[0].tz if places else dt.UTC).date()


def _day(words: str, otherwise: dt.date) -> dt.date:
    try:
        return dt.date.fromisoformat(words)
    except ValueError:
        return otherwise


def _place_tabs(choice: Choice, places: list[Location]) -> list[Tab]:
    if len(places) < 2:
        return []
    return [
        Tab("All locations", choice.url(location=""), choice.location == ""),
        *(
            Tab(one.name, choice.url(location=one.slug), choice.location == one.slug)
            for one in places
        ),
    ]


def _people_tabs(choice: Choice, mine: Practitioner | None) -> list[Tab]:
    if mine is None:
        return []
    return [
        Tab("My day", choice.url(who=MINE), choice.who == MINE),
        Tab("Everyone", choice.url(who=ALL), choice.who == ALL),
    ]
