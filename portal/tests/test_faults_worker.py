"""The worker is killed at each moment of a mail; beat dies and the command takes over."""

import asyncio
import datetime as dt
import signal
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from bookings.models import Message
from conftest import melbourne
from portal.demo.children import Child
from portal.tests.faults import (
    Book,
    Portal,
    all_sent,
    portal_in,
    repeated,
    wait_for,
    wait_for_silence,
)

pytestmark = [pytest.mark.long, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def portal(book: Book, now: dt.datetime, tmp_path: Path) -> Iterator[Portal]:
    """Broker, mail server and beat; one visit is booked, so one mail is due."""
    with portal_in(tmp_path, now) as portal:
        book(melbourne(9, 10))
        portal.beat()
        yield portal


def come_back(portal: Portal, worker: Child) -> None:
    """End the worker for good, start it as the supervisor would, and see the mail leave in time.

    The lease of the dead worker has to run out first: nothing may leave before.
    """
    portal.mail.at.clear()
    worker.kill()
    lease = Message.objects.get().lease_until
    assert lease is not None
    worker.start()
    wait_for(all_sent(1))
    sent_at = Message.objects.get().sent_at
    assert sent_at is not None
    assert sent_at > lease


def somebody_waits_for_a_row() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return bool(cursor.fetchone()[0])


def test_a_worker_killed_before_the_mail_is_taken_leaves_it_to_be_sent_once(portal: Portal) -> None:
    worker = portal.worker()
    asked: list[str] = []

    async def dies(_connection: Any) -> str | None:
        asked.append("RCPT")
        worker.kill()
        return None

    portal.mail.at["RCPT"] = dies
    wait_for(lambda: bool(asked), seconds=60)
    assert portal.mail.taken == []
    come_back(portal, worker)
    assert repeated(portal) == {}


def test_a_worker_killed_before_it_hears_the_250_repeats_that_mail_with_its_message_id(
    portal: Portal,
) -> None:
    worker = portal.worker()

    async def goes_deaf(_connection: Any) -> str | None:
        worker.send(signal.SIGSTOP)
        return None

    portal.mail.at["DATA"] = goes_deaf
    wait_for(portal.mail.took(1), seconds=60)
    come_back(portal, worker)
    assert list(repeated(portal).values()) == [2]


def test_a_worker_killed_while_its_note_is_on_the_way_repeats_no_mail(
    portal: Portal,
) -> None:
    worker = portal.worker()
    locked = threading.Event()

    async def waits_for_the_lock(_connection: Any) -> str | None:
        await asyncio.to_thread(locked.wait, 9)
        return None

    portal.mail.at["DATA"] = waits_for_the_lock
    wait_for(portal.mail.took(1), seconds=60)
    with transaction.atomic():
        # The worker has heard the 250 once its note waits for this lock.
        Message.objects.select_for_update().get()
        locked.set()
        wait_for(somebody_waits_for_a_row, seconds=20)
        worker.kill()
    # The database has the note, and writes it although nobody waits for its answer.
    wait_for(all_sent(1), seconds=20)
    assert repeated(portal) == {}


def test_the_command_takes_over_from_a_dead_beat(book: Book, portal: Portal) -> None:
    portal.worker()
    wait_for(all_sent(1), seconds=60)
    (beat, _worker) = portal.children
    beat.kill()
    wait_for_silence(7)
    book(melbourne(9, 12))
    assert portal.deliver_due().wait() == 0
    assert all_sent(2)()
    assert repeated(portal) == {}
