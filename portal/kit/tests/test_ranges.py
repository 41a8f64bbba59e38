"""A span of time comes back from the database as it went in, whatever its form."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from psycopg.types.range import Range

from portal.kit.ranges import InstantRangeLoader

pytestmark = pytest.mark.django_db

NOON = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
LATER = NOON + dt.timedelta(minutes=20, microseconds=5)


def back(span: Any) -> Any:
    with connection.cursor() as cursor:
        cursor.execute("select %s::tstzrange", [span])
        return cursor.fetchone()[0]


@pytest.mark.parametrize("bounds", ["[)", "[]", "(]", "()"])
def test_a_span_with_two_ends_keeps_its_microseconds_and_bounds(bounds: str) -> None:
    assert back(Range(NOON, LATER, bounds)) == Range(NOON, LATER, bounds)


@pytest.mark.parametrize(
    "span", [Range(NOON, None), Range(None, NOON), Range(None, None), Range(empty=True)]
)
def test_an_open_or_empty_span_comes_back_too(span: Any) -> None:
    assert back(span) == span


def test_every_connection_reads_spans_this_way() -> None:
    connection.ensure_connection()
    kinds = connection.connection.adapters
    assert kinds.get_loader(kinds.types["tstzrange"].oid, 0) is InstantRangeLoader
