"""The proof on the live database: silent when all is well, and it can fail."""

from collections.abc import Callable
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from bookings.models import Appointment, WorkingHours
from bookings.tests.desk import stand_at
from conftest import NOW, Cast, melbourne
from portal.management.commands.check_invariants import INVARIANTS, broken

Book = Callable[..., Appointment]


def without(*constraints: str) -> None:
    """Take guards off the table, for this test's transaction alone."""
    with connection.cursor() as cursor:
        # What waits for the end of the transaction would hold the table.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for name in constraints:
            cursor.execute(f'ALTER TABLE bookings_appointment DROP CONSTRAINT "{name}"')


def only(name: str) -> dict[str, int]:
    """One row broken, of this kind."""
    return {**dict.fromkeys(INVARIANTS, 0), name: 1}


def test_a_sound_diary_is_ok_line_by_line(
    cast: Cast, book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_at(NOW, monkeypatch)
    book(melbourne(3, 10))
    said = StringIO()
    call_command("check_invariants", stdout=said)
    assert [line.split()[0] for line in said.getvalue().splitlines()] == ["ok"] * len(INVARIANTS)


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
    assert found[name] == 1
    assert sum(found[one] for one in INVARIANTS if "twice" in one) == 1


def test_hours_that_changed_leave_a_visit_outside(
    cast: Cast, book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_at(NOW, monkeypatch)
    book(melbourne(3, 10))
    WorkingHours.objects.filter(practitioner=cast.alex, weekday=3).delete()
    assert broken(now=NOW) == only("every visit to come lies in opening hours")
    with pytest.raises(SystemExit):
        call_command("check_invariants", stdout=StringIO())


def test_needles_without_a_gate_are_counted(cast: Cast, book: Book) -> None:
    visit = book(melbourne(3, 10))
    Appointment.objects.filter(pk=visit.pk).update(needles_used=True, spoken_consent=True)
    assert broken(now=NOW) == only("no needles without consent and screening")
