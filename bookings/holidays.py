"""Public holidays: which ones a location has, and the days that it is shut for them.

The package `holidays` knows them by country and region. Of its kinds only those are read
that the law makes public, not bank or school holidays. They bear the names that their own
country gives them.
"""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

import holidays as library
from django.db import transaction
from psycopg.types.range import Range

from bookings.models import Closure, Location

_DAY = dt.timedelta(days=1)
# Days that bear two names at once are longer than the column; the beginning tells enough.
_NAME = 120


class NoHolidaysKnown(Exception):
    """There is no list for this country and region. `sentence` is plain and fit for any page."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class UnknownCountry(NoHolidaysKnown):
    """The package has no list for this country at all."""


class UnknownRegion(NoHolidaysKnown):
    """The package knows the country, but no such region of it."""


@dataclass(frozen=True, slots=True)
class Holiday:
    """One public holiday of a location.

    `imported`: the location is shut on it. `listed`: the list of its country and region, as
    they now stand, has it; an earlier region may have left others behind.
    """

    day: dt.date
    name: str
    imported: bool = False
    listed: bool = True


@dataclass(slots=True)
class Imported:
    """What an import came to; `unknown` names the locations for which there is no list."""

    places: int = 0
    added: int = 0
    unknown: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        said = f"{self.places} locations, {self.added} public holidays added"
        return (
            f"{said}; no list is known for {', '.join(self.unknown)}."
            if self.unknown
            else said + "."
        )


def named(country: str, region: str, years: Iterable[int]) -> dict[dt.date, str]:
    """The public holidays of these years by day; an empty region means the whole country.

    Raises UnknownCountry, UnknownRegion.
    """
    check(country, region)
    # Said outright: left to itself, the package takes the language of the machine.
    language = getattr(library, country).default_language
    found = library.country_holidays(
        country, subdiv=region or None, years=years, expand=False, language=language
    )
    return dict(sorted(found.items()))


def check(country: str, region: str) -> None:
    """Raises UnknownCountry or UnknownRegion, with what to do about it."""
    countries = library.list_supported_countries(include_aliases=False)
    if country not in countries:
        raise UnknownCountry(f"No list of public holidays is known for the country “{country}”.")
    regions = countries[country]
    if region and not regions:
        raise UnknownRegion(
            f"The public holidays of {country} are listed for the whole country alone:"
            " leave the region empty."
        )
    if region and region not in regions:
        raise UnknownRegion(
            f"{country} has no region “{region}” in the list of public holidays."
            f" Its regions are {', '.join(regions)}."
        )


def upcoming(location: Location, years: Collection[int], *, since: dt.date) -> list[Holiday]:
    """Those of these years from `since` on, in order: one query.

    Days that were imported come too if they are on no list now. Raises NoHolidaysKnown.
    """
    known = named(location.country, location.region, years)
    rows = Closure.objects.filter(location=location, holiday__gte=since, holiday__year__in=years)
    there = {row.holiday: row.reason for row in rows if row.holiday}
    return [
        Holiday(day, known.get(day) or there[day], imported=day in there, listed=day in known)
        for day in sorted({*known, *there})
        if day >= since
    ]


def add(location: Location, days: Iterable[Holiday]) -> int:
    """Shut the location on these days; returns how many of them are new."""
    wanted = {one.day: one.name for one in days}
    with transaction.atomic():
        place = _locked(location)
        _keep(place, set(place.worked_holidays) - set(wanted))
        rows = Closure.objects.filter(location=place, holiday__in=wanted)
        there = set(rows.values_list("holiday", flat=True))
        new = [
            Closure(location=place, holiday=day, reason=name[:_NAME], during=_whole(place, day))
            for day, name in wanted.items()
            if day not in there
        ]
        return len(Closure.objects.bulk_create(new))


def remove(location: Location, days: Iterable[dt.date]) -> int:
    """Work there on these days, whatever is imported later; returns how many were shut."""
    worked = set(days)
    with transaction.atomic():
        place = _locked(location)
        _keep(place, {*place.worked_holidays, *worked})
        return Closure.objects.filter(location=place, holiday__in=worked).delete()[0]


def choose(
    location: Location, listed: Iterable[Holiday], shut: Collection[dt.date]
) -> tuple[int, int]:
    """Of these holidays, shut on some and work on all others; returns (added, removed)."""
    offered = list(listed)
    with transaction.atomic():
        added = add(location, [one for one in offered if one.day in shut])
        return added, remove(location, [one.day for one in offered if one.day not in shut])


def import_missing(
    *, now: dt.datetime, locations: Iterable[Location], years: Collection[int] = ()
) -> Imported:
    """Shut each location on the holidays of these years (this and the next) that it lacks.

    Days past are left out. So are those of which somebody has said that the location works:
    that stands in Location.worked_holidays until somebody says otherwise. A location without
    a list is reported, and the others go on.
    """
    done = Imported()
    for location in locations:
        today = now.astimezone(location.tz).date()
        try:
            done.added += _import(location, years or (today.year, today.year + 1), today)
            done.places += 1
        except NoHolidaysKnown:
            done.unknown.append(location.name)
    return done


def _import(location: Location, years: Collection[int], since: dt.date) -> int:
    # Locked before it is read: a day that is unticked at this very moment stays unticked.
    with transaction.atomic():
        place = _locked(location)
        found = upcoming(place, years, since=since)
        return add(place, [one for one in found if one.day not in place.worked_holidays])


def _locked(location: Location) -> Location:
    """The row as it now stands, for one change at a time; bookings there do not wait for it."""
    return Location.objects.select_for_update(no_key=True).get(pk=location.pk)


def _keep(place: Location, worked: set[dt.date]) -> None:
    place.worked_holidays = sorted(worked)
    place.save(update_fields=["worked_holidays"])


def _whole(place: Location, day: dt.date) -> Range[dt.datetime]:
    """From midnight to midnight by the place's clock: 23 or 25 hours when that changes."""
    return Range(place.midnight(day), place.midnight(day + _DAY), "[)")
