"""The diary as somebody would keep it on paper: what the verbs are held to, step by step.

Plain Python over a dict, one entry a key; it knows the clinic's rules and no database.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from bookings.availability import Rule
from bookings.models import Patient, Practitioner, Room, Service, Status
from bookings.tests.small_clinic import REVIEW_HOURS, SmallClinic, Span

DAY = dt.timedelta(days=1)
HELD_FOR, HELD_AT_MOST = dt.timedelta(minutes=10), dt.timedelta(hours=2)
DECIDED_BEFORE = dt.timedelta(hours=2)
GRID = dt.timedelta(minutes=15)


@dataclass(frozen=True)
class Wish:
    """What is asked of a start; `key` is the entry that is to get it, no obstacle to itself."""

    start: dt.datetime
    service: Service
    person: Practitioner | None = None
    patient: Patient | None = None
    key: str = ""
    not_before: dt.datetime | None = None
    for_staff: bool = False

    @property
    def end(self) -> dt.datetime:
        return self.start + dt.timedelta(minutes=self.service.minutes)

    @property
    def blocked(self) -> Span:
        before = dt.timedelta(minutes=self.service.buffer_before)
        return self.start - before, self.end + dt.timedelta(minutes=self.service.buffer_after)


@dataclass
class Entry:
    """One line of the diary; `since` and `until` are of a hold, `due` of a review."""

    status: str
    wish: Wish
    person: int
    room: int
    pk: int
    reference: str
    version: int
    since: dt.datetime
    until: dt.datetime | None = None
    due: dt.datetime | None = None
    past: frozenset[Rule] = frozenset()

    def lapsed(self, now: dt.datetime) -> bool:
        return self.until is not None and self.until <= now

    def turns(self) -> Iterator[dt.datetime]:
        """When something about it changes by itself; it begins, lapses, can be said no more."""
        if self.until:
            yield from (self.until, self.since + HELD_AT_MOST)
        yield from (self.wish.start - DECIDED_BEFORE, self.wish.start)

    def change(self, status: str) -> None:
        self.status = status
        self.version += 1


@dataclass
class Paper:
    """The entries by their keys, at the moment `now`."""

    clinic: SmallClinic
    now: dt.datetime
    entries: dict[str, Entry] = field(default_factory=dict)

    def holds(self) -> list[str]:
        """The keys that hold a time, lapsed ones among them."""
        return sorted(key for key, one in self.entries.items() if one.until)

    def visits(self) -> list[str]:
        return sorted(key for key, one in self.entries.items() if not one.until)

    def pending(self) -> list[str]:
        return [key for key in self.visits() if self.entries[key].status == Status.PENDING]

    def live(self, key: str) -> Iterator[Entry]:
        """What takes time, save the entry of `key`."""
        for name, one in self.entries.items():
            if name != key and one.status != Status.CANCELLED and not one.lapsed(self.now):
                yield one

    def places(self, wish: Wish) -> set[tuple[int, int]]:
        """Every (practitioner, room) that this wish could have.

        Who holds the time has kept to notice and horizon.
        """
        held = self.entries.get(wish.key)
        if held and held.until and held.until > self.now and held.wish.start == wish.start:
            wish = replace(wish, for_staff=True)
        people = [one for one in self.clinic.people if wish.person in (None, one)]
        free = [one.pk for one in people if not self.against(wish, one)]
        return {(person, room) for person in free for room in self.free_rooms(wish)}

    def against(self, wish: Wish, person: Practitioner) -> set[Rule]:
        """Every rule that refuses the wish with this practitioner."""
        fits, aligned = self._hours(wish, person.pk)
        theirs = [one for one in self.live(wish.key) if one.person == person.pk]
        stands = {
            Rule.PAST: wish.start < self.now,
            Rule.NOTICE: not wish.for_staff and wish.start < self._notice(wish),
            Rule.NOT_BEFORE: wish.not_before is not None and wish.start < wish.not_before,
            Rule.HORIZON: not wish.for_staff and wish.start >= self._horizon(wish),
            Rule.OUTSIDE_HOURS: not fits,
            Rule.ON_LEAVE: self._is_away(wish, person.pk),
            Rule.DAY_FULL: self._is_full(wish, person, theirs),
            Rule.PRACTITIONER_BUSY: any(_meet(wish.blocked, one.wish.blocked) for one in theirs),
            Rule.PATIENT_BUSY: self.is_busy(wish),
            Rule.ROOM_BUSY: not self.free_rooms(wish),
            Rule.OFF_GRID: fits and not aligned,
        }
        return {rule for rule, refuses in stands.items() if refuses}

    def fitting(self, wish: Wish) -> list[Room]:
        needs = set(wish.service.room_features)
        return [room for room in self.clinic.rooms if needs <= set(room.features)]

    def free_rooms(self, wish: Wish) -> list[int]:
        taken = {one.room for one in self.live(wish.key) if _meet(wish.blocked, one.wish.blocked)}
        return [room.pk for room in self.fitting(wish) if room.pk not in taken]

    def is_busy(self, wish: Wish) -> bool:
        """Whether the patient has another visit then."""
        return wish.patient is not None and any(
            one.wish.patient == wish.patient
            and _meet((wish.start, wish.end), (one.wish.start, one.wish.end))
            for one in self.live(wish.key)
        )

    def listed(self, day: dt.date, wish: Wish) -> set[tuple[dt.datetime, int]]:
        """Every (start, practitioner) of a day that the list has to show."""
        found = set()
        for person in self.clinic.people:
            opens, closes = self.clinic.open(person.pk, day) or (self.now, self.now)
            while opens < closes:
                asked = replace(wish, start=opens)
                if wish.person in (None, person) and not self.against(asked, person):
                    found.add((opens, person.pk))
                opens += GRID
        return found

    def due(self) -> dt.datetime:
        """When a review asked for now has to be decided, counted in the hours of anyone."""
        left = dt.timedelta(hours=REVIEW_HOURS)
        day = self.clinic.local_day(self.now)
        while True:
            spans = [self.clinic.open(person.pk, day) for person in self.clinic.people]
            there = [span for span in spans if span]
            if there:
                opens = max(self.now, min(span[0] for span in there))
                closes = max(span[1] for span in there)
                if closes - opens >= left:
                    return opens + left
                left -= max(closes - opens, dt.timedelta(0))
            day += DAY

    def _hours(self, wish: Wish, person: int) -> tuple[bool, bool]:
        """Whether the visit lies in the hours, and its start on their grid."""
        span = self.clinic.open(person, self.clinic.local_day(wish.start))
        if span is None:
            return False, False
        opens, closes = span
        return opens <= wish.start and wish.end <= closes, (wish.start - opens) % GRID == DAY * 0

    def _notice(self, wish: Wish) -> dt.datetime:
        return self.now + dt.timedelta(minutes=wish.service.min_notice_minutes)

    def _horizon(self, wish: Wish) -> dt.datetime:
        return self.now + wish.service.horizon_days * DAY

    def _is_away(self, wish: Wish, person: int) -> bool:
        leave = self.clinic.leave.get(person)
        return leave is not None and _meet((wish.start, wish.end), leave)

    def _is_full(self, wish: Wish, person: Practitioner, theirs: list[Entry]) -> bool:
        day = self.clinic.local_day(wish.start)
        that_day = [one for one in theirs if self.clinic.local_day(one.wish.start) == day]
        return person.most_a_day is not None and len(that_day) >= person.most_a_day


def _meet(one: Span, other: Span) -> bool:
    """Whether two spans, [start, end), share an instant."""
    return one[0] < other[1] and other[0] < one[1]
