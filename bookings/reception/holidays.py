"""The public holidays of a location as lines: is it shut, and which visits stand there."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.urls import reverse

from bookings import holidays
from bookings.holidays import Holiday
from bookings.models import Location
from bookings.reception import queries
from bookings.reception.today import Choice, Tab


@dataclass(frozen=True)
class Line:
    """One holiday: its box, and the visits that stand on it all the same."""

    holiday: Holiday
    ticked: bool
    visits: str
    url: str


def ahead(location: Location, now: dt.datetime) -> list[Holiday]:
    """From today to the end of next year by the location's clock; raises NoHolidaysKnown."""
    today = now.astimezone(location.tz).date()
    return holidays.upcoming(location, (today.year, today.year + 1), since=today)


def lines(location: Location, listed: Sequence[Holiday], ticked: Collection[str]) -> list[Line]:
    """In the order given; one query however many there are."""
    standing = queries.visits_standing(location, [one.day for one in listed])
    return [
        Line(
            holiday=one,
            ticked=one.day.isoformat() in ticked,
            visits=_visits(standing.get(one.day, 0)),
            url=Choice(one.day, location.slug).url(),
        )
        for one in listed
    ]


def places(here: Location) -> list[Tab]:
    """A tab for each active location; one query."""
    return [
        Tab(one.name, reverse("admin:location_holidays", args=[one.slug]), one == here)
        for one in Location.objects.filter(active=True)
    ]


def _visits(count: int) -> str:
    return f"{count} {'visit' if count == 1 else 'visits'}" if count else ""
