"""A mail server that refuses, falls silent or hangs up: what it took is known, the rest leaves."""

import asyncio
import datetime as dt
import socket
import struct
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bookings.models import Message, Tick
from conftest import Cast, melbourne
from portal.tests.faults import Book, Portal, all_sent, portal_in, repeated, wait_for

pytestmark = [pytest.mark.long, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def portal(book: Book, cast: Cast, now: dt.datetime, tmp_path: Path) -> Iterator[Portal]:
    """Worker and beat run; Pat and Quinn each wait for a confirmation."""
    with portal_in(tmp_path, now) as portal:
        book(melbourne(9, 10), patient=cast.pat)
        book(melbourne(9, 12), patient=cast.quinn)
        yield portal


def run(portal: Portal) -> None:
    """Worker and beat begin, now that the mail server is told how to misbehave."""
    portal.worker()
    portal.beat()


def test_a_mail_refused_for_now_is_tried_again_and_leaves_once(portal: Portal) -> None:
    tries: list[str] = []

    async def is_busy(_connection: Any) -> str | None:
        tries.append("DATA")
        return "451 try again later" if len(tries) <= 2 else None

    portal.mail.at["DATA"] = is_busy
    run(portal)
    wait_for(all_sent(2))
    assert repeated(portal) == {}
    assert len(tries) == 4


def test_a_mail_refused_for_good_is_not_tried_again_and_is_shown_to_reception(
    portal: Portal, now: dt.datetime
) -> None:
    tries: list[str] = []

    async def does_not_know_pat(connection: Any) -> str | None:
        tries.extend(connection.envelope.rcpt_tos)
        return "550 no such person" if tries[-1].startswith("pat@") else None

    portal.mail.at["RCPT"] = does_not_know_pat
    run(portal)
    wait_for(lambda: Message.objects.waiting().count() == 0 and Message.objects.count() == 2)
    settled = Tick.objects.get().found_until
    two_ticks = dt.timedelta(seconds=10)
    wait_for(lambda: Tick.objects.get().found_until >= settled + two_ticks, seconds=30)
    assert sorted(tries) == ["pat@patient.example", "quinn@patient.example"]
    refused = Message.objects.worth_a_call(now).get()
    assert refused.reason == "550 no such person"
    assert repeated(portal) == {}


@pytest.mark.parametrize(
    ("command", "copies"), [("EHLO", []), ("DATA", [2])], ids=["greeting", "mail"]
)
def test_a_mail_server_that_falls_silent_holds_the_worker_for_ten_seconds(
    portal: Portal, command: str, copies: list[int]
) -> None:
    waited: list[float] = []

    async def says_nothing(_connection: Any) -> str | None:
        if not waited:
            began = time.monotonic()
            try:
                await asyncio.sleep(60)
            finally:
                # The worker has hung up, so this call is cancelled.
                waited.append(time.monotonic() - began)
        return None

    portal.mail.at[command] = says_nothing
    run(portal)
    wait_for(all_sent(2))
    assert 9 < waited[0] < 13
    assert list(repeated(portal).values()) == copies


def test_a_connection_reset_after_the_mail_repeats_it_once_with_its_message_id(
    portal: Portal,
) -> None:
    resets: list[str] = []

    async def hangs_up(connection: Any) -> str | None:
        if not resets:
            resets.append("DATA")
            # With this the kernel sends RST rather than an orderly end.
            at_once = struct.pack("ii", 1, 0)
            raw = connection.transport.get_extra_info("socket")
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, at_once)
            connection.transport.abort()
        return None

    portal.mail.at["DATA"] = hangs_up
    run(portal)
    wait_for(all_sent(2))
    assert list(repeated(portal).values()) == [2]
