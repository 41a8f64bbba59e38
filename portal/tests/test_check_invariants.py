"""The proof on the live database: silent when all is well, and it can fail."""

import datetime as dt
from collections.abc import Callable
from io import StringIO

import pgtrigger
import pytest
from django.core.management import call_command
from django.db import connection

from bookings import scheduling
from bookings.availability import Rule
from bookings.models import Appointment, Closure, WorkingHours
from bookings.tests.desk import stand_at
from conftest import NOW, Cast, melbourne
from portal.management.commands.check_invariants import INVARIANTS, broken, overridden

Book = Callable[..., Appointment]


def without(*constraints: str) -> None:
    """Take guards off the table, for this test's transaction alone."""
    with connection.cursor() as cursor:
        # What waits for the end of the transaction would hold the table.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for name in constraints:
            cursor.execute(f'ALTER TABLE bookings_appointment DROP CONSTRAINT "{name}"')


def only(name: str, visit: Appointment) -> dict[str, list[str]]:
    """One visit broken, in this way."""
    return {**{one: [] for one in INVARIANTS}, name: [visit.reference]}


def test_a_sound_diary_is_ok_line_by_line(
    cast: Cast, book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_at(NOW, monkeypatch)
    book(melbourne(3, 10))
    said = StringIO()
    call_command("check_invariants", stdout=said)
    lines = [line.split()[0] for line in said.getvalue().splitlines()]
    assert lines == [*["ok"] * len(INVARIANTS), "known"]


@pytest.mark.parametrize(
    ("same", "name"),
    [
        ("practitioner", "no practitioner is booked twice"),
        ("room", "no room is booked twice"),
        ("patient", "no patient is booked twice"),
    ],
)
def test_an_overlap_is_counted(cast: Cast, book: Book, same: str, name: str) -> None:
    first = book(melbourne(3, 10))
    other = book(melbourne(3, 12), patient=cast.quinn)
    without("practitioner_not_twice", "room_not_twice", "patient_not_twice")
    theirs = {"practitioner": cast.blake, "room": None, "patient": cast.quinn}
    Appointment.objects.filter(pk=other.pk).update(
        during=first.during,
        blocked=first.blocked,
        location=cast.melbourne,
        **{**theirs, same: getattr(first, same)},
    )
    found = broken(now=NOW)
    assert len(found[name]) == 1
    assert sum(len(found[one]) for one in INVARIANTS if "twice" in one) == 1


def test_hours_that_changed_leave_a_visit_outside(
    cast: Cast, book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_at(NOW, monkeypatch)
    visit = book(melbourne(3, 10))
    WorkingHours.objects.filter(practitioner=cast.alex, weekday=3).delete()
    assert broken(now=NOW) == only("every visit to come lies in opening hours", visit)
    said = StringIO()
    with pytest.raises(SystemExit):
        call_command("check_invariants", stdout=said)
    assert visit.reference in said.getvalue()


@pytest.mark.parametrize("whom", ["practitioner", "location", "room", "clinic"])
def test_leave_that_came_later_leaves_a_visit_outside(cast: Cast, book: Book, whom: str) -> None:
    visit = book(melbourne(3, 10))
    named = {} if whom == "clinic" else {whom: getattr(visit, whom)}
    Closure.objects.create(during=visit.during, reason="Leave", **named)
    Closure.objects.create(during=visit.during, reason="Theirs", practitioner=cast.blake)
    assert broken(now=NOW) == only("every visit to come lies in opening hours", visit)


def test_what_staff_put_past_a_rule_is_known_and_not_broken(cast: Cast, book: Book) -> None:
    visit = book(
        melbourne(3, 18),
        practitioner=cast.alex,
        override=scheduling.Override(frozenset({Rule.OUTSIDE_HOURS}), "In pain"),
    )
    assert not any(broken(now=NOW).values())
    assert overridden(now=NOW) == [visit.reference]


def test_a_hold_that_nobody_swept_is_found(cast: Cast) -> None:
    held = scheduling.hold(
        now=NOW,
        service=cast.massage,
        location=cast.melbourne,
        start=melbourne(3, 10),
        key="mine",
    )
    for minutes, name in ((15, None), (21, "every hold is alive")):
        found = broken(now=NOW + dt.timedelta(minutes=minutes))
        assert found == (only(name, held) if name else {one: [] for one in INVARIANTS})


def test_needles_without_a_gate_are_counted(cast: Cast, book: Book) -> None:
    visit = book(melbourne(3, 10))
    said = {"needles_used": True, "spoken_consent": True, "screening_checked": True}
    with pgtrigger.ignore("bookings.Appointment:needles_have_their_gate"):
        Appointment.objects.filter(pk=visit.pk).update(**said)
    assert broken(now=NOW) == only("no needles without consent and screening", visit)
