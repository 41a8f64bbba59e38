"""Holding a time: for whom, how long, and what becomes of it."""

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError

from bookings import availability, scheduling
from bookings.models import Appointment, Opening, Room, Status
from conftest import NOW, Cast, melbourne

TEN = melbourne(3, 10)
MINUTE = dt.timedelta(minutes=1)


def hold(cast: Cast, start: dt.datetime = TEN, key: str = "mine", **changes: object) -> Appointment:
    wanted = {
        "now": NOW,
        "service": cast.massage,
        "location": cast.melbourne,
        "start": start,
        "key": key,
        **changes,
    }
    return scheduling.hold(**wanted)  # type: ignore[arg-type]


def is_listed(cast: Cast, start: dt.datetime, now: dt.datetime = NOW, **asked: object) -> bool:
    found = availability.find(
        now=now,
        service=cast.massage,
        since=start,
        until=start + MINUTE,
        location=cast.melbourne,
        **asked,  # type: ignore[arg-type]
    )
    return bool(found)


def test_a_held_time_is_nobody_elses_for_ten_minutes(cast: Cast, book) -> None:
    held = hold(cast)
    assert (held.status, held.held_until) == (Status.PROPOSED, NOW + 10 * MINUTE)
    assert not is_listed(cast, TEN)
    with pytest.raises(scheduling.TimeTaken):
        hold(cast, key="theirs")
    with pytest.raises(scheduling.TimeTaken):
        book(TEN)


def test_a_held_time_is_free_to_its_holder(cast: Cast) -> None:
    assert is_listed(cast, TEN, ignoring=hold(cast))


def test_the_hold_becomes_the_visit(cast: Cast, book) -> None:
    held = hold(cast)
    visit = book(TEN, key="mine")
    assert (visit.pk, visit.status, visit.held_until) == (held.pk, Status.BOOKED, None)
    assert (visit.patient, visit.created_at) == (cast.pat, NOW)
    assert Appointment.objects.count() == 1


def test_anyone_gets_the_person_and_the_room_that_were_held(cast: Cast, book) -> None:
    Room.objects.create(location=cast.melbourne, name="Room 2", features=["couch"])
    Opening.objects.create(
        practitioner=cast.blake, location=cast.melbourne, during=(TEN, TEN + 60 * MINUTE)
    )
    held = hold(cast, practitioner=cast.blake)
    visit = book(TEN, key="mine", practitioner=None)
    assert (visit.practitioner, visit.room) == (cast.blake, held.room)


def test_a_lapsed_hold_is_swept_by_whoever_needs_the_time(cast: Cast, book) -> None:
    held = hold(cast)
    assert is_listed(cast, TEN, now=NOW + 10 * MINUTE)
    visit = book(TEN, now=NOW + 10 * MINUTE)
    assert list(Appointment.objects.all()) == [visit]
    assert visit.pk != held.pk


def test_who_comes_back_too_late_still_books_if_the_time_is_free(cast: Cast, book) -> None:
    hold(cast)
    assert book(TEN, key="mine", now=NOW + 15 * MINUTE).status == Status.BOOKED


def test_who_comes_back_too_late_is_told_if_the_time_is_gone(cast: Cast, book) -> None:
    hold(cast)
    book(TEN, now=NOW + 10 * MINUTE)
    with pytest.raises(scheduling.TimeTaken):
        book(TEN, key="mine", patient=cast.quinn, now=NOW + 15 * MINUTE)


def test_another_start_moves_the_hold_and_frees_the_first(cast: Cast) -> None:
    first, second = hold(cast), hold(cast, melbourne(3, 11))
    assert first.pk == second.pk
    assert is_listed(cast, TEN)
    assert not is_listed(cast, melbourne(3, 11))


def test_a_refused_start_keeps_what_was_held(cast: Cast, book) -> None:
    held = hold(cast)
    book(melbourne(3, 11))
    with pytest.raises(scheduling.TimeTaken):
        hold(cast, melbourne(3, 11))
    held.refresh_from_db()
    assert held.starts == TEN


def test_the_same_start_again_holds_it_longer(cast: Cast) -> None:
    hold(cast)
    again = hold(cast, now=NOW + 8 * MINUTE)
    assert again.held_until == NOW + 18 * MINUTE
    assert Appointment.objects.count() == 1


def test_a_hold_can_be_extended_ten_times_and_ends_after_two_hours(cast: Cast) -> None:
    for number in range(12):
        held = hold(cast, now=NOW + number * 10 * MINUTE - MINUTE if number else NOW)
    assert held.held_until == NOW + 119 * MINUTE
    assert hold(cast, now=NOW + 118 * MINUTE).held_until == NOW + 120 * MINUTE
    with pytest.raises(scheduling.NotPossible, match="held for two hours"):
        hold(cast, now=NOW + 120 * MINUTE)


def test_notice_that_runs_out_while_it_is_held_binds_its_holder_no_more(cast: Cast, book) -> None:
    edge: dict[str, Any] = {"start": melbourne(2, 10), "now": NOW + MINUTE}
    hold(cast, melbourne(2, 10))
    assert hold(cast, **edge).held_until == NOW + 11 * MINUTE
    with pytest.raises(scheduling.TimeTaken):
        hold(cast, key="theirs", **edge)
    assert book(**edge, key="mine", for_staff=False).starts == melbourne(2, 10)


def test_a_held_start_that_is_not_to_be_had_again_is_refused(cast: Cast) -> None:
    start = melbourne(2, 10)
    hold(cast, start)
    for changes in ({"now": NOW + 10 * MINUTE}, {"practitioner": cast.blake}):
        with pytest.raises(scheduling.TimeTaken):
            hold(cast, start, **changes)
    assert Appointment.objects.get().version == 1


def test_letting_go_frees_the_time_at_once_and_spares_visits(cast: Cast, book) -> None:
    hold(cast)
    scheduling.let_go(key="mine")
    assert is_listed(cast, TEN)
    visit = book(TEN, key="visit")
    scheduling.let_go(key="visit")
    assert Appointment.objects.get() == visit


def test_a_hold_is_let_go_and_not_cancelled(cast: Cast) -> None:
    held = hold(cast)
    with pytest.raises(scheduling.NotPossible, match="is held"):
        scheduling.cancel(now=NOW, appointment=held, who="clinic")
    assert Appointment.objects.get().status == Status.PROPOSED


def test_a_key_that_is_a_visit_by_now_holds_nothing(cast: Cast, book) -> None:
    book(TEN, key="mine")
    with pytest.raises(scheduling.NotPossible, match="booked already"):
        hold(cast, melbourne(3, 11))


def test_the_tick_sweeps_what_has_lapsed_and_nothing_else(cast: Cast) -> None:
    hold(cast)
    alive = hold(cast, melbourne(3, 12), key="theirs", now=NOW + 5 * MINUTE)
    assert scheduling.sweep_lapsed(now=NOW + 10 * MINUTE) == 1
    assert list(Appointment.objects.all()) == [alive]


def test_a_held_time_obeys_the_rules_of_the_list(cast: Cast) -> None:
    for start in (melbourne(3, 10, 7), melbourne(1, 10), melbourne(3, 20), melbourne(2, 8)):
        with pytest.raises(scheduling.TimeTaken):
            hold(cast, start)
    with pytest.raises(scheduling.TimeTaken):
        hold(cast, senior=True)
    with pytest.raises(scheduling.TimeTaken):
        hold(cast, not_before=melbourne(4, 0))


def test_a_longer_hold_makes_a_longer_visit_and_a_move_keeps_it(cast: Cast, book) -> None:
    hold(cast, extra_minutes=15)
    visit = book(TEN, key="mine", extra_minutes=15)
    assert visit.minutes == 45
    moved = scheduling.move(
        now=NOW, appointment=visit, start=melbourne(3, 14), version=visit.version
    )
    assert moved.minutes == 45


@pytest.mark.parametrize(
    "broken", [{"held_until": None}, {"status": Status.BOOKED, "confirmed_at": NOW}]
)
def test_the_database_holds_that_a_hold_alone_ends_by_itself(cast: Cast, broken: dict) -> None:
    held = hold(cast)
    with pytest.raises(IntegrityError, match="only_a_hold_"):
        Appointment.objects.filter(pk=held.pk).update(**broken)
