"""Any presses in any order: an offer never holds one time for two, a wish never has two."""

import datetime as dt
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from bookings import availability, scheduling
from bookings.models import Appointment, Patient, Practitioner, Status, Wish, WishOffer
from bookings.tests.small_clinic import SmallClinic, small_clinic
from bookings.tests.waitlist import Wait
from conftest import NOW, Cast
from portal.management.commands.check_invariants import broken

pytestmark = pytest.mark.django_db
DAYS = st.lists(st.integers(1, 5), max_size=2, unique=True)
PARTS = st.sampled_from([[], ["morning"], ["afternoon"]])
WAITS = st.sampled_from([dt.timedelta(minutes=m) for m in (1, 20, 31, 121, 600, 1500)])
HELD = {
    "no practitioner is booked twice",
    "no room is booked twice",
    "no patient is booked twice",
    "every offer of the waitlist is held",
    "no time is offered twice, and no wish has two",
}


class Waiting(RuleBasedStateMachine):
    """A small clinic whose patients wait, book, cancel, answer, or let it pass."""

    def __init__(self, clinic: SmallClinic, wait: Wait) -> None:
        super().__init__()
        self.clinic, self.wait, self.now = clinic, wait, NOW
        self.began = transaction.savepoint()

    def teardown(self) -> None:
        transaction.savepoint_rollback(self.began)

    def press(self, verb: Callable[..., Any], **words: Any) -> None:
        """A refusal is an answer; any other error is not."""
        try:
            verb(now=self.now, **words)
        except scheduling.SchedulingError:
            assert not transaction.get_connection().needs_rollback

    @rule(who=st.integers(0, 3), days=DAYS, parts=PARTS, notice=st.sampled_from([0, 24]))
    def join(self, who: int, days: list[int], parts: list[str], notice: int) -> None:
        patient, day = self.clinic.patients[who], self.clinic.local_day(self.now)
        until = day + dt.timedelta(days=6)
        self.wait(
            now=self.now,
            patient=patient,
            weekdays=days,
            parts=parts,
            notice_hours=notice,
            until=until,
        )

    @rule()
    def tick(self) -> None:
        scheduling.pass_overdue(now=self.now)
        scheduling.end_finished(now=self.now)
        scheduling.match(now=self.now)

    @rule(wait=WAITS, swept=st.booleans())
    def time_passes(self, wait: dt.timedelta, *, swept: bool) -> None:
        self.now += wait
        if swept:
            scheduling.sweep_lapsed(now=self.now)

    @precondition(lambda self: WishOffer.objects.exists())
    @rule(
        data=st.data(),
        verb=st.sampled_from(
            [scheduling.accept, scheduling.accept, scheduling.decline, scheduling.withdraw]
        ),
    )
    def answer(self, data: st.DataObject, verb: Callable[..., Any]) -> None:
        """Any offer that was ever made, however late."""
        offers = list(WishOffer.objects.order_by("pk"))
        self.press(verb, offer=data.draw(st.sampled_from(offers)))

    @rule(data=st.data(), who=st.integers(0, 3), number=st.integers(0, 30))
    def book_otherwise(self, data: st.DataObject, who: int, number: int) -> None:
        """Somebody takes a time from the list, as it stands."""
        free = self._free()
        if free:
            one = free[number % len(free)]
            self.press(
                scheduling.book,
                service=self.clinic.services[0],
                location=self.clinic.location,
                patient=self.clinic.patients[who],
                practitioner=Practitioner.objects.get(pk=one.practitioner_id),
                start=one.start,
                source=Appointment.Source.PHONE,
                key=f"{self.now} {who} {number} {Appointment.objects.count()}",
                for_staff=True,
            )

    @precondition(lambda self: Appointment.objects.upcoming(self.now).exists())
    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        visits = list(Appointment.objects.upcoming(self.now).order_by("pk"))
        visit = data.draw(st.sampled_from(visits))
        self.press(scheduling.cancel, appointment=visit, who=Appointment.CancelledBy.PATIENT)

    @precondition(lambda self: Wish.objects.open().exists())
    @rule(data=st.data(), number=st.integers(0, 30))
    def reception_offers(self, data: st.DataObject, number: int) -> None:
        """Any free time, whether it suits or not."""
        wish = data.draw(st.sampled_from(list(Wish.objects.open().with_names().order_by("pk"))))
        free = self._free()
        if free:
            one = free[number % len(free)]
            person = Practitioner.objects.get(pk=one.practitioner_id)
            self.press(scheduling.offer, wish=wish, start=one.start, practitioner=person)

    @precondition(lambda self: Wish.objects.open().exists())
    @rule(data=st.data(), silent=st.booleans())
    def ends(self, data: st.DataObject, *, silent: bool) -> None:
        wish = data.draw(st.sampled_from(list(Wish.objects.open().order_by("pk"))))
        if silent:
            Patient.objects.filter(pk=wish.patient_id).update(contact_state="none")
            self.press(scheduling.end_finished)
            Patient.objects.filter(pk=wish.patient_id).update(contact_state="normal")
        else:
            self.press(scheduling.end_wishes, wishes=[wish.pk], why=Wish.Why.STOPPED)

    @invariant()
    def what_is_offered_is_held_for_one(self) -> None:
        found = broken(now=self.now)
        assert {name: found[name] for name in HELD} == {name: [] for name in HELD}

    @invariant()
    def a_taken_offer_is_one_visit(self) -> None:
        taken = WishOffer.objects.filter(answer="accepted").select_related("visit", "wish")
        counts = Counter(one.visit_id for one in taken)
        assert set(counts.values()) <= {1}
        for one in taken:
            assert one.visit is not None
            assert one.visit.patient_id == one.wish.patient_id
            assert one.visit.status != Status.PROPOSED
            assert one.wish.ended_why == Wish.Why.TAKEN

    def _free(self) -> list[availability.Start]:
        return availability.find(
            now=self.now,
            service=self.clinic.services[0],
            since=self.now,
            until=self.now + dt.timedelta(days=2),
            location=self.clinic.location,
            for_staff=True,
        )


@pytest.fixture
def press_anything(cast: Cast, wait: Wait) -> Callable[[int, int], None]:
    """Run so many examples of at most so many steps each."""
    clinic = small_clinic(cast)

    class Here(Waiting):
        def __init__(self) -> None:
            super().__init__(clinic, wait)

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


def test_no_time_is_held_for_two_and_no_wish_has_two_offers(
    press_anything: Callable[[int, int], None],
) -> None:
    press_anything(12, 20)


@pytest.mark.long
def test_very_many_presses_hold_no_time_for_two(
    press_anything: Callable[[int, int], None],
) -> None:
    press_anything(100, 40)
