"""What a patient is told of a review: a letter that is asked for, another service, a no."""

import datetime as dt
from collections.abc import Callable

import pytest

from bookings import scheduling
from bookings.messages import Delivered
from bookings.models import Appointment, Patient
from bookings.tests.conftest import Server, statuses
from conftest import Cast, melbourne
from portal.models import User

Tick = Callable[[dt.datetime], Delivered]
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def lead(db: None) -> User:
    return User.objects.create_user("lead@clinic.example", "long-enough-for-tests")


@pytest.fixture
def pending(cast: Cast, book: Callable[..., Appointment], screened) -> Appointment:
    """Pat's needling on 9 March at 10:00, which waits for review."""
    return book(melbourne(9, 10), service=cast.needling, assessment=screened("review"))


def ask(visit: Appointment, moment: dt.datetime, by: User) -> Appointment:
    return scheduling.ask_for_letter(now=moment, appointment=visit, reason="The dose.", by=by)


def test_who_is_asked_for_a_letter_is_told_once_by_when_and_not_why(
    pending: Appointment, tick: Tick, lead: User, server: Server, now: dt.datetime
) -> None:
    tick(now)
    ask(pending, now + HOUR, lead)
    assert tick(now + HOUR) == {"sent": 1}
    assert tick(now + 2 * HOUR) == {}
    assert server.subjects()[-1] == "Before your visit to Example Clinic: please send us a letter"
    words = server.words()
    assert "by 8:00 am on Tuesday 9 March 2027" in words
    assert "dose" not in words.lower()


def test_a_second_letter_is_asked_for_again(
    pending: Appointment, tick: Tick, lead: User, now: dt.datetime
) -> None:
    tick(now)
    ask(pending, now + HOUR, lead)
    tick(now + HOUR)
    ask(pending, now + 2 * HOUR, lead)
    assert tick(now + 2 * HOUR) == {"sent": 1}


def test_a_decision_before_the_mail_left_takes_it_back(
    pending: Appointment, tick: Tick, lead: User, server: Server, now: dt.datetime
) -> None:
    tick(now)
    asked = ask(pending, now + HOUR, lead)
    scheduling.decide(
        now=now + HOUR, appointment=asked, decision="clear", reason="It is here.", by=lead
    )
    tick(now + HOUR)
    assert "letter" not in server.subjects()[-1]
    assert statuses()["confirmation"] == "sent"
    assert "letter-wanted" not in statuses()


@pytest.mark.parametrize("confirmed", [True, False])
def test_another_service_is_told_and_named_only_to_a_confirmed_address(
    cast: Cast,
    pending: Appointment,
    tick: Tick,
    lead: User,
    server: Server,
    now: dt.datetime,
    confirmed: bool,
) -> None:
    if not confirmed:
        Patient.objects.filter(pk=cast.pat.pk).update(email_confirmed_at=None)
    tick(now)
    scheduling.change_service(
        now=now + HOUR, appointment=pending, service=cast.massage, reason="Safer.", by=lead
    )
    assert tick(now + HOUR) == {"sent": 1}
    words = server.words()
    assert "has changed what is booked" in words
    assert ("Massage" in words) is confirmed


def test_a_plain_yes_says_nothing_of_a_change(
    pending: Appointment, tick: Tick, lead: User, server: Server, now: dt.datetime
) -> None:
    tick(now)
    scheduling.decide(
        now=now + HOUR, appointment=pending, decision="clear", reason="Fine.", by=lead
    )
    tick(now + HOUR)
    assert "Your visit is booked" in server.words()
    assert "has changed what is booked" not in server.words()
