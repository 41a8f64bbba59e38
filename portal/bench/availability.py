"""How long a question about free times takes, Django's part included, in one query each."""

import datetime as dt
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from statistics import median
from typing import Any

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test.utils import CaptureQueriesContext

from bookings import availability
from bookings.models import Appointment, Service
from portal.bench import scratch
from portal.bench.clinic import Services
from portal.bench.diary import fill
from portal.bench.report import Report, Row, spread
from portal.kit import clock

# By then the driver has prepared the statement and PostgreSQL has settled on its plan.
WARM_UP = 15
# What a hundred times as many visits may cost, where that is promised.
MOST_GROWTH = 1.5


@dataclass(frozen=True)
class Case:
    """A question, and the milliseconds in which it is promised to be answered."""

    name: str
    goal_ms: float
    ask: Callable[[], Any]
    grows: float | None = None


@dataclass(frozen=True)
class Filled:
    """A scratch database with its diary, and the questions asked of it."""

    connection: BaseDatabaseWrapper
    visits: int
    cases: list[Case]


def run(
    *, sizes: list[int], practitioners: int, runs: int, keep: str = "", explain: bool = False
) -> Report:
    """A row for each question and each number of visits; several sizes take turns, run by run."""
    with ExitStack() as stack:
        diaries = [
            stack.enter_context(_filled(size, practitioners, keep, len(sizes) > 1))
            for size in sizes
        ]
        questions = range(len(diaries[0].cases))
        rows = [row for number in questions for row in _rows(diaries, number, runs)]
        notes = [_plan(diaries[-1])] if explain else []
    return Report(rows, notes=notes)


def cases(services: Services, now: dt.datetime) -> list[Case]:
    """The four promised ones. Who offers a service decides how many people are looked at."""

    def free(service: Service, days: int) -> Callable[[], Any]:
        until = now + dt.timedelta(days=days)
        return lambda: availability.find(now=now, service=service, since=now, until=until)

    def first() -> Any:
        return availability.next_free(now=now, service=services.couch)

    return [
        Case("a: 14 days, 5 people", 4, free(services.talk_five, 14), MOST_GROWTH),
        Case("b: the same with rooms", 10, free(services.couch_five, 14), MOST_GROWTH),
        Case("c: 31 days, 10 people, rooms", 40, free(services.couch_ten, 31)),
        Case("d: next free with anyone", 10, first),
    ]


@contextmanager
def _filled(size: int, practitioners: int, keep: str, several: bool) -> Iterator[Filled]:
    label = f"_{size}" if several else ""
    with scratch.database(keep, label) as database, scratch.using(database):
        now = clock.now()
        services = fill(now=now, visits=size, practitioners=practitioners)
        yield Filled(database, Appointment.objects.count(), cases(services, now))


def _rows(diaries: list[Filled], number: int, runs: int) -> list[Row]:
    """The question of this number, asked of each diary in turn."""
    taken: list[list[float]] = [[] for _ in diaries]
    for _ in range(WARM_UP + runs):
        for diary, times in zip(diaries, taken, strict=True):
            with scratch.using(diary.connection):
                times.append(_milliseconds(diary.cases[number].ask))
    measured = [times[WARM_UP:] for times in taken]
    rows = [_row(diary, number, times) for diary, times in zip(diaries, measured, strict=True)]
    grows = diaries[0].cases[number].grows
    if len(diaries) > 1:
        for row, times in zip(rows, measured, strict=True):
            row["growth"] = round(median(times) / median(measured[0]), 2)
            row["most"] = grows or ""
    return rows


def _milliseconds(ask: Callable[[], Any]) -> float:
    began = time.perf_counter()
    ask()
    return (time.perf_counter() - began) * 1000


def _row(diary: Filled, number: int, times: list[float]) -> Row:
    case = diary.cases[number]
    with scratch.using(diary.connection), CaptureQueriesContext(diary.connection) as queries:
        found = case.ask()
    return {
        "question": case.name,
        "visits": diary.visits,
        **spread(times),
        "goal_ms": case.goal_ms,
        "queries": len(queries),
        "starts": len(found) if isinstance(found, list) else 1,
    }


def _plan(diary: Filled) -> str:
    """How PostgreSQL answers the slowest question, planned for these very values."""
    with scratch.using(diary.connection):
        slowest = max(diary.cases, key=lambda case: _milliseconds(case.ask))
        statement, given = _sent(slowest.ask)[-1]
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS) {statement}", given)
            lines = [line for (line,) in cursor.fetchall()]
    return "\n".join([slowest.name, *lines])


def _sent(ask: Callable[[], Any]) -> list[tuple[str, Any]]:
    """The statements that a question sends, each with its parameters."""
    seen: list[tuple[str, Any]] = []

    def note(execute: Callable[..., Any], statement: str, given: Any, *rest: Any) -> Any:
        seen.append((statement, given))
        return execute(statement, given, *rest)

    with connection.execute_wrapper(note):
        ask()
    return seen
