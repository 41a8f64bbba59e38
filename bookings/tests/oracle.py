"""Availability in plain Python, slow and obvious: what the one statement is held to.

Every start on every grid is asked every rule in turn, with nothing but comparisons of
instants. Rows are read once; the rest is loops.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from bookings.availability import Rule
from bookings.models import (
    Appointment,
    Closure,
    Location,
    Offer,
    Opening,
    Patient,
    Practitioner,
    Room,
    Service,
    WorkingHours,
)

DAY = dt.timedelta(days=1)


def instant(day: dt.date, at: dt.time, zone: ZoneInfo) -> dt.datetime:
    """A local time in UTC: one that is skipped by the offset before, a repeated one the second."""
    late = dt.datetime.combine(day, at, zone).replace(fold=1)
    there_and_back = late.astimezone(dt.UTC).astimezone(zone).replace(tzinfo=None)
    exists = there_and_back == late.replace(tzinfo=None)
    return (late if exists else late.replace(fold=0)).astimezone(dt.UTC)


def overlap(a: dt.datetime, b: dt.datetime, c: dt.datetime, d: dt.datetime) -> bool:
    """Whether [a, b) and [c, d) share an instant."""
    return a < d and c < b


@dataclass
class Question:
    """The keywords of `availability.find`."""

    now: dt.datetime
    service: Service
    since: dt.datetime
    until: dt.datetime
    location: Location | None = None
    practitioner: Practitioner | None = None
    patient: Patient | None = None
    extra_minutes: int = 0
    senior: bool = False
    not_before: dt.datetime | None = None
    ignoring: Appointment | None = None
    for_staff: bool = False


@dataclass
class Oracle:
    """The whole diary as it stands, and one question of it."""

    asked: Question
    places: list[Location] = field(default_factory=lambda: list(Location.objects.all()))
    rooms: list[Room] = field(default_factory=lambda: list(Room.objects.filter(active=True)))
    hours: list[WorkingHours] = field(default_factory=lambda: list(WorkingHours.objects.all()))
    openings: list[Opening] = field(default_factory=lambda: list(Opening.objects.all()))
    closures: list[Closure] = field(default_factory=lambda: list(Closure.objects.all()))
    visits: list[Appointment] = field(default_factory=lambda: list(Appointment.objects.all()))

    def __post_init__(self) -> None:
        asked = self.asked
        self.visits = [
            one
            for one in self.visits
            if one.takes_time
            and one != asked.ignoring
            and (one.held_until is None or one.held_until > asked.now)
        ]
        offers = Offer.objects.filter(service=asked.service, practitioner__active=True)
        self.offers = [
            one
            for one in offers.select_related("practitioner")
            if asked.practitioner in (None, one.practitioner)
            and (one.practitioner.senior or not asked.senior)
        ]

    def free(self) -> set[tuple[dt.datetime, int, int, int]]:
        """Every (start, practitioner, location, minutes) that is offered in [since, until)."""
        return {
            (start, offer.practitioner_id, place.pk, self.minutes(offer))
            for offer in self.offers
            if self.asked.service.active
            for place in self.places
            for start in self.grid(offer, place)
            if self.asked.since <= start < self.asked.until
            and not self.refusals(start, offer, place)
        }

    def minutes(self, offer: Offer) -> int:
        return (offer.minutes or self.asked.service.minutes) + self.asked.extra_minutes

    def length(self, offer: Offer) -> dt.timedelta:
        return dt.timedelta(minutes=self.minutes(offer))

    def grid(self, offer: Offer, place: Location) -> Iterator[dt.datetime]:
        """The starts that the hours allow, each counted from its block's beginning."""
        step = dt.timedelta(minutes=self.asked.service.grid_minutes)
        for opens, closes in self.blocks(offer.practitioner_id, place):
            start = opens
            while start + self.length(offer) <= closes:
                yield start
                start += step

    def blocks(self, practitioner: int, place: Location) -> Iterator[tuple[dt.datetime, ...]]:
        """(opens, closes) of weekly hours and openings around the asked window."""
        if not place.active or self.asked.location not in (None, place):
            return
        here = (practitioner, place.pk)
        for once in self.openings:
            if (once.practitioner_id, once.location_id) == here:
                yield once.during.lower, once.during.upper
        for weekly in self.hours:
            if (weekly.practitioner_id, weekly.location_id) == here:
                for day in self.days(weekly):
                    after = day if weekly.ends > weekly.starts else day + DAY
                    opens = instant(day, weekly.starts, place.tz)
                    yield opens, instant(after, weekly.ends, place.tz)

    def days(self, one: WorkingHours) -> Iterator[dt.date]:
        """The days on which a weekly block begins, from three days before the window on."""
        day, last = (self.asked.since - 3 * DAY).date(), (self.asked.until + 3 * DAY).date()
        first_week = one.valid_from - one.valid_from.weekday() * DAY
        while day <= last:
            weeks = (day - day.weekday() * DAY - first_week).days // 7
            valid = one.valid_from <= day <= (one.valid_to or day)
            if valid and day.isoweekday() == one.weekday and weeks % one.every_weeks == 0:
                yield day
            day += DAY

    def refusals(self, start: dt.datetime, offer: Offer, place: Location) -> list[Rule]:
        """The rules that refuse this start, in the order of Rule."""
        found = {
            Rule.OUTSIDE_HOURS: not self.in_hours(start, offer, place),
            Rule.ON_LEAVE: self.is_closed(start, offer, place),
            Rule.DAY_FULL: self.is_full(start, offer, place),
            Rule.PRACTITIONER_BUSY: self.is_busy(start, offer),
            Rule.PATIENT_BUSY: self.has_another(start, offer),
            Rule.ROOM_BUSY: not self.has_room(start, offer, place),
            Rule.OFF_GRID: self.in_hours(start, offer, place)
            and start not in set(self.grid(offer, place)),
        }
        found |= self.limits(start)
        return [rule for rule in Rule if found[rule]]

    def limits(self, start: dt.datetime) -> dict[Rule, bool]:
        asked, service = self.asked, self.asked.service
        notice = dt.timedelta(minutes=service.min_notice_minutes)
        return {
            Rule.PAST: start < asked.now,
            Rule.NOTICE: not asked.for_staff and start < asked.now + notice,
            Rule.NOT_BEFORE: asked.not_before is not None and start < asked.not_before,
            Rule.HORIZON: not asked.for_staff
            and start >= asked.now + dt.timedelta(days=service.horizon_days),
        }

    def in_hours(self, start: dt.datetime, offer: Offer, place: Location) -> bool:
        end = start + self.length(offer)
        blocks = self.blocks(offer.practitioner_id, place)
        return any(opens <= start and end <= closes for opens, closes in blocks)

    def is_closed(self, start: dt.datetime, offer: Offer, place: Location) -> bool:
        end = start + self.length(offer)
        return any(
            overlap(start, end, one.during.lower, one.during.upper)
            for one in self.closures
            if one.room_id is None
            and one.practitioner_id in (None, offer.practitioner_id)
            and one.location_id in (None, place.pk)
        )

    def is_full(self, start: dt.datetime, offer: Offer, place: Location) -> bool:
        day = start.astimezone(place.tz).date()
        that_day = [
            one
            for one in self.visits
            if one.practitioner_id == offer.practitioner_id
            and one.during.lower.astimezone(place.tz).date() == day
        ]
        of_it = [one for one in that_day if one.service_id == offer.service_id]
        most, most_of_it = offer.practitioner.most_a_day, offer.most_a_day
        return (most is not None and len(that_day) >= most) or (
            most_of_it is not None and len(of_it) >= most_of_it
        )

    def blocked(self, start: dt.datetime, offer: Offer) -> tuple[dt.datetime, dt.datetime]:
        """The visit with its buffers."""
        service = self.asked.service
        before, after = (
            dt.timedelta(minutes=minutes)
            for minutes in (service.buffer_before, service.buffer_after)
        )
        return start - before, start + self.length(offer) + after

    def is_busy(self, start: dt.datetime, offer: Offer) -> bool:
        begin, end = self.blocked(start, offer)
        return any(
            overlap(begin, end, one.blocked.lower, one.blocked.upper)
            for one in self.visits
            if one.practitioner_id == offer.practitioner_id
        )

    def has_another(self, start: dt.datetime, offer: Offer) -> bool:
        end = start + self.length(offer)
        return self.asked.patient is not None and any(
            overlap(start, end, one.during.lower, one.during.upper)
            for one in self.visits
            if one.patient_id == self.asked.patient.pk
        )

    def has_room(self, start: dt.datetime, offer: Offer, place: Location) -> bool:
        service = self.asked.service
        return not service.needs_room or any(
            self.is_room_free(room, start, offer)
            for room in self.rooms
            if room.location_id == place.pk and set(service.room_features) <= set(room.features)
        )

    def is_room_free(self, room: Room, start: dt.datetime, offer: Offer) -> bool:
        begin, end = self.blocked(start, offer)
        taken = any(
            overlap(begin, end, one.blocked.lower, one.blocked.upper)
            for one in self.visits
            if one.room_id == room.pk
        )
        shut = any(
            overlap(start, start + self.length(offer), one.during.lower, one.during.upper)
            for one in self.closures
            if one.room_id == room.pk
        )
        return not taken and not shut
