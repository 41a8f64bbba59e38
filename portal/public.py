"""What the public pages say, gathered in a few queries and ready for a template."""

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.db.models import Prefetch

from bookings import availability
from bookings.access.gate import read
from bookings.models import Location, Practitioner, Service
from bookings.templatetags.bookings_public import clock_words

DAYS_SHOWN = 7


@dataclass(frozen=True, slots=True)
class Offering:
    """A service; its first free time, with whom and where, or why it is not booked online."""

    service: Service
    refusal: str = ""
    start: dt.datetime | None = None
    location: Location | None = None
    practitioner: Practitioner | None = None


@dataclass(frozen=True, slots=True)
class Day:
    """A date by the location's clock and when the doors are open, in words."""

    date: dt.date
    hours: str
    is_today: bool

    @property
    def name(self) -> str:
        """Tue 2 March."""
        return f"{self.date:%a} {self.date.day} {self.date:%B}"


@dataclass(frozen=True, slots=True)
class Member:
    practitioner: Practitioner
    services: list[Service]
    places: list[Location]


@dataclass(frozen=True, slots=True)
class Place:
    """A location, its next seven days in words, and the same as (opens, closes) in UTC."""

    location: Location
    week: list[Day]
    hours: list[tuple[dt.datetime, dt.datetime]]


def offerings(*, now: dt.datetime) -> list[Offering]:
    """Every service that is shown, those that an adult may book online with their next free time.

    Seven queries, however many services.
    """
    gate = read()
    services = list(Service.objects.offered())
    refusals = {one.pk: gate.refusal(one, gate.clinic.adult_age) for one in services}
    first = availability.next_free_by_service(
        now=now, services=[one for one in services if not refusals[one.pk]]
    )
    places = Location.objects.in_bulk({start.location_id for start in first.values()})
    people = Practitioner.objects.in_bulk({start.practitioner_id for start in first.values()})
    return [
        Offering(
            one,
            "",
            first[one.pk].start,
            places[first[one.pk].location_id],
            people[first[one.pk].practitioner_id],
        )
        if one.pk in first
        else Offering(one, refusals[one.pk])
        for one in services
    ]


def soonest(offered: list[Offering]) -> list[Offering]:
    """The next visit with needles and the next without, whichever comes first on top."""
    free = sorted(
        (offering for offering in offered if offering.start),
        key=lambda offering: (offering.start, offering.service.pk),
    )
    by_needles = {offering.service.uses_needles: offering for offering in reversed(free)}
    return [offering for offering in free if offering in by_needles.values()]


def team(slug: str = "") -> list[Member]:
    """Who works here, or the one of this slug, what they offer and where; four queries."""
    chosen = {"slug": slug} if slug else {}
    people = Practitioner.objects.filter(active=True, **chosen).prefetch_related(
        Prefetch("services", Service.objects.offered()), "hours__location"
    )
    return [
        Member(
            person,
            list(person.services.all()),
            sorted(
                {block.location for block in person.hours.all() if block.location.active},
                key=lambda location: location.name,
            ),
        )
        for person in people
    ]


def places(*, now: dt.datetime, slug: str = "") -> list[Place]:
    """Each open location, or the one of this slug, with its next seven days; two queries."""
    chosen = {"slug": slug} if slug else {}
    day = dt.timedelta(days=1)
    # Every zone's own seven days lie within this.
    hours = availability.open_hours(since=now - 2 * day, until=now + (DAYS_SHOWN + 1) * day)
    return [
        Place(
            location, week_of(location, hours[location.pk], now=now), _week(hours[location.pk], now)
        )
        for location in Location.objects.filter(active=True, **chosen)
    ]


def week_of(
    location: Location, hours: list[tuple[dt.datetime, dt.datetime]], *, now: dt.datetime
) -> list[Day]:
    """Seven days from today by the location's clock, closures taken off."""
    zone = location.tz
    today = now.astimezone(zone).date()
    dates = [today + dt.timedelta(days=ahead) for ahead in range(DAYS_SHOWN)]
    stretches: dict[dt.date, list[str]] = {}
    for opens, closes in hours:
        words = f"{_clock(opens, zone)} to {_clock(closes, zone)}"
        stretches.setdefault(opens.astimezone(zone).date(), []).append(words)
    return [Day(date, ", ".join(stretches.get(date, ["Closed"])), date == today) for date in dates]


def _week(
    hours: list[tuple[dt.datetime, dt.datetime]], now: dt.datetime
) -> list[tuple[dt.datetime, dt.datetime]]:
    """What is still ahead of the next seven days."""
    until = now + dt.timedelta(days=DAYS_SHOWN)
    return [(opens, closes) for opens, closes in hours if closes > now and opens < until]


def _clock(moment: dt.datetime, zone: ZoneInfo) -> str:
    return clock_words(moment.astimezone(zone))
