"""Delivery over a real SMTP server: what leaves, what comes back, what is tried again."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from pytest_django import Settings

from bookings.messages import Delivered
from bookings.models import Appointment, Clinic, Message, Patient, Step
from bookings.tests.conftest import Server, statuses
from conftest import Cast, melbourne

Book = Callable[..., Appointment]
Tick = Callable[[dt.datetime], Delivered]
MINUTE, HOUR, DAY = (dt.timedelta(**{unit: 1}) for unit in ("minutes", "hours", "days"))
START = melbourne(9, 10)


def test_what_is_due_is_sent_and_noted(
    book: Book, tick: Tick, server: Server, now: dt.datetime
) -> None:
    book(START)
    assert tick(now) == {"sent": 1}
    assert tick(now) == {}
    assert len(server.mails) == 1
    row = Message.objects.get()
    assert (row.status, row.to, row.attempts) == ("sent", "pat@patient.example", 1)
    assert (row.lease_until, row.lease_owner) == (None, "")


def test_a_temporary_refusal_is_tried_again_with_a_growing_wait(
    book: Book, tick: Tick, server: Server, now: dt.datetime
) -> None:
    book(START)
    server.says["DATA"] = "451 try again later"
    assert tick(now) == {"due": 1}
    row = Message.objects.get()
    assert row.reason == "451 try again later"
    assert dt.timedelta(seconds=7) < row.next_try_at - now < dt.timedelta(seconds=17)
    assert tick(row.next_try_at) == {"due": 1}
    row.refresh_from_db()
    assert row.attempts == 2
    server.says.clear()
    assert tick(row.next_try_at) == {"sent": 1}
    assert [one["Message-ID"] for one in server.mails] == [f"<{row.message_id}@127.0.0.1>"]


def test_what_never_got_through_fails_with_its_reason_at_the_end_of_its_use(
    book: Book, tick: Tick, server: Server, now: dt.datetime
) -> None:
    book(START)
    server.says["DATA"] = "451 mailbox full"
    tick(now)
    tick(now + 2 * DAY - MINUTE)
    row = Message.objects.get()
    assert row.next_try_at <= row.use_by
    tick(now + 2 * DAY + MINUTE)
    assert statuses()["confirmation"] == "failed gave up: 451 mailbox full"


@pytest.mark.parametrize("command", ["RCPT", "DATA"])
def test_a_final_refusal_fails_with_its_reason(
    book: Book, tick: Tick, server: Server, now: dt.datetime, command: str
) -> None:
    book(START)
    server.says[command] = "550 no such person here"
    assert tick(now) == {"failed": 1}
    assert statuses() == {"confirmation": "failed 550 no such person here"}


def test_one_refused_address_does_not_hold_up_the_others(
    book: Book, tick: Tick, cast: Cast, server: Server, now: dt.datetime
) -> None:
    cast.pat.email = "no@at@patient.example"
    cast.pat.save()
    book(START)
    book(melbourne(9, 12), patient=cast.quinn)
    assert tick(now) == {"failed": 1, "sent": 1}


@pytest.mark.parametrize("answer", ["421 closing", None], ids=["421", "refused"])
def test_a_server_that_is_away_costs_one_try_and_loses_nothing(
    book: Book,
    tick: Tick,
    cast: Cast,
    server: Server,
    settings: Settings,
    now: dt.datetime,
    answer: str | None,
) -> None:
    book(START)
    book(melbourne(9, 12), patient=cast.quinn)
    if answer:
        server.says["RCPT"] = answer
    else:
        server.stop()
    assert tick(now) == {"due": 1}
    assert sorted(Message.objects.values_list("attempts", flat=True)) == [0, 1]
    assert not Message.objects.filter(lease_until__isnull=False).exists()
    server.says.clear()
    if not answer:
        server.start()
    assert tick(now + MINUTE) == {"sent": 2}


@pytest.mark.parametrize("answer", ["550 sender unknown", "530 sign in first", "535"])
def test_h17_a_refused_sender_or_sign_in_stops_all_sending_and_says_why(
    book: Book, tick: Tick, server: Server, settings: Settings, now: dt.datetime, answer: str
) -> None:
    book(START)
    if answer == "535":
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = "wrong"
    else:
        server.says["MAIL"] = answer
    assert tick(now) == {"due": 1}
    clinic = Clinic.objects.get()
    assert clinic.sending_stopped
    assert answer in clinic.sending_stopped_why
    server.says.clear()
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    assert tick(now + HOUR) == {}
    Clinic.objects.update(sending_stopped=False)
    assert tick(now + HOUR) == {"sent": 1}


def test_h17_the_switch_stops_all_that_is_not_handed_over_and_finding_goes_on(
    book: Book, tick: Tick, server: Server, now: dt.datetime
) -> None:
    Clinic.objects.update(sending_stopped=True)
    book(START)
    assert tick(now) == {}
    assert statuses() == {"confirmation": "due"}
    assert server.mails == []


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        ({"contact_state": "none"}, "the patient wants no messages"),
        ({"contact_state": "died"}, "the patient has died"),
        ({"contact_state": "paused", "paused_until": START}, "messages to this patient are paused"),
    ],
)
def test_h08_the_contact_state_acts_on_what_was_found_before_it_changed(
    book: Book,
    tick: Tick,
    server: Server,
    now: dt.datetime,
    state: dict[str, Any],
    reason: str,
) -> None:
    book(START)
    server.says["DATA"] = "451 later"
    tick(now)
    server.says.clear()
    Patient.objects.update(**state)
    assert tick(now + HOUR) == {"skipped": 1}
    assert statuses() == {"confirmation": f"skipped {reason}"}
    assert server.mails == []


def test_h08_a_pause_that_is_over_stops_nothing(book: Book, tick: Tick, now: dt.datetime) -> None:
    Patient.objects.update(contact_state="paused", paused_until=now)
    book(START)
    assert tick(now) == {"sent": 1}


def test_a_step_switched_off_stops_what_was_found(
    book: Book, tick: Tick, server: Server, now: dt.datetime
) -> None:
    book(START)
    server.says["DATA"] = "451 later"
    tick(now)
    Step.objects.update(active=False)
    assert tick(now + HOUR) == {"skipped": 1}


def test_an_edited_text_or_address_goes_out_as_it_now_is(
    book: Book, tick: Tick, server: Server, now: dt.datetime
) -> None:
    book(START)
    server.says["DATA"] = "451 later"
    tick(now)
    server.says.clear()
    Step.objects.update(subject="New words from {clinic}")
    Patient.objects.update(email="new@patient.example")
    tick(now + HOUR)
    assert server.last()["Subject"] == "New words from Example Clinic"
    assert server.last()["To"] == "new@patient.example"


def test_a_text_with_an_unknown_placeholder_fails_alone(
    book: Book, tick: Tick, now: dt.datetime
) -> None:
    Step.objects.filter(key="confirmation").update(body="Hello {nobody}")
    book(START)
    assert tick(now) == {"failed": 1}
    assert "{nobody}" in statuses()["confirmation"]
