"""A database of the bench's own on the server of DATABASE_URL; the portal's is never touched."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit

from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import sql

# Only what is named so is ever made, reused or dropped.
PREFIX = "portal_bench_"
_SERVER = "postgres"


def open_at(name: str) -> BaseDatabaseWrapper:
    """A connection to another database of the same server, without a pool, not yet open."""
    # A pool belongs to an alias, and that of the portal's database would be taken for ours.
    copy = connections[DEFAULT_DB_ALIAS].copy()
    copy.settings_dict["NAME"] = name
    copy.settings_dict["OPTIONS"].pop("pool", None)
    return copy


@contextmanager
def using(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Within the block every query of this thread goes to this connection."""
    usual = connections[DEFAULT_DB_ALIAS]
    connections[DEFAULT_DB_ALIAS] = connection
    try:
        yield
    finally:
        connections[DEFAULT_DB_ALIAS] = usual


@contextmanager
def database(keep: str = "", label: str = "") -> Iterator[BaseDatabaseWrapper]:
    """A migrated database, dropped at the end however that comes, and open in between.

    With `keep` it is named after it, stays, and is taken again as it is the next time.
    A `label` tells several of one run apart.
    """
    name = f"{PREFIX}{keep or os.getpid()}{label}"
    with _stopped_by_exception():
        try:
            _make(name)
            connection = open_at(name)
            with using(connection):
                call_command("migrate", verbosity=0, interactive=False)
            yield connection
            connection.close()
        finally:
            if not keep:
                _drop(name)


def address(connection: BaseDatabaseWrapper) -> str:
    """The DATABASE_URL by which another process reaches this connection's database."""
    given = urlsplit(os.environ["DATABASE_URL"])
    return urlunsplit(given._replace(path=f"/{connection.settings_dict['NAME']}"))


def _make(name: str) -> None:
    server = open_at(_SERVER)
    with server.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if not cursor.fetchone():
            cursor.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    server.close()


def _drop(name: str) -> None:
    server = open_at(_SERVER)
    with server.cursor() as cursor:
        drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
        cursor.execute(drop.format(sql.Identifier(name)))
    server.close()


@contextmanager
def _stopped_by_exception() -> Iterator[None]:
    """SIGTERM and SIGHUP clean up as Ctrl-C does."""
    numbers = (signal.SIGTERM, signal.SIGHUP)
    usual = {number: signal.signal(number, signal.default_int_handler) for number in numbers}
    try:
        yield
    finally:
        for number, handler in usual.items():
            signal.signal(number, handler)
