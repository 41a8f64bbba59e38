"""What differs between two versions of an article, line by line in the words people read."""

import difflib
from dataclasses import dataclass
from typing import Any

from education.texts import CHECKS, DATES, WORDS
from portal.kit.textlint import plain

LISTS = ("faq", "rows", "references")


@dataclass(frozen=True, slots=True)
class Line:
    """One line: `sign` is + for new, - for taken out, a space for what stands around it."""

    sign: str
    words: str


@dataclass(frozen=True, slots=True)
class Change:
    """A part that differs, with its lines."""

    part: str
    lines: list[Line]


def changes(before: dict[str, Any] | None, after: dict[str, Any]) -> list[Change]:
    """The parts that differ; none where there is nothing before."""
    if before is None:
        return []
    old, new = _parts(before), _parts(after)
    return [
        Change(name.replace("_", " ").capitalize(), _lines(old[name], new[name]))
        for name in new
        if old[name] != new[name]
    ]


def _parts(content: dict[str, Any]) -> dict[str, list[str]]:
    fields = {
        name: plain(content.get(name) or "").splitlines() for name in (*WORDS, *CHECKS, *DATES)
    }
    rows = {
        name: ["; ".join(filter(None, entry.values())) for entry in content.get(name, [])]
        for name in LISTS
    }
    return {**fields, **rows, "evidence rows": list(content["claims"])}


def _lines(before: list[str], after: list[str]) -> list[Line]:
    found = difflib.unified_diff(before, after, lineterm="", n=1)
    return [Line(line[0], line[1:]) for line in found if not line.startswith(("---", "+++", "@@"))]
