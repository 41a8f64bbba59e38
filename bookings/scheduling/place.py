"""Where a visit could go: the pairs of practitioner and room to try, best first."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce
from psycopg.types.range import Range

from bookings import availability
from bookings.models import Appointment, Location, Patient, Practitioner, Room, Service

INSTANT = dt.timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is asked of a time; `practitioner` None means anyone."""

    now: dt.datetime
    service: Service
    location: Location
    practitioner: Practitioner | None
    patient: Patient
    start: dt.datetime
    extra_minutes: int = 0
    senior: bool = False
    not_before: dt.datetime | None = None
    ignoring: Appointment | None = None
    for_staff: bool = False

    def free(
        self, practitioner: Practitioner | None = None, room: Room | None = None
    ) -> list[availability.Start]:
        """Who is free at this very start, asked of the statement that lists."""
        return availability.find(
            now=self.now,
            service=self.service,
            since=self.start,
            until=self.start + INSTANT,
            location=self.location,
            practitioner=practitioner or self.practitioner,
            patient=self.patient,
            room=room,
            extra_minutes=self.extra_minutes,
            senior=self.senior,
            not_before=self.not_before,
            ignoring=self.ignoring,
            for_staff=self.for_staff,
        )

    def nearest(self) -> list[availability.Start]:
        """Free times around the wish, for the page that says it is taken."""
        return availability.nearest(
            now=self.now,
            service=self.service,
            around=self.start,
            location=self.location,
            practitioner=self.practitioner,
            extra_minutes=self.extra_minutes,
            senior=self.senior,
            not_before=self.not_before,
            ignoring=self.ignoring,
            for_staff=self.for_staff,
        )

    def ranges(self, minutes: int) -> tuple[Range[dt.datetime], Range[dt.datetime]]:
        """(during, blocked) of a visit of `minutes` at this start."""
        end = self.start + dt.timedelta(minutes=minutes)
        before = dt.timedelta(minutes=self.service.buffer_before)
        after = dt.timedelta(minutes=self.service.buffer_after)
        return (
            Range(self.start, end, "[)"),
            Range(self.start - before, end + after, "[)"),
        )


@dataclass(frozen=True, slots=True)
class Place:
    practitioner: Practitioner
    room: Room | None
    minutes: int


def places(wish: Wish) -> Iterator[Place]:
    """Places to try, one a transaction: who saw the patient last, then who is least booked."""
    minutes = {one.practitioner_id: one.minutes for one in wish.free()}
    people = {one.pk: one for one in Practitioner.objects.filter(pk__in=minutes)}
    for key in _in_order(wish, list(people)):
        length = minutes[key]
        if not wish.service.needs_room:
            yield Place(people[key], None, length)
        for room in _free_rooms(wish, length):
            yield Place(people[key], room, length)


def _in_order(wish: Wish, people: list[int]) -> list[int]:
    if len(people) < 2:
        return people
    monday = wish.start - dt.timedelta(days=wish.start.weekday())
    booked = dict(
        Appointment.objects.filter(practitioner__in=people, takes_time=True)
        .starting(monday, monday + dt.timedelta(days=7))
        .values_list("practitioner")
        .annotate(time=Sum(F("during__endswith") - F("during__startswith")))
        .values_list("practitioner", Coalesce("time", dt.timedelta(0)))
    )
    last = (
        Appointment.objects.filter(patient=wish.patient, status="fulfilled")
        .order_by("-during")
        .values_list("practitioner", flat=True)
        .first()
    )
    return sorted(people, key=lambda one: (one != last, booked.get(one, dt.timedelta(0)), one))


def _free_rooms(wish: Wish, minutes: int) -> list[Room]:
    """Fitting rooms that look free, the plainest first, so that special ones stay free."""
    if not wish.service.needs_room:
        return []
    during, blocked = wish.ranges(minutes)
    busy = Appointment.objects.filter(takes_time=True, blocked__overlap=blocked)
    if wish.ignoring:
        busy = busy.exclude(pk=wish.ignoring.pk)
    fitting = Room.objects.filter(
        Q(location=wish.location, active=True),
        features__contains=wish.service.room_features,
    ).exclude(pk__in=busy.filter(room__isnull=False).values("room"))
    free = fitting.exclude(closures__during__overlap=during)
    return sorted(free, key=lambda room: (len(room.features), room.pk))
