"""Any presses in any order, on the real database, against the diary on paper."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule, run_state_machine_as_test

from bookings import scheduling
from bookings.models import Appointment, Status
from bookings.scheduling import NotPossible
from bookings.tests.machine import Screened
from bookings.tests.machine_bookings import FEW, OPEN, STALE, Bookings
from bookings.tests.paper import DECIDED_BEFORE, Entry
from bookings.tests.small_clinic import SmallClinic, small_clinic
from conftest import Cast

pytestmark = pytest.mark.django_db
ZERO, MINUTE, HOUR = (dt.timedelta(minutes=minutes) for minutes in (0, 1, 60))
CHECKED_IN_FROM = dt.timedelta(hours=12)
# In which states each is pressed, and what it makes of them.
ON_THE_DAY: dict[str, dict[str, str]] = {
    "check_in": {Status.BOOKED: Status.ARRIVED},
    "complete": {Status.BOOKED: Status.FULFILLED, Status.ARRIVED: Status.FULFILLED},
    "no_show": {Status.BOOKED: Status.NOSHOW},
    "correct": {
        Status.ARRIVED: Status.BOOKED,
        Status.NOSHOW: Status.BOOKED,
        Status.FULFILLED: Status.ARRIVED,
    },
}
NAMES = st.sampled_from(sorted(ON_THE_DAY))
SAID: dict[str, dict[str, Any]] = {
    "complete": {"needles_used": True, "spoken_consent": True, "screening_checked": True},
    "correct": {"reason": "Pressed the wrong line"},
}


class Days(Bookings):
    """All rules: those of the bookings, and what becomes of a visit as time goes by."""

    @precondition(lambda self: len(self.paper.entries) > FEW)
    @rule(data=st.data(), stale=st.sampled_from([None, 0, 0, 1]))
    def cancel(self, data: st.DataObject, stale: int | None) -> None:
        one = self.one_of(data, sorted(self.paper.entries))
        row = self.press(
            self.refused(one, stale or 0, OPEN),
            scheduling.cancel,
            appointment=self.row(one),
            who=Appointment.CancelledBy.PATIENT,
            version=None if stale is None else one.version - stale,
        )
        if row:
            one.change(Status.CANCELLED)

    @precondition(lambda self: self.paper.visits())
    @rule(data=st.data(), wait=st.booleans(), names=st.lists(NAMES, min_size=1, max_size=4))
    def say_what_happened(self, data: st.DataObject, names: list[str], *, wait: bool) -> None:
        """One thing after the other, now or once the visit has begun."""
        one = self.one_of(data, self.paper.visits())
        if wait:
            self.paper.now = max(self.paper.now, one.wish.start)
        for name in names:
            self._say(one, name, data.draw(STALE))

    def _say(self, one: Entry, name: str, stale: int) -> None:
        refusal = self.refused(one, stale, ON_THE_DAY[name])
        if refusal is None and self.is_too_early(name, one.wish.start):
            refusal = NotPossible
        row = self.press(
            refusal,
            getattr(scheduling, name),
            appointment=self.row(one),
            version=one.version - stale,
            **SAID.get(name, {}),
        )
        if row:
            one.change(ON_THE_DAY[name][one.status])

    def is_too_early(self, name: str, start: dt.datetime) -> bool:
        if name == "check_in":
            return start - self.paper.now > CHECKED_IN_FROM
        return name != "correct" and start > self.paper.now

    @precondition(lambda self: self.paper.pending())
    @rule(data=st.data(), decision=st.sampled_from(["clear", "conditions", "decline"]), stale=STALE)
    def decide(self, data: st.DataObject, stale: int, decision: str) -> None:
        """Now and then about a visit that does not wait for it."""
        one = self.one_of(data, 3 * self.paper.pending() + self.paper.visits())
        row = self.press(
            self.refused(one, stale, [Status.PENDING]),
            scheduling.decide,
            appointment=self.row(one),
            decision=decision,
            conditions="Thin needles",
            reason="Read the letter",
            by=self.clinic.lead,
            version=one.version - stale,
        )
        if row:
            one.change(Status.CANCELLED if decision == "decline" else Status.BOOKED)

    @rule(data=st.data(), tick=st.booleans())
    def time_passes(self, data: st.DataObject, *, tick: bool) -> None:
        """A minute, an hour, or until something changes by itself; the worker may tick then."""
        now, entries = self.paper.now, self.paper.entries.values()
        turns = {turn + late for one in entries for turn in one.turns() for late in (ZERO, MINUTE)}
        soon = sorted(turn for turn in turns if now < turn)[:6]
        self.paper.now = data.draw(st.sampled_from([*soon, now + MINUTE, now + HOUR]))
        if tick:
            self._tick()

    def _tick(self) -> None:
        """Requests that nobody decided lapse, and holds that have lapsed are swept."""
        now, entries = self.paper.now, self.paper.entries
        pending = [entries[key] for key in self.paper.pending()]
        late = [one for one in pending if one.wish.start <= now + DECIDED_BEFORE]
        lapsed = [key for key, one in entries.items() if one.lapsed(now)]
        assert scheduling.lapse_undecided(now=now) == len(late)
        assert scheduling.sweep_lapsed(now=now) == len(lapsed)
        for one in late:
            one.change(Status.CANCELLED)
        for key in lapsed:
            del entries[key]


@pytest.fixture
def press_anything(cast: Cast, screened: Screened) -> Callable[[int, int], None]:
    """Run so many examples of at most so many steps each."""
    clinic: SmallClinic = small_clinic(cast)

    class Here(Days):
        def __init__(self) -> None:
            super().__init__(clinic, screened)

    def _press(examples: int, steps: int) -> None:
        run_state_machine_as_test(
            Here,
            settings=settings(
                max_examples=examples,
                stateful_step_count=steps,
                deadline=None,
                suppress_health_check=list(HealthCheck),
            ),
        )

    return _press


def test_any_presses_in_any_order_do_what_paper_says(
    press_anything: Callable[[int, int], None],
) -> None:
    press_anything(12, 20)


@pytest.mark.long
def test_very_many_presses_in_any_order_do_what_paper_says(
    press_anything: Callable[[int, int], None],
) -> None:
    press_anything(100, 40)
