"""Who comes when, and what becomes of it: the made-up diary, as plain data.

The plan of a day depends on that day alone, never on when it is asked for, so a later
start of the demo carries the same story on.
"""

import datetime as dt
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TypeVar
from zoneinfo import ZoneInfo

from bookings import holidays
from portal.demo import data

T = TypeVar("T")

KEY = "demo:"
_QUARTER = dt.timedelta(minutes=15)
_DAY = dt.timedelta(days=1)

SERVICES = {one["slug"]: one for one in data.SERVICES}
ZONES = {one["slug"]: ZoneInfo(one["zone"]) for one in data.LOCATIONS}
REGIONS = {one["slug"]: (one["country"], one["region"]) for one in data.LOCATIONS}
# A story and how many of a hundred visits it happens to.
STORIES = (
    ("done", 63),
    ("no needles", 6),
    ("noshow", 6),
    ("cancelled", 7),
    ("cancelled late", 5),
    ("clinic cancelled", 3),
    ("moved", 5),
    ("left open", 5),
)
REVIEW_STORIES = (
    ("approved", 40),
    ("conditions", 15),
    ("letter", 15),
    ("declined", 15),
    ("lapsed", 15),
)
# How patients book, and what their answers come to.
ONLINE, PHONE = "online", "phone"
SOURCES = ((ONLINE, 65), (PHONE, 35))
HEALTH = {
    ONLINE: (("clear", 56), ("note", 24), ("review", 20)),
    PHONE: (("", 60), ("clear", 28), ("expired", 12)),
}
# Of a hundred places in a block, so many stay free.
GAPS = 56
LEAD_DAYS = ((1, 10), (2, 10), (4, 15), (7, 15), (13, 20), (20, 15), (27, 15))
_LONGER_LEAD = {"review": 6, "cancelled": 4, "clinic cancelled": 4, "moved": 4}


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """One visit of the plan; instants in UTC, `patient` counts the patients from 0.

    `goes_to` is the start that it is moved to, if it is moved: it keeps that time free.
    """

    key: str
    practitioner: str
    location: str
    service: str
    start: dt.datetime
    goes_to: dt.datetime | None
    booked_at: dt.datetime
    source: str
    health: str
    story: str
    patient: int = 0

    @property
    def starts(self) -> dt.datetime:
        """When it really takes place."""
        return self.goes_to or self.start

    @property
    def ends(self) -> dt.datetime:
        return self.starts + dt.timedelta(minutes=SERVICES[self.service]["minutes"])


def roll(key: str, what: str, sides: int) -> int:
    """A number below `sides`, always the same for the same words."""
    return int.from_bytes(hashlib.sha256(f"{what}:{key}".encode()).digest()[:4]) % sides


def pick(key: str, what: str, choices: Sequence[tuple[T, int]]) -> T:
    """One of the choices by its weight, always the same for the same words."""
    left = roll(key, what, sum(weight for _, weight in choices))
    for choice, weight in choices:
        left -= weight
        if left < 0:
            return choice
    raise ValueError("A choice needs a weight.")


def local(day: dt.date, at: dt.time, location: str) -> dt.datetime:
    """An instant by the location's clock, in UTC."""
    return dt.datetime.combine(day, at, ZONES[location]).astimezone(dt.UTC)


def weekly(weeks_rest: int, weekday: int, day: dt.date) -> bool:
    """Whether a row of CLOSURES or OPENINGS falls on this day."""
    return day.isoweekday() == weekday and day.isocalendar().week % 4 == weeks_rest


def days(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    """Every day from the first to the last, both included."""
    for number in range((last - first).days + 1):
        yield first + dt.timedelta(days=number)


def plan(first: dt.date, last: dt.date) -> Iterator[Planned]:
    """Every visit whose day lies between the two, by their locations' calendars."""
    for day in days(first, last):
        for number, visit in enumerate(_of_day(day)):
            # Eleven has no factor in common with the number of patients: each gets a turn.
            patient = (day.toordinal() * 11 + number) % len(data.FIRST_NAMES)
            yield replace(visit, patient=patient)


def _of_day(day: dt.date) -> Iterator[Planned]:
    for practitioner, location, weekdays, opens, closes in data.HOURS:
        if day.isoweekday() in weekdays and not _shut(practitioner, location, day):
            at, until = local(day, opens, location), local(day, closes, location)
            while at < until:
                visit = _draw(practitioner, location, day, at)
                ends = visit.starts + _takes(visit.service)
                if roll(visit.key, "gap", 100) < GAPS or ends > until:
                    at += 2 * _QUARTER
                else:
                    yield visit
                    at = ends


@cache
def _holidays(location: str, year: int) -> frozenset[dt.date]:
    return frozenset(holidays.named(*REGIONS[location], (year,)))


def _shut(practitioner: str, location: str, day: dt.date) -> bool:
    return day in _holidays(location, day.year) or any(
        weekly(rest, weekday, day) and who in ("", practitioner) and where == location
        for rest, who, where, weekday, *_ in data.CLOSURES
    )


def _draw(practitioner: str, location: str, day: dt.date, at: dt.datetime) -> Planned:
    """The visit that this moment would have, if it had one."""
    key = f"{KEY}{practitioner}:{at:%Y%m%d%H%M}"
    offers = data.OFFERS[practitioner]
    service = offers[roll(key, "service", len(offers))]
    source, health, story = _fate(key, service)
    return Planned(
        key=key,
        practitioner=practitioner,
        location=location,
        service=service,
        start=at,
        goes_to=at + _takes(service) if story == "moved" else None,
        booked_at=_booked_at(key, location, day, (source, health, story)),
        source=source,
        health=health,
        story=story,
    )


def _fate(key: str, service: str) -> tuple[str, str, str]:
    """(source, health, story) of the visit; only needles are ever reviewed here."""
    source = pick(key, "source", SOURCES)
    health = pick(key, "health", HEALTH[source])
    if health == "review":
        if SERVICES[service].get("uses_needles"):
            return source, health, pick(key, "decision", REVIEW_STORIES)
        health = "note"
    return source, health, pick(key, "story", STORIES)


def _takes(service: str) -> dt.timedelta:
    """The service's length with its buffer, up to the next quarter of an hour."""
    row = SERVICES[service]
    whole = dt.timedelta(minutes=row["minutes"] + row["buffer_after"])
    return -(-whole // _QUARTER) * _QUARTER


def _booked_at(key: str, location: str, day: dt.date, fate: tuple[str, str, str]) -> dt.datetime:
    """Some days before; the phone is answered on working days only."""
    lead = max(pick(key, "lead", LEAD_DAYS), *(_LONGER_LEAD.get(one, 0) for one in fate))
    booked = day - lead * _DAY
    if PHONE in fate:
        booked -= max(0, booked.isoweekday() - 5) * _DAY
    return local(booked, dt.time(8 + roll(key, "hour", 9), roll(key, "minute", 60)), location)
