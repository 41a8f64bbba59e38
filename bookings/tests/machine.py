"""A desk that presses anything at any time, with the diary on paper beside it."""

import datetime as dt
from collections.abc import Callable, Collection
from contextlib import ExitStack
from dataclasses import replace
from typing import Any

import pytest
from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant

from bookings import availability, scheduling
from bookings.availability import OVERRIDABLE, Rule
from bookings.models import Appointment
from bookings.scheduling import Override
from bookings.tests.lines import of_entry, of_row
from bookings.tests.paper import DAY, GRID, Entry, Paper, Wish
from bookings.tests.small_clinic import SmallClinic
from conftest import NOW
from portal.management.commands.check_invariants import SWEPT_WITHIN, broken

Screened = Callable[..., Any]
When = tuple[int, dt.time] | None
NOTICE = dt.timedelta(hours=2)
Refusal = type[scheduling.SchedulingError] | None


class Desk(RuleBasedStateMachine):
    """What every rule needs, and what holds after each; a run leaves nothing in the database."""

    def __init__(self, clinic: SmallClinic, screened: Screened) -> None:
        super().__init__()
        self.clinic, self.screened = clinic, screened
        self.paper = Paper(clinic, NOW)
        self.asked = Wish(NOW, clinic.services[0])
        self.keys_given = 0
        self.run = ExitStack()
        self.run.enter_context(transaction.atomic())

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.run.close()

    @invariant()
    def the_database_says_what_paper_says(self) -> None:
        self._the_rows_are_those_on_paper()
        self._the_proof_finds_only_holds_that_nobody_swept()
        self._a_start_is_listed_if_it_is_free_on_paper()

    def _the_rows_are_those_on_paper(self) -> None:
        rows = {one.idempotency_key: one for one in Appointment.objects.all()}
        now, entries = self.paper.now, self.paper.entries
        # Whoever needs the time of a lapsed hold may have swept it away.
        for key in [key for key in entries if key not in rows and entries[key].lapsed(now)]:
            del entries[key]
        assert {key: of_row(row) for key, row in rows.items()} == {
            key: of_entry(one) for key, one in entries.items()
        }

    def _the_proof_finds_only_holds_that_nobody_swept(self) -> None:
        forgotten = self.paper.now - SWEPT_WITHIN
        holds = self.paper.entries.values()
        dead = [one.reference for one in holds if one.until and one.until < forgotten]
        found = broken(now=self.paper.now)
        assert sorted(found.pop("every hold is alive")) == sorted(dead)
        assert not any(found.values()), found

    def _a_start_is_listed_if_it_is_free_on_paper(self) -> None:
        """Of the day, and to the person, that was last asked for."""
        asked, entry = self.asked, self.paper.entries.get(self.asked.key)
        day = self.clinic.local_day(asked.start)
        found = availability.find(
            now=self.paper.now,
            since=self.clinic.location.midnight(day),
            until=self.clinic.location.midnight(day + DAY),
            ignoring=Appointment(pk=entry.pk) if entry else None,
            service=asked.service,
            location=self.clinic.location,
            practitioner=asked.person,
            patient=asked.patient,
            not_before=asked.not_before,
            for_staff=asked.for_staff,
        )
        listed = {(one.start, one.practitioner_id) for one in found}
        assert listed == self.paper.listed(day, asked)

    def start(self, start: When) -> dt.datetime:
        """The instant of a local time so many days from now; None is as soon as notice allows."""
        if start is None:
            return NOW - (NOW - self.paper.now - NOTICE) // GRID * GRID
        days, at = start
        day = self.clinic.local_day(self.paper.now) + days * DAY
        return dt.datetime.combine(day, at, self.clinic.location.tz).astimezone(dt.UTC)

    def wish(
        self,
        start: When,
        service: int,
        person: int | None = None,
        patient: int | None = None,
        *,
        key: str = "",
        for_staff: bool = False,
    ) -> Wish:
        """What is asked, by numbers in the clinic's lists."""
        return Wish(
            start=self.start(start),
            service=self.clinic.services[service],
            person=None if person is None else self.clinic.people[person],
            patient=None if patient is None else self.clinic.patients[patient],
            key=key,
            for_staff=for_staff,
        )

    def one_of(self, data: st.DataObject, keys: list[str]) -> Entry:
        return self.paper.entries[data.draw(st.sampled_from(keys))]

    def row(self, one: Entry) -> Appointment:
        """The visit as a view fetches it."""
        return Appointment.objects.with_names().get(pk=one.pk)

    def assessment(self) -> Any:
        """Answers of this moment that ask for a review before needles."""
        answered = self.screened("review")
        answered.created_at = self.paper.now
        return answered

    def fresh_key(self) -> str:
        self.keys_given += 1
        return f"fresh-{self.keys_given}"

    def ask(self, wish: Wish, refusal: Refusal, verb: Callable[..., Any], **words: Any) -> Any:
        """Press for a time; the lists after it are looked at with the same eyes."""
        self.asked = wish
        return self.press(refusal, verb, start=wish.start, practitioner=wish.person, **words)

    def press(self, refusal: Refusal, verb: Callable[..., Any], **words: Any) -> Any:
        """What the verb returns; None where it is refused, as it has to be."""
        if refusal is None:
            return verb(now=self.paper.now, **words)
        with pytest.raises(refusal) as refused:
            verb(now=self.paper.now, **words)
        if isinstance(refused.value, scheduling.TimeTaken):
            self._check_what_is_said(refused.value)
        return None

    def _check_what_is_said(self, refused: scheduling.TimeTaken) -> None:
        """The nearest times are free, and staff are told every rule that stands in the way."""
        asked = self.asked
        for near in refused.nearest:
            wish = replace(asked, start=near.start)
            assert near.practitioner_id in {person for person, _ in self.paper.places(wish)}
        if asked.for_staff and asked.person:
            against = self.paper.against(asked, asked.person)
            assert {one.rule for one in refused.refusals} == against

    def refusal(self, wish: Wish, override: Override | None = None) -> Refusal:
        """How a wish for a time has to end."""
        if self.paper.places(wish):
            return None
        if override is None:
            return scheduling.TimeTaken
        if not wish.for_staff or wish.person is None or not override.reason.strip():
            return scheduling.NotPossible
        passes = self.paper.against(wish, wish.person) <= override.rules & OVERRIDABLE
        return None if passes else scheduling.TimeTaken

    def refused(self, one: Entry, stale: int, statuses: Collection[str]) -> Refusal:
        """How a change of this visit has to end that only some of its states allow."""
        if stale:
            return scheduling.Changed
        return None if one.status in statuses else scheduling.NotPossible

    def put(self, wish: Wish, row: Appointment, status: str, **said: Any) -> None:
        """Write down what a verb has done, if the place is one that it could have."""
        paper, old, past = self.paper, self.paper.entries.get(wish.key), frozenset[Rule]()
        place, places = (row.practitioner_id, row.room_id), paper.places(wish)
        if not places:
            assert wish.person
            rooms = paper.free_rooms(wish) or [room.pk for room in paper.fitting(wish)]
            places = {(wish.person.pk, rooms[0])}
            past = frozenset(paper.against(wish, wish.person))
        if old and (old.person, old.room) in places:
            places = {(old.person, old.room)}
        assert place in places
        same = old is not None and old.pk == row.pk
        assert same or old is None or old.lapsed(paper.now)
        paper.entries[wish.key] = Entry(
            status=status,
            wish=wish,
            person=row.practitioner_id,
            room=row.room_id or 0,
            pk=row.pk,
            reference=row.reference,
            version=old.version + 1 if old and same else 1,
            past=past,
            **said,
        )
