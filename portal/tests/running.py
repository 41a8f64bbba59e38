"""The whole portal as ./run starts it, for journeys and for the life cycle of ./run."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from portal.demo import catcher
from portal.demo.environment import HOUSE, demo_environment
from portal.demo.serve import answers

# What the portal's own start decides must not come from the tests' environment.
_KEPT = ("PATH", "HOME", "LANG", "TMPDIR")
# Journeys run at any hour of the day, and wait for no morning. A copy of the database is none
# that was put back: nobody has looked for messages in it yet.
_AWAKE = """
from bookings.models import Clinic, Tick
Clinic.objects.update(quiet_from="00:00", quiet_until="00:00")
Tick.objects.update(database="")
"""
# Of the data folder: what is made once for all portals of these sources.
_MADE_ONCE = ("static", "static.stamp", "secrets.json")


@dataclass(frozen=True)
class RunningPortal:
    """Where it answers, where its data lies, and what its processes were told."""

    url: str
    data: Path
    environment: dict[str, str]
    process: subprocess.Popen[bytes]

    def manage(self, *arguments: str) -> str:
        """What a management command says; it runs beside the servers."""
        return _manage(self.environment, *arguments)

    def wait_for_mail(self, *, to: str, subject: str, seconds: float = 30) -> catcher.Mail:
        """The newest mail to this address with these words in its subject."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            for mail in catcher.mails(self.data):
                if to in mail.to and subject in mail.subject:
                    return mail
            time.sleep(0.25)
        seen = [(mail.to, mail.subject) for mail in catcher.mails(self.data)[:20]]
        raise AssertionError(f"No mail to {to} about {subject!r} after {seconds} s; seen: {seen}")


@dataclass(frozen=True)
class Prepared:
    """A demo clinic that is loaded and stands still: portals start from copies of it."""

    data: Path
    database: str

    def copied_to(self, data: Path, database: str) -> str:
        """Make this data folder and the database of this suffix alike; the latter's address."""
        for name in _MADE_ONCE:
            source = self.data / name
            copy = shutil.copytree if source.is_dir() else shutil.copy2
            copy(source, data / name)
        return fresh_database(database, template=self.database)


def prepare(data: Path, suffix: str) -> Prepared:
    """Load the demo clinic into a new database, which takes far longer than a copy of it."""
    address = fresh_database(suffix)
    told = {name: os.environ[name] for name in _KEPT if name in os.environ}
    environment = demo_environment(data, free_port(), told | {"DATABASE_URL": address})
    _manage(environment, "prepare_demo")
    _manage(environment, "shell", "--no-imports", "--command", _AWAKE)
    return Prepared(data, urlsplit(address).path.strip("/"))


def _manage(environment: dict[str, str], *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=HOUSE,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@contextmanager
def running(data: Path, **settings: str) -> Iterator[RunningPortal]:
    """Start it on a free port; stop it at the end, as Ctrl-C would.

    `settings` are added to its environment. It takes the database server of the tests,
    if they name one, and starts its own Valkey, so that no other worker takes its tasks.
    """
    port = free_port()
    told = {name: os.environ[name] for name in _KEPT if name in os.environ}
    told |= {"PORT": str(port), "PORTAL_DATA": str(data), **settings}
    with (data / "portal.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "portal.demo", "serve"],
            cwd=HOUSE,
            env=told,
            stdout=log,
            stderr=log,
        )
    try:
        _wait_until_ready(process, port, data / "portal.log")
        environment = demo_environment(data, port, told)
        yield RunningPortal(f"http://127.0.0.1:{port}", data, environment, process)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=60)


def _wait_until_ready(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    until = time.monotonic() + 120
    while b"Ready in" not in log.read_bytes() or not answers(port):
        if process.poll() is not None or time.monotonic() > until:
            raise AssertionError(f"The portal did not start:\n{log.read_text()[-4000:]}")
        time.sleep(0.1)


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def fresh_database(suffix: str, template: str = "template1") -> str:
    """A database beside that of DATABASE_URL, named after it, empty or a copy; its address."""
    address = urlsplit(os.environ["DATABASE_URL"])
    name = f"{address.path.strip('/')}_{suffix}"
    with psycopg.connect(urlunsplit(address._replace(path="/postgres")), autocommit=True) as server:
        drop, make = "DROP DATABASE IF EXISTS {} WITH (FORCE)", "CREATE DATABASE {} TEMPLATE {}"
        server.execute(sql.SQL(drop).format(sql.Identifier(name)))
        server.execute(sql.SQL(make).format(sql.Identifier(name), sql.Identifier(template)))
    return urlunsplit(address._replace(path=f"/{name}"))
