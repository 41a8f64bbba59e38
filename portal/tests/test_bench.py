"""The benches measure on a database of their own, and leave none behind."""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from typing import Any

import psycopg
import pytest
from psycopg import sql

from portal.bench.report import percentile, table
from portal.bench.scratch import PREFIX
from portal.demo.environment import HOUSE

SMALL = ("--visits=300", "--practitioners=10")


def start(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "manage.py", "bench", *arguments],
        cwd=HOUSE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def bench(*arguments: str) -> list[dict[str, Any]]:
    """The rows that it prints as JSON; it has to end well."""
    process = start(*arguments, "--json")
    printed, said = process.communicate(timeout=300)
    assert process.returncode == 0, said
    return json.loads(printed)


def server() -> psycopg.Connection[tuple[Any, ...]]:
    return psycopg.connect(os.environ["DATABASE_URL"], autocommit=True)


def scratch_databases() -> set[str]:
    with server() as connection:
        rows = connection.execute("SELECT datname FROM pg_database").fetchall()
    return {name for (name,) in rows if name.startswith(PREFIX)}


def test_a_table_stands_in_columns() -> None:
    rows = [{"page": "home", "ms": 9}, {"page": "services", "ms": 10}]
    assert table(rows).splitlines() == ["page      ms", "home       9", "services  10"]


def test_a_percentile_is_one_of_the_measured_values() -> None:
    taken = [float(number) for number in range(1, 101)]
    assert (percentile(taken, 0.5), percentile(taken, 0.99)) == (50, 99)
    assert percentile([3.0], 0.99) == 3


@pytest.mark.journey
def test_the_waitlist_is_looked_at_in_as_many_queries_for_few_as_for_many() -> None:
    few, many = (bench("waitlist", *SMALL, "--runs=1", f"--wishes={wishes}") for wishes in (6, 60))
    assert [row["queries"] for row in few] == [row["queries"] for row in many]
    assert len(few) == 3


@pytest.mark.journey
def test_availability_asks_four_questions_with_one_query_each() -> None:
    before = scratch_databases()
    rows = bench("availability", *SMALL, "--runs=3", "--explain")
    assert [row["queries"] for row in rows] == [1, 1, 1, 1]
    assert {row["visits"] for row in rows} == {300}
    assert all(row["starts"] for row in rows)
    assert scratch_databases() == before


@pytest.mark.journey
def test_patients_are_searched_with_one_query_each() -> None:
    before = scratch_databases()
    rows = bench("patients", "--patients=400", "--runs=3")
    assert {row["queries"] for row in rows} == {1}
    assert {row["patients"] for row in rows} == {400}
    fitting = {row["search"]: row["fitting"] for row in rows}
    assert fitting["sm"] > 0
    assert fitting["zz"] == 0
    assert scratch_databases() == before


@pytest.mark.journey
def test_sizes_are_compared_by_their_growth() -> None:
    rows = bench("availability", "--compare=300,600", "--practitioners=10", "--runs=3")
    assert [row["visits"] for row in rows] == [300, 600] * 4
    assert {row["queries"] for row in rows} == {1}
    assert [row["most"] for row in rows[::2]] == [1.5, 1.5, "", ""]
    assert all(row["growth"] > 0 for row in rows)


@pytest.mark.journey
def test_a_kept_database_is_taken_again_as_it_is() -> None:
    name = f"test_{os.getpid()}"
    try:
        first = bench("availability", *SMALL, "--runs=3", f"--keep={name}")
        again = bench("availability", "--visits=9", "--runs=3", f"--keep={name}")
        assert [row["visits"] for row in first] == [row["visits"] for row in again]
    finally:
        with server() as connection:
            drop = sql.SQL("DROP DATABASE {} WITH (FORCE)")
            connection.execute(drop.format(sql.Identifier(PREFIX + name)))


@pytest.mark.journey
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_bench_leaves_no_database(number: signal.Signals) -> None:
    before = scratch_databases()
    process = start("availability", "--visits=300000")
    until = time.monotonic() + 60
    while scratch_databases() == before and time.monotonic() < until:
        time.sleep(0.1)
    # Python drops an interrupt that falls into a weak reference's callback: press again then.
    for _ in range(5):
        process.send_signal(number)
        with suppress(subprocess.TimeoutExpired):
            process.communicate(timeout=6)
            break
    assert process.returncode not in (0, None)
    assert scratch_databases() == before


@pytest.mark.journey
def test_bookings_are_counted_beside_bare_inserts() -> None:
    verb, yardstick = bench("booking", *SMALL, "--seconds=1", "--processes=2")
    assert (verb["way"], yardstick["way"]) == ("scheduling.book", "bare INSERT")
    assert verb["written"] > 0
    assert yardstick["of_bare"] == 1


@pytest.mark.journey
def test_messages_are_found_sent_and_a_booking_needs_no_server_for_them() -> None:
    before = scratch_databases()
    found, one, two, booked = bench("messages", *SMALL, "--runs=2", "--mails=20")
    assert found["median_ms"] > 0
    assert (one["count"], two["count"]) == (20, 20)
    assert booked["what"] == "book without broker and mail: booked, its message due"
    assert scratch_databases() == before


@pytest.mark.journey
def test_every_list_is_opened_with_a_word_and_with_its_filters() -> None:
    before = scratch_databases()
    process = start("desk-lists", *SMALL, "--runs=1", "--json")
    printed, _ = process.communicate(timeout=300)
    names = {row["list"] for row in json.loads(printed.splitlines()[-1])}
    for one in ("index", "tasks", "appointment", "patient ?q", "message by status"):
        assert one in names
    assert scratch_databases() == before


@pytest.mark.journey
def test_a_rush_books_what_can_be_and_no_more() -> None:
    before = scratch_databases()
    rows = bench("race", *SMALL, "--people=20")
    assert [(row["step"], row["rush_for"]) for row in rows] == [
        ("hold", "one time"),
        ("hold", "overlapping times"),
        ("book", "one time"),
        ("book", "overlapping times"),
    ]
    assert all(row["people"] == 20 for row in rows)
    assert scratch_databases() == before
