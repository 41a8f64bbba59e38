"""Staff book past a conflict: by its name, with a reason, and never a patient."""

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError

from bookings import availability, scheduling
from bookings.availability import Rule
from bookings.models import Appointment, Closure, Opening
from bookings.scheduling import Override
from conftest import NOW, Cast, melbourne
from portal.management.commands.check_invariants import broken

TEN = melbourne(3, 10)
HOUR = dt.timedelta(hours=1)
REASON = "Rang in pain, Alex agreed"


def past(*rules: Rule, reason: str = REASON) -> Override:
    return Override(frozenset(rules), reason)


def wish(cast: Cast, **changes: Any) -> dict[str, Any]:
    return {"practitioner": cast.alex, "patient": cast.quinn, **changes}


def test_a_conflict_is_named_to_staff(cast: Cast, book) -> None:
    book(TEN)
    with pytest.raises(scheduling.TimeTaken) as refused:
        book(TEN, **wish(cast))
    assert [one.rule for one in refused.value.refusals] == [Rule.PRACTITIONER_BUSY, Rule.ROOM_BUSY]


def test_a_busy_practitioner_and_room_are_passed_with_a_reason(cast: Cast, book) -> None:
    book(TEN)
    both = past(Rule.PRACTITIONER_BUSY, Rule.ROOM_BUSY)
    visit = book(TEN, **wish(cast), override=both)
    assert (visit.over_practitioner, visit.over_room, visit.over_patient) == (True, True, False)
    assert (visit.room, visit.override_reason) == (cast.couch, REASON)
    assert not any(broken(now=NOW).values())


@pytest.mark.parametrize("rule", [Rule.OUTSIDE_HOURS, Rule.ON_LEAVE])
def test_hours_and_leave_are_passed_with_a_reason(cast: Cast, book, rule: Rule) -> None:
    start = melbourne(3, 18) if rule == Rule.OUTSIDE_HOURS else TEN
    if rule == Rule.ON_LEAVE:
        Closure.objects.create(during=(TEN, TEN + HOUR), reason="Leave", practitioner=cast.alex)
    visit = book(start, **wish(cast), override=past(rule))
    assert (visit.starts, visit.over_hours, visit.room) == (start, True, cast.couch)
    assert not any(broken(now=NOW).values())


def test_a_busy_patient_is_passed_with_a_reason(cast: Cast, book) -> None:
    Opening.objects.create(practitioner=cast.blake, location=cast.perth, during=(TEN, TEN + HOUR))
    book(TEN, location=cast.perth)
    visit = book(TEN, **wish(cast, patient=cast.pat), override=past(Rule.PATIENT_BUSY))
    assert visit.over_patient


def test_a_full_day_and_an_unusual_start_lift_no_guard(cast: Cast, book) -> None:
    cast.alex.most_a_day = 1
    cast.alex.save()
    book(TEN)
    both = past(Rule.DAY_FULL, Rule.OFF_GRID)
    visit = book(melbourne(3, 14, 7), **wish(cast), override=both)
    assert visit.override_reason == REASON
    assert [visit.over_practitioner, visit.over_room, visit.over_hours] == [False] * 3


def test_only_what_was_named_is_passed(cast: Cast, book) -> None:
    book(TEN)
    with pytest.raises(scheduling.TimeTaken):
        book(TEN, **wish(cast), override=past(Rule.ROOM_BUSY))
    assert Appointment.objects.count() == 1


def test_a_free_time_needs_no_override_and_keeps_its_guards(cast: Cast, book) -> None:
    visit = book(TEN, **wish(cast), override=past(*availability.OVERRIDABLE))
    assert (visit.over_practitioner, visit.override_reason) == (False, "")


@pytest.mark.parametrize("rule", [Rule.PAST, Rule.NOT_BEFORE])
def test_time_that_is_over_and_a_decision_to_come_are_never_passed(
    cast: Cast, book, screened, rule: Rule
) -> None:
    start, changes = melbourne(1, 10), {}
    if rule == Rule.NOT_BEFORE:
        start, changes = melbourne(2, 10), {"assessment": screened("review")}
    with pytest.raises(scheduling.TimeTaken) as refused:
        book(start, **wish(cast, service=cast.needling, **changes), override=past(*Rule))
    assert rule in [one.rule for one in refused.value.refusals]


def test_an_override_needs_a_reason_a_person_and_staff(cast: Cast, book) -> None:
    book(TEN)
    both = past(Rule.PRACTITIONER_BUSY, Rule.ROOM_BUSY)
    for changes in (
        {"override": past(Rule.PRACTITIONER_BUSY, Rule.ROOM_BUSY, reason="  ")},
        {"override": both, "practitioner": None},
        {"override": both, "for_staff": False},
    ):
        with pytest.raises(scheduling.NotPossible):
            book(TEN, **wish(cast, **changes))
    assert Appointment.objects.count() == 1


def test_who_does_not_offer_it_cannot_be_made_to(cast: Cast, book) -> None:
    cast.alex.offers.filter(service=cast.massage).delete()
    with pytest.raises(scheduling.NotPossible, match="does not offer"):
        book(TEN, **wish(cast), override=past(*availability.OVERRIDABLE))


def test_a_visit_that_was_let_past_still_takes_its_time(cast: Cast, book) -> None:
    book(melbourne(3, 18), **wish(cast), override=past(Rule.OUTSIDE_HOURS))
    Opening.objects.create(
        practitioner=cast.alex,
        location=cast.melbourne,
        during=(melbourne(3, 18), melbourne(3, 19)),
    )
    with pytest.raises(scheduling.TimeTaken):
        book(melbourne(3, 18))


def test_moving_past_a_conflict_and_back_puts_the_guards_up_again(cast: Cast, book) -> None:
    book(TEN)
    visit = book(melbourne(3, 12), **wish(cast))
    told: dict[str, Any] = {"now": NOW, "appointment": visit, "for_staff": True}
    both = past(Rule.PRACTITIONER_BUSY, Rule.ROOM_BUSY)
    with pytest.raises(scheduling.TimeTaken):
        scheduling.move(**told, start=TEN, version=visit.version)
    moved = scheduling.move(**told, start=TEN, version=visit.version, override=both)
    assert (moved.starts, moved.over_practitioner) == (TEN, True)
    back = scheduling.move(**told, start=melbourne(3, 12), version=moved.version)
    assert (back.over_practitioner, back.over_room, back.override_reason) == (False, False, "")


def test_the_database_wants_a_reason_for_hours_too(cast: Cast, book) -> None:
    visit = book(TEN)
    with pytest.raises(IntegrityError, match="override_has_a_reason"):
        Appointment.objects.filter(pk=visit.pk).update(over_hours=True)
