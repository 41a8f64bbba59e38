"""What staff do with one message by hand: again, or not at all."""

import datetime as dt
from collections.abc import Callable

import pytest

from bookings import scheduling
from bookings.messages import Delivered, claims, find_due
from bookings.messages.hands import NotByHand, resend, skip, skip_all_waiting
from bookings.models import Appointment, Message, Patient, Step
from bookings.tests.conftest import Server, statuses
from conftest import Cast, melbourne

Book = Callable[..., Appointment]
Tick = Callable[[dt.datetime], Delivered]
START = melbourne(9, 10)
MINUTE, DAY = dt.timedelta(minutes=1), dt.timedelta(days=1)


@pytest.fixture
def failed(book: Book, tick: Tick, server: Server, now: dt.datetime) -> Message:
    """The confirmation that an address refused, which is flagged since."""
    book(START)
    server.says["RCPT"] = "550 no such person"
    tick(now)
    server.says.clear()
    return Message.objects.get()


def test_a_failed_message_leaves_again_and_its_address_is_tried_once_more(
    failed: Message, tick: Tick, server: Server, cast: Cast, now: dt.datetime
) -> None:
    Patient.objects.update(email="right@patient.example")
    resend(now=now + MINUTE, message=failed)
    assert tick(now + MINUTE) == {"sent": 1}
    assert str(server.last()["To"]) == "right@patient.example"
    assert Message.objects.count() == 1


def test_a_sent_message_that_is_sent_again_is_a_row_and_a_message_id_of_its_own(
    book: Book, tick: Tick, server: Server, now: dt.datetime
) -> None:
    book(START)
    tick(now)
    resend(now=now + DAY, message=Message.objects.get())
    assert tick(now + DAY) == {"sent": 1}
    assert Message.objects.filter(status="sent").count() == 2
    assert len({str(one["Message-ID"]) for one in server.mails}) == 2


def test_what_staff_did_not_tell_can_be_told_later(
    book: Book, tick: Tick, server: Server, now: dt.datetime
) -> None:
    visit = book(START)
    tick(now)
    scheduling.cancel(now=now + MINUTE, appointment=visit, who="clinic", tell=False)
    tick(now + MINUTE)
    row = Message.objects.get(step__key="cancellation-by-clinic")
    resend(now=now + 2 * MINUTE, message=row)
    assert tick(now + 2 * MINUTE) == {"sent": 1}
    assert "is cancelled" in str(server.last()["Subject"])


def test_what_is_no_longer_true_is_never_sent_again(
    book: Book, tick: Tick, now: dt.datetime
) -> None:
    visit = book(START)
    tick(now)
    scheduling.cancel(now=now + DAY, appointment=visit, who="patient")
    with pytest.raises(NotByHand, match="no longer true"):
        resend(now=now + DAY, message=Message.objects.get(step__key="confirmation"))


def test_a_message_that_is_switched_off_is_not_sent_again(
    failed: Message, now: dt.datetime
) -> None:
    Step.objects.update(active=False)
    with pytest.raises(NotByHand, match="no longer true"):
        resend(now=now, message=failed)


def test_a_reminder_is_not_sent_again_once_the_visit_has_begun(
    book: Book, tick: Tick, now: dt.datetime
) -> None:
    book(START)
    tick(START - DAY)
    reminder = Message.objects.get(step__key="reminder")
    with pytest.raises(NotByHand, match="too late"):
        resend(now=START + MINUTE, message=reminder)


def test_a_waiting_message_cannot_be_sent_again(
    book: Book, journey: None, now: dt.datetime
) -> None:
    book(START)
    find_due(now=now)
    with pytest.raises(NotByHand, match="waits already"):
        resend(now=now, message=Message.objects.get())


def test_a_skipped_message_never_leaves_and_a_failed_one_is_off_the_list(
    failed: Message, tick: Tick, now: dt.datetime
) -> None:
    skip(now=now, message=failed)
    assert statuses() == {"confirmation": "skipped skipped by staff"}
    assert not Message.objects.worth_a_call(now).exists()
    assert tick(now + MINUTE) == {}


def test_a_message_in_a_worker_s_hands_is_not_skipped(
    book: Book, journey: None, now: dt.datetime
) -> None:
    book(START)
    find_due(now=now)
    claims.claim(now=now, owner="worker")
    with pytest.raises(NotByHand, match="being sent"):
        skip(now=now, message=Message.objects.get())
    assert skip_all_waiting(now=now) == 0


def test_h17_all_that_waits_can_be_left_unsent_at_once(
    book: Book, cast: Cast, journey: None, server: Server, now: dt.datetime
) -> None:
    book(START)
    book(melbourne(9, 12), patient=cast.quinn)
    find_due(now=now)
    assert skip_all_waiting(now=now) == 2
    assert set(Message.objects.values_list("status", flat=True)) == {"skipped"}
