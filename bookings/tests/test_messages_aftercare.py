"""Aftercare counts from the planned end, and reaches whoever had needles (H06, H07)."""

import datetime as dt
from collections.abc import Callable

import pytest

from bookings import scheduling
from bookings.messages import Delivered, find_due
from bookings.models import Appointment, Message
from bookings.tests.conftest import Server, statuses
from conftest import Cast, melbourne

Book = Callable[..., Appointment]
Tick = Callable[[dt.datetime], Delivered]
MINUTE, HOUR, DAY = (dt.timedelta(**{unit: 1}) for unit in ("minutes", "hours", "days"))
START = melbourne(9, 10)
END = START + 30 * MINUTE
CARE = ("aftercare", "soreness-24h", "soreness-48h")


@pytest.fixture
def visit(book: Book, cast: Cast, tick: Tick, now: dt.datetime) -> Appointment:
    """A needling visit whose confirmation and reminder have gone."""
    made = book(START, service=cast.needling)
    tick(now)
    tick(START - DAY)
    return made


def check_in(visit: Appointment) -> Appointment:
    visit.refresh_from_db()
    return scheduling.check_in(now=START, appointment=visit, version=visit.version)


def complete(visit: Appointment, moment: dt.datetime, *, needles: bool) -> Appointment:
    visit.refresh_from_db()
    return scheduling.complete(
        now=moment,
        appointment=visit,
        version=visit.version,
        needles_used=needles,
        spoken_consent=needles,
        screening_checked=needles,
    )


def cared() -> dict[str, str]:
    return {key: said for key, said in statuses().items() if key in CARE}


def test_h06_a_visit_closed_early_gets_its_aftercare_at_the_planned_end(
    visit: Appointment, tick: Tick
) -> None:
    complete(check_in(visit), START + 10 * MINUTE, needles=True)
    assert tick(END - MINUTE) == {}
    assert tick(END) == {"sent": 1}
    assert tick(END + DAY - MINUTE) == {}
    assert tick(END + DAY) == {"sent": 1}
    assert tick(END + 2 * DAY) == {"sent": 1}
    assert cared() == dict.fromkeys(CARE, "sent")


def test_h06_arrived_and_not_closed_gets_its_aftercare_after_half_an_hour(
    visit: Appointment, tick: Tick
) -> None:
    check_in(visit)
    assert tick(END + 29 * MINUTE) == {}
    assert tick(END + 30 * MINUTE) == {"sent": 1}
    complete(visit, END + HOUR, needles=True)
    assert tick(END + HOUR) == {}
    assert cared() == {"aftercare": "sent"}


@pytest.mark.parametrize(
    ("status", "mails"),
    [("booked", []), ("noshow", ["We did not see you at Example Clinic"]), ("cancelled", [])],
)
def test_h06_who_did_not_come_gets_none(
    visit: Appointment, tick: Tick, server: Server, status: str, mails: list[str]
) -> None:
    visit.refresh_from_db()
    if status == "noshow":
        scheduling.no_show(now=END, appointment=visit, version=visit.version)
    if status == "cancelled":
        scheduling.cancel(now=END, appointment=visit, who="clinic", tell=False)
    for days in range(4):
        tick(END + HOUR + days * DAY)
    assert cared() == {}
    assert server.subjects()[2:] == mails


def test_h06_a_visit_closed_days_later_gets_rows_that_say_late(
    visit: Appointment, tick: Tick
) -> None:
    check_in(visit)
    Appointment.objects.filter(pk=visit.pk).update(status="booked")
    for days in range(1, 10):
        assert tick(END + days * DAY) == {}
    complete(visit, END + 10 * DAY, needles=True)
    assert find_due(now=END + 10 * DAY) == 5
    assert find_due(now=END + 10 * DAY + MINUTE) == 0
    assert cared() == dict.fromkeys(CARE, "skipped late")
    assert statuses()["one-week"] == "skipped late"


def test_h06_what_is_still_useful_leaves_when_a_visit_is_closed_late(
    visit: Appointment, tick: Tick
) -> None:
    complete(visit, END + 3 * HOUR, needles=True)
    assert tick(END + 3 * HOUR) == {"sent": 1}


def test_a_needling_visit_without_needles_gets_no_aftercare(visit: Appointment, tick: Tick) -> None:
    complete(check_in(visit), END, needles=False)
    assert tick(END + HOUR) == {}


def test_h07_needles_at_a_visit_of_another_kind_bring_their_aftercare(
    book: Book, cast: Cast, tick: Tick, now: dt.datetime
) -> None:
    visit = book(START, service=cast.massage)
    tick(now)
    complete(check_in(visit), END, needles=True)
    tick(END)
    assert cared() == {"aftercare": "sent"}


def test_an_unclosed_visit_of_another_kind_gets_no_aftercare(
    book: Book, cast: Cast, tick: Tick, now: dt.datetime
) -> None:
    visit = book(START, service=cast.massage)
    tick(now)
    check_in(visit)
    tick(END + HOUR)
    assert cared() == {}


def test_a_check_that_waited_is_void_once_the_visit_is_closed_without_needles(
    visit: Appointment, tick: Tick, server: Server
) -> None:
    check_in(visit)
    server.says["DATA"] = "451 later"
    assert tick(END + 30 * MINUTE) == {"due": 1}
    server.says.clear()
    complete(visit, END + 31 * MINUTE, needles=False)
    assert tick(END + 32 * MINUTE) == {"void": 1}
    assert Message.objects.filter(step__needles="used", status="sent").count() == 0


def test_a_visit_closed_by_mistake_and_corrected_is_advised_once(
    visit: Appointment, tick: Tick
) -> None:
    done = complete(check_in(visit), END, needles=True)
    assert tick(END) == {"sent": 1}
    again = scheduling.correct(
        now=END + MINUTE, appointment=done, version=done.version, reason="Wrong row."
    )
    assert tick(END + 2 * MINUTE) == {}
    complete(again, END + 3 * MINUTE, needles=True)
    assert tick(END + 4 * MINUTE) == {}
    assert cared() == {"aftercare": "sent"}


def test_every_aftercare_mail_carries_the_warning_signs_with_the_numbers(
    visit: Appointment, tick: Tick, server: Server
) -> None:
    complete(check_in(visit), END, needles=True)
    for moment in (END, END + DAY, END + 2 * DAY):
        tick(moment)
        for kind in ("plain", "html"):
            words = server.words(kind)
            assert "chest pain, or a tight chest" in words
            assert "1800 022 222" in words
            assert "03 5550 0101" in words
        assert "Call 000 now" in server.words()
