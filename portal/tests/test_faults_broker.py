"""Valkey is killed, hangs, forgets everything or is full: ticks are missed, messages are not."""

import datetime as dt
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from conftest import melbourne
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
    """Everything runs, and has sent a first mail; after the test each mail has come once."""
    with portal_in(tmp_path, now) as portal:
        portal.worker()
        portal.beat()
        book(melbourne(9, 10))
        wait_for(all_sent(1))
        yield portal
        assert repeated(portal) == {}


def test_what_is_due_while_valkey_is_dead_leaves_once_it_is_back(
    book: Book, portal: Portal
) -> None:
    portal.broker.kill()
    book(melbourne(9, 11))
    wait_for_silence(12)
    book(melbourne(9, 12))
    portal.start_broker()
    wait_for(all_sent(3))


def test_what_is_due_while_valkey_hangs_leaves_once_it_answers(book: Book, portal: Portal) -> None:
    portal.broker.send(signal.SIGSTOP)
    book(melbourne(9, 11))
    # Longer than the patience of a socket, so that worker and beat both lose their connections.
    wait_for_silence(25)
    book(melbourne(9, 12))
    portal.broker.send(signal.SIGCONT)
    wait_for(all_sent(3))


def test_a_valkey_that_forgets_its_ticks_loses_no_message(book: Book, portal: Portal) -> None:
    (worker, _beat) = portal.children
    worker.send(signal.SIGSTOP)
    book(melbourne(9, 11))
    wait_for(lambda: portal.valkey().llen("celery") == 1)
    portal.valkey().flushall()
    worker.send(signal.SIGCONT)
    book(melbourne(9, 12))
    wait_for(all_sent(3))


def test_what_is_due_while_valkey_is_full_leaves_once_it_has_room(
    book: Book, portal: Portal
) -> None:
    portal.valkey().config_set("maxmemory-policy", "noeviction")
    portal.valkey().config_set("maxmemory", "1")
    book(melbourne(9, 11))
    wait_for_silence(12)
    book(melbourne(9, 12))
    portal.valkey().config_set("maxmemory", "0")
    wait_for(all_sent(3))


def test_a_connection_to_valkey_that_falls_silent_for_good_is_given_up(
    book: Book, now: dt.datetime, tmp_path: Path
) -> None:
    with portal_in(tmp_path, now) as portal:
        relay = portal.relay()
        portal.worker()
        portal.beat()
        book(melbourne(9, 10))
        wait_for(all_sent(1))
        relay.send(signal.SIGUSR1)
        book(melbourne(9, 11))
        wait_for(all_sent(2))
        assert repeated(portal) == {}
