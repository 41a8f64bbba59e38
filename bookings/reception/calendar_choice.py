"""What of the diary is looked at; all of it lives in the address, so that it can be kept."""

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from bookings.models import Location
from bookings.reception.today import Tab

DAY, WEEK = "day", "week"
PERSON, ROOM = "", "room"


@dataclass(frozen=True)
class Choice:
    """`who` is the id of the one practitioner or room whose week is shown."""

    day: dt.date
    view: str = DAY
    by: str = PERSON
    location: str = ""
    who: str = ""

    @classmethod
    def of(cls, asked: QueryDict, places: list[Location], now: dt.datetime) -> "Choice":
        """A choice that makes no sense is left out; a calendar is always of one place."""
        place = next((one for one in places if one.slug == asked.get("location")), None)
        place = place or (places[0] if places else None)
        present = now.astimezone(place.tz if place else dt.UTC).date()
        who = asked.get("who", "")
        return cls(
            day=_day(asked.get("day", ""), present),
            view=WEEK if asked.get("view") == WEEK else DAY,
            by=ROOM if asked.get("by") == ROOM else PERSON,
            location=place.slug if place else "",
            who=who if who.isdecimal() and len(who) < 10 else "",
        )

    def url(self, page: str = "calendar", **changes: Any) -> str:
        """The calendar's address with some of it changed."""
        other = replace(self, **changes)
        asked = {
            "day": other.day.isoformat(),
            "view": other.view if other.view != DAY else "",
            "by": other.by,
            "location": other.location,
            "who": other.who if other.view == WEEK else "",
        }
        return f"{reverse(f'admin:{page}')}?{urlencode({k: v for k, v in asked.items() if v})}"

    @property
    def days(self) -> list[dt.date]:
        """The day itself, or its week from Monday."""
        if self.view == DAY:
            return [self.day]
        monday = self.day - dt.timedelta(days=self.day.weekday())
        return [monday + dt.timedelta(days=number) for number in range(7)]

    def other(self, steps: int) -> str:
        """The address of so many days or weeks later."""
        return self.url(day=self.day + dt.timedelta(days=steps * len(self.days)))

    def views(self) -> list[Tab]:
        """Day, week and the list, which is Today."""
        asked = urlencode({"day": self.day.isoformat(), "location": self.location})
        return [
            Tab("Day", self.url(view=DAY, who=""), self.view == DAY),
            Tab("Week", self.url(view=WEEK), self.view == WEEK),
            Tab("List", f"{reverse('admin:index')}?{asked}", here=False),
        ]

    def sorts(self) -> list[Tab]:
        return [
            Tab("By practitioner", self.url(by=PERSON, who=""), self.by == PERSON),
            Tab("By room", self.url(by=ROOM, who=""), self.by == ROOM),
        ]

    def places(self, places: list[Location]) -> list[Tab]:
        """One tab a location, if there are several."""
        if len(places) < 2:
            return []
        return [
            Tab(one.name, self.url(location=one.slug, who=""), one.slug == self.location)
            for one in places
        ]


def _day(words: str, otherwise: dt.date) -> dt.date:
    try:
        found = dt.date.fromisoformat(words)
    except ValueError:
        return otherwise
    # The first and last years have no week around them.
    return found if 1900 < found.year < 9000 else otherwise
