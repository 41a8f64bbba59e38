"""Many senders at once, and ten thousand messages with a worker that is killed again and again."""

import asyncio
import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from conftest import melbourne
from portal.tests.faults import Book, all_sent, confirm_in, portal_in, repeated, wait_for

pytestmark = [pytest.mark.long, pytest.mark.django_db(transaction=True)]

VISITS, COPIES = 40, 250
# One of the two workers is killed each time that so many mails have been taken.
KILLS = (500, 1500, 2500, 3500)


def test_two_beats_and_four_senders_send_each_message_once(
    book: Book, now: dt.datetime, tmp_path: Path
) -> None:
    at_once = [0]
    most_at_once = [0]

    async def takes_its_time(_connection: Any) -> str | None:
        at_once[0] += 1
        most_at_once[0] = max(most_at_once[0], at_once[0])
        await asyncio.sleep(0.1)
        at_once[0] -= 1
        return None

    with portal_in(tmp_path, now) as portal:
        portal.mail.at["DATA"] = takes_its_time
        for name in ("first", "second"):
            portal.beat(name)
            portal.worker(name)
        confirm_in(200)
        for hour in (10, 12, 14):
            book(melbourne(9, hour))
        commands = [portal.deliver_due() for _ in range(2)]
        wait_for(all_sent(600))
        assert [command.wait() for command in commands] == [0, 0]
        assert repeated(portal) == {}
    # On a busy machine the fourth may start when the work is nearly done.
    assert most_at_once[0] >= 3


def test_ten_thousand_messages_all_leave_though_the_worker_is_killed_again_and_again(
    book: Book, now: dt.datetime, tmp_path: Path
) -> None:
    with portal_in(tmp_path, now) as portal:
        confirm_in(COPIES)
        for number in range(VISITS):
            book(melbourne(8 + number // 8, 9 + number % 8))
        workers = [portal.worker("first"), portal.worker("second")]
        portal.beat()
        for worker, mails in zip(workers * 2, KILLS, strict=True):
            wait_for(portal.mail.took(mails))
            worker.kill()
            worker.start()
        wait_for(all_sent(VISITS * COPIES), seconds=180)
        twice = repeated(portal)
    assert set(twice.values()) <= {2}
    assert len(twice) <= len(KILLS)
