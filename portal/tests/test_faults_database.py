"""PostgreSQL stops at once while the worker works, and comes back."""

import asyncio
import datetime as dt
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections

from conftest import melbourne
from portal.demo.environment import HOUSE, held
from portal.demo.servers import Servers
from portal.tests.faults import (
    Book,
    all_sent,
    confirm_in,
    database_url,
    portal_in,
    repeated,
    wait_for,
)

pytestmark = [pytest.mark.long, pytest.mark.django_db(transaction=True)]


class Own:
    """A PostgreSQL that may be stopped, since no other test uses it."""

    def __init__(self, servers: Servers) -> None:
        self._servers = servers
        self.start()

    def start(self) -> None:
        """Returns once it takes connections."""
        self._child = self._servers.postgresql()
        self._child.start()
        wait_for(self._servers.postgresql_is_ready, seconds=30)

    def stop_at_once(self) -> None:
        """What PostgreSQL calls immediate: no goodbye to clients, recovery at the next start."""
        connection.close()
        self._child.stop_signal = signal.SIGQUIT
        self._child.stop()


@pytest.fixture
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Own]:
    """The test's own connection leads to a migrated database of this server."""
    data = tmp_path_factory.mktemp("postgresql")
    with held(data) as lock, (data / "log").open("w") as log:
        own = Own(Servers(data, lock, log=log))
        usual = connections["default"]
        there = usual.copy()
        there.settings_dict |= {"HOST": str(Servers(data, lock).sockets), "PORT": ""}
        there.settings_dict |= {"USER": "portal", "PASSWORD": "", "NAME": "portal"}
        # The pool of this process is the usual server's.
        del there.settings_dict["OPTIONS"]["pool"]
        connections["default"] = there
        try:
            migrate()
            yield own
        finally:
            connections["default"] = usual
            there.close()
            own.stop_at_once()


def migrate() -> None:
    """Make the tables of the portal, as on any server."""
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity=0"],
        cwd=HOUSE,
        env={**os.environ, "DATABASE_URL": database_url()},
        check=True,
    )


@pytest.fixture
def cast(postgresql: Own, cast: Any) -> Any:
    """The cast of every test, in that database."""
    return cast


def test_a_database_that_stops_at_once_and_comes_back_loses_nothing(
    postgresql: Own, book: Book, now: dt.datetime, tmp_path: Path
) -> None:
    stopped = threading.Event()

    async def waits_for_the_stop(_connection: Any) -> str | None:
        if len(portal.mail.taken) == 10:
            await asyncio.to_thread(stopped.wait, 9)
        return None

    with portal_in(tmp_path, now) as portal:
        confirm_in(30)
        book(melbourne(9, 10))
        portal.mail.at["DATA"] = waits_for_the_stop
        portal.worker()
        portal.beat()
        wait_for(portal.mail.took(10), seconds=60)
        postgresql.stop_at_once()
        stopped.set()
        # The 250 was heard and could not be noted.
        wait_for(lambda: "OperationalError" in (tmp_path / "log").read_text(), seconds=30)
        postgresql.start()
        wait_for(all_sent(30))
        assert list(repeated(portal).values()) == [2]
