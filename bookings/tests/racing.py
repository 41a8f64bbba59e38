"""Racers: real processes on the test database that press at the same instant."""

import datetime as dt
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from django.db import connection
from django.db.models import Model

from portal.demo.environment import HOUSE

RACERS = 8
_PROGRAM = "import django; django.setup(); from bookings.tests.racer import main; main()"
_TOGETHER = 0.05


class Racers:
    """Processes that wait for calls; `race` gives each its own and starts them together."""

    def __init__(self, processes: Sequence[subprocess.Popen[str]]) -> None:
        self.processes = processes

    def race(self, calls: Sequence[Sequence[dict[str, Any]]]) -> list[list[str | int]]:
        """What each call of each racer was told; a racer without calls does not run."""
        running = list(zip(self.processes, calls, strict=False))
        for racer, its_calls in running:
            _tell(racer, json.dumps([_plain(call) for call in its_calls]))
        for racer, _ in running:
            assert _hear(racer) == "ready"
        start = time.time() + _TOGETHER
        for racer, _ in running:
            _tell(racer, str(start))
        return [_hear(racer) for racer, _ in running]


@contextmanager
def racers() -> Iterator[Racers]:
    """Eight of them; they end before the test database does."""
    address = urlsplit(os.environ["DATABASE_URL"])
    database = urlunsplit(address._replace(path=f"/{connection.settings_dict['NAME']}"))
    told = {"DATABASE_URL": database, "DJANGO_SETTINGS_MODULE": "portal.settings"}
    with ExitStack() as ending:
        started = [ending.enter_context(_start(os.environ | told)) for _ in range(RACERS)]
        yield Racers(started)


def _start(environment: dict[str, str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", _PROGRAM],
        cwd=HOUSE,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def _tell(racer: subprocess.Popen[str], line: str) -> None:
    assert racer.stdin
    racer.stdin.write(f"{line}\n")
    racer.stdin.flush()


def _hear(racer: subprocess.Popen[str]) -> Any:
    """What it says; a racer that met an error has said it on stderr, and says nothing."""
    assert racer.stdout
    line = racer.stdout.readline()
    assert line, "A racer met an error that is no refusal."
    return json.loads(line)


def _plain(call: dict[str, Any]) -> dict[str, Any]:
    """Rows by their keys, instants as text."""
    return {name: _as_text(value) for name, value in call.items() if value is not None}


def _as_text(value: Any) -> Any:
    if isinstance(value, Model):
        return value.pk
    if isinstance(value, list):
        return [_as_text(one) for one in value]
    return value.isoformat() if isinstance(value, dt.datetime) else value
