"""Where a visit could go: the pairs of practitioner and room to try, best first."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Sum
from django.db.models.functions import Coalesce
from psycopg.types.range import Range

from bookings import availability
from bookings.models import Appointment, Location, Patient, Practitioner, Room, Service

# Each override flag of a visit, and the rules that it lets the visit past.
GUARDS: dict[str, frozenset[availability.Rule]] = {
    "over_practitioner": frozenset({availability.Rule.PRACTITIONER_BUSY}),
    "over_room": frozenset({availability.Rule.ROOM_BUSY}),
    "over_patient": frozenset({availability.Rule.PATIENT_BUSY}),
    "over_hours": frozenset({availability.Rule.OUTSIDE_HOURS, availability.Rule.ON_LEAVE}),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is asked of a time; `practitioner` None means anyone, `room` None any room.

    `has` is the row that is to get it: a visit that moves, or the asker's own hold. It is
    no obstacle to itself, and its practitioner and room come first.
    """

    now: dt.datetime
    service: Service
    location: Location
    practitioner: Practitioner | None
    patient: Patient | None
    start: dt.datetime
    extra_minutes: int = 0
    senior: bool = False
    not_before: dt.datetime | None = None
    has: Appointment | None = None
    for_staff: bool = False
    room: Room | None = None

    def _narrower(self) -> availability.Narrower:
        return {
            "location": self.location,
            "practitioner": self.practitioner,
            "patient": self.patient,
            "room": self.room,
            "extra_minutes": self.extra_minutes,
            "senior": self.senior,
            "not_before": self.not_before,
            "ignoring": self.has,
            "for_staff": self.for_staff,
        }

    def _to_the_asker(self) -> availability.Narrower:
        """Notice and horizon were kept when a time was held: they bind its holder no more."""
        until = self.has and self.has.starts == self.start and self.has.held_until
        return {**self._narrower(), "for_staff": self.for_staff or bool(until and until > self.now)}

    def free_places(self) -> list[availability.FreePlace]:
        """Who is free at this very start, and in which rooms."""
        return availability.places(
            now=self.now, service=self.service, start=self.start, **self._to_the_asker()
        )

    def is_free(self, place: "Place") -> bool:
        """Whether this place is still free, asked of the statement that lists."""
        return availability.is_free(
            now=self.now,
            service=self.service,
            start=self.start,
            at=availability.FreePlace(place.practitioner_id, place.minutes, place.room_id),
            **self._to_the_asker(),
        )

    def explained(self) -> list[availability.Explained]:
        """What stands against this start, practitioner by practitioner."""
        return availability.explain(
            now=self.now, service=self.service, start=self.start, **self._narrower()
        )

    def nearest(self) -> list[availability.Start]:
        """Free times around the wish, for the page that says it is taken."""
        return availability.nearest(
            now=self.now, service=self.service, around=self.start, **self._narrower()
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

    def at(self, place: "Place") -> dict[str, Any]:
        """The visit's fields at this place: when, where, with whom, past which guards."""
        during, blocked = self.ranges(place.minutes)
        return {
            "during": during,
            "blocked": blocked,
            "practitioner_id": place.practitioner_id,
            "location": self.location,
            "room_id": place.room_id,
            "service": self.service,
            "extra_minutes": self.extra_minutes,
            "needs_senior": self.senior,
            **place.past_guards(),
        }


@dataclass(frozen=True, slots=True)
class Place:
    """A practitioner and a room for the wish; `passed` are the rules that staff let it past."""

    practitioner_id: int
    room_id: int | None
    minutes: int
    passed: frozenset[availability.Rule] = frozenset()
    reason: str = ""

    def past_guards(self) -> dict[str, Any]:
        """The override flags of the row; each lifts the one guard that it names."""
        return {
            **{flag: bool(self.passed & rules) for flag, rules in GUARDS.items()},
            "override_reason": self.reason if self.passed else "",
        }


def places(wish: Wish) -> Iterator[Place]:
    """Places to try, one a transaction: who saw the patient last, then who is least booked."""
    free = wish.free_places()
    order = _in_order(wish, {one.practitioner_id for one in free})
    for key in order:
        rooms = [one for one in free if one.practitioner_id == key]
        # The own room first; the rest as the statement has them, the plainest first.
        rooms.sort(key=lambda one: not _is_own(wish, one))
        yield from (Place(one.practitioner_id, one.room_id, one.minutes) for one in rooms)


def _is_own(wish: Wish, one: availability.FreePlace) -> bool:
    return wish.has is not None and one.room_id == wish.has.room_id


def _in_order(wish: Wish, people: set[int]) -> list[int]:
    if len(people) < 2:
        return list(people)
    booked = _booked_that_week(wish, people)
    own = wish.has.practitioner_id if wish.has else _seen_last(wish)
    return sorted(people, key=lambda one: (one != own, booked.get(one, dt.timedelta(0)), one))


def _booked_that_week(wish: Wish, people: set[int]) -> dict[int, dt.timedelta]:
    """How long each is booked, Monday to Sunday by the location's clock."""
    zone = wish.location.tz
    day = wish.start.astimezone(zone).date()
    monday = day - dt.timedelta(days=day.weekday())
    since, until = (
        dt.datetime.combine(monday + dt.timedelta(days=days), dt.time(), zone) for days in (0, 7)
    )
    rows = Appointment.objects.filter(practitioner__in=people).taking_time(wish.now)
    return dict(
        rows.starting(since, until)
        .order_by()
        .values_list("practitioner")
        .annotate(time=Sum(F("during__endswith") - F("during__startswith")))
        .values_list("practitioner", Coalesce("time", dt.timedelta(0)))
    )


def _seen_last(wish: Wish) -> int | None:
    if wish.patient is None:
        return None
    seen = Appointment.objects.filter(patient=wish.patient, status="fulfilled")
    return seen.order_by("-during").values_list("practitioner", flat=True).first()
