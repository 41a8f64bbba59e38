"""docs/coverage.md keeps its word: each of its links leads to a heading of a shipped page."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client

from education.models import Article

pytestmark = pytest.mark.django_db
COVERAGE = Path(__file__).resolve().parents[2] / "docs" / "coverage.md"
LINK = re.compile(r"\]\((/[^)#\s]*)(?:#([^)\s]+))?\)")
DISAGREEMENT = re.compile(r"^\| D(\d+) \| [^|]+ \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)


def rows() -> Iterator[str]:
    """The rows of every table, without their heads and rules."""
    for table in re.findall(r"(?:^\|.*\n)+", COVERAGE.read_text(), re.MULTILINE):
        yield from table.splitlines()[2:]


def test_every_link_leads_to_a_page_and_to_a_heading_on_it(
    client: Client, shipped: list[Article]
) -> None:
    pages: dict[str, str] = {}
    missing = []
    for path, anchor in LINK.findall(COVERAGE.read_text()):
        if path not in pages:
            response = client.get(path)
            pages[path] = response.content.decode() if response.status_code == 200 else ""
        if not pages[path] or (anchor and f'id="{anchor}"' not in pages[path]):
            missing.append(f"{path}#{anchor}")
    assert pages
    assert missing == []


def test_every_topic_and_feature_says_where_it_is() -> None:
    assert [row for row in rows() if not LINK.search(row)] == []
    assert len(list(rows())) > 100


def test_each_disagreement_from_1_to_26_is_settled_and_says_where() -> None:
    settled = DISAGREEMENT.findall(COVERAGE.read_text())
    assert [int(number) for number, _, _ in settled] == list(range(1, 27))
    for number, position, where in settled:
        assert position.strip(), number
        assert LINK.search(where), number
