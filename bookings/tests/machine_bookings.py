"""The rules of the desk that take a time: hold it, book it, move to it."""

import datetime as dt
from dataclasses import replace
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from bookings import scheduling
from bookings.availability import OVERRIDABLE, Rule
from bookings.models import Appointment, Status
from bookings.scheduling import NotPossible, Override
from bookings.tests.machine import Desk, When
from bookings.tests.paper import DECIDED_BEFORE, HELD_AT_MOST, HELD_FOR, Entry, Wish

FEW = 4
OPEN = (Status.PENDING, Status.BOOKED)

KEYS = st.sampled_from("abcdefgh")
# Few, so that they meet; some off the grid or out of hours.
TIMES = [
    *(dt.time(9, minute) for minute in (0, 15, 30, 45)),
    *(dt.time(10, minute) for minute in (0, 7, 15, 45)),
    *(dt.time(hour) for hour in (8, 12, 14)),
    *(dt.time(15, minute) for minute in (15, 30, 45)),
    dt.time(16, 30),
]
STARTS = st.none() | st.tuples(st.sampled_from([0, 0, 1, 1, 2]), st.sampled_from(TIMES))
SERVICES, PATIENTS = st.integers(0, 1), st.integers(0, 3)
ANYONE_OR_ONE = st.sampled_from([None, None, 0, 1, 2])
REASONS = st.sampled_from(["In pain", "In pain", "In pain", " "])
RULES = st.just(OVERRIDABLE) | st.frozensets(st.sampled_from(list(Rule)), min_size=1, max_size=4)
OVERRIDES = st.none() | st.builds(Override, RULES, REASONS)
# After so many minutes, what, and for which patient.
BACK = st.tuples(
    st.sampled_from([0, 0, 1, 9, 10, 11, 30, 119]),
    st.sampled_from(["nothing", "longer", "longer", "book", "book with a review", "let go"]),
    PATIENTS,
)
STALE = st.sampled_from([0, 0, 0, 1])
Back = tuple[int, str, int]


class Bookings(Desk):
    """The desk with its book: keys come again, as when somebody presses twice."""

    @rule(key=KEYS, start=STARTS, service=SERVICES, person=ANYONE_OR_ONE, back=BACK)
    def hold(self, key: str, back: Back, **asked: Any) -> None:
        self._hold(self.wish(key=key, **asked))
        if key in self.paper.holds():
            self._come_back(key, back)

    @precondition(lambda self: self.paper.holds())
    @rule(data=st.data(), back=BACK)
    def come_back(self, data: st.DataObject, back: Back) -> None:
        self._come_back(data.draw(st.sampled_from(self.paper.holds())), back)

    def _come_back(self, key: str, back: Back) -> None:
        """Who holds a time presses again after a while: to keep it longer, book it, let it go."""
        minutes, what, patient = back
        self.paper.now += dt.timedelta(minutes=minutes)
        wish = self.paper.entries[key].wish
        if what == "longer":
            self._hold(wish)
        elif what == "let go":
            scheduling.let_go(key=key)
            del self.paper.entries[key]
        elif what != "nothing":
            review = what == "book with a review"
            self._book(replace(wish, patient=self.clinic.patients[patient]), review=review)

    def _hold(self, wish: Wish) -> None:
        now, held = self.paper.now, self.paper.entries.get(wish.key)
        same = held is not None and held.wish.start == wish.start
        since = held.since if held and same else now
        until = min(now + HELD_FOR, since + HELD_AT_MOST)
        booked = held is not None and held.status != Status.PROPOSED
        refusal = NotPossible if booked or until <= now else self.refusal(wish)
        row = self.ask(
            wish,
            refusal,
            scheduling.hold,
            service=wish.service,
            location=self.clinic.location,
            key=wish.key,
        )
        if row:
            self.put(wish, row, Status.PROPOSED, since=since, until=until)

    @rule(
        key=st.none() | KEYS,
        start=STARTS,
        service=SERVICES,
        person=ANYONE_OR_ONE,
        patient=PATIENTS,
        for_staff=st.booleans(),
        review=st.booleans(),
        override=OVERRIDES,
    )
    def book(
        self,
        *,
        key: str | None,
        review: bool,
        override: Override | None,
        **asked: Any,
    ) -> None:
        """With a key that holds something, is a visit already, or is new."""
        wish = self.wish(key=key or self.fresh_key(), **asked)
        self._book(wish, review=review, override=override)

    # Not in a diary that is rather full: then most other rules would be refused.
    @precondition(lambda self: len(self.paper.entries) < FEW)
    @rule(start=STARTS, service=SERVICES)
    def everyone_wants_one_start(self, **asked: Any) -> None:
        """As many get it as there are practitioners and rooms, as far as patients are free."""
        wish = self.wish(for_staff=True, **asked)
        places, before = self.paper.places(wish), len(self.paper.entries)
        wishes = [replace(wish, patient=one) for one in self.clinic.patients]
        free = [one for one in wishes if not self.paper.is_busy(one)]
        for one in free:
            self._book(replace(one, key=self.fresh_key()))
        most = min(len({person for person, _ in places}), len({room for _, room in places}))
        assert len(self.paper.entries) - before == min(most, len(free))

    def _book(self, wish: Wish, *, review: bool = False, override: Override | None = None) -> None:
        now, found = self.paper.now, self.paper.entries.get(wish.key)
        due = self.paper.due() if review and wish.service.uses_needles else None
        wish = replace(wish, not_before=due + DECIDED_BEFORE if due else None)
        done = found is not None and found.status != Status.PROPOSED
        row = self.ask(
            wish,
            None if done else self.refusal(wish, override),
            scheduling.book,
            service=wish.service,
            location=self.clinic.location,
            key=wish.key,
            patient=wish.patient,
            for_staff=wish.for_staff,
            source=Appointment.Source.PHONE,
            assessment=self.assessment() if review else None,
            override=override,
        )
        if found and done:
            assert row.pk == found.pk
            # The page lets go of its key when it leaves; the visit stays.
            scheduling.let_go(key=wish.key)
        elif row:
            self.put(wish, row, Status.PENDING if due else Status.BOOKED, since=now, due=due)

    @precondition(lambda self: self.paper.visits())
    @rule(
        data=st.data(),
        start=STARTS,
        person=ANYONE_OR_ONE,
        stale=STALE,
        for_staff=st.booleans(),
        override=OVERRIDES,
    )
    def move(
        self,
        *,
        data: st.DataObject,
        start: When,
        person: int | None,
        stale: int,
        for_staff: bool,
        override: Override | None,
    ) -> None:
        """To a free time, a taken one, or its own; None keeps the practitioner."""
        one = self.one_of(data, 3 * self.paper.pending() + self.paper.visits())
        wish = self.moved(one, start, person, for_staff=for_staff)
        refusal = self.refusal(wish, override)
        if refusal is None:
            refusal = self.refused(one, stale, OPEN)
        row = self.ask(
            wish,
            refusal,
            scheduling.move,
            appointment=self.row(one),
            version=one.version - stale,
            for_staff=for_staff,
            override=override,
        )
        if row:
            self.put(wish, row, one.status, since=one.since, due=one.due)

    def moved(self, one: Entry, start: When, person: int | None, *, for_staff: bool) -> Wish:
        people = {who.pk: who for who in self.clinic.people}
        pending = one.status == Status.PENDING and one.due
        return replace(
            one.wish,
            start=self.start(start),
            person=people[one.person] if person is None else self.clinic.people[person],
            not_before=one.due + DECIDED_BEFORE if pending and one.due else None,
            for_staff=for_staff,
        )
