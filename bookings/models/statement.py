"""How a consent text is written: its parts, and the lines that are for some readers alone.

A text is lines. "# 1. What is it?" begins one of the 18 parts, "- " is a point, and
"? thorax_caution, M1: words" is an extra risk: it stands at the top for whoever has one of
these flags, or for whom one of these rules of the questionnaire has fired.
"""

import re
from collections.abc import Iterable, Set
from dataclasses import dataclass
from itertools import groupby

# What each part is about, by its number: an informed yes needs all of them.
PARTS = {
    1: "what it is",
    2: "why it is suggested, and the goal",
    3: "what to expect of it",
    4: "how good the evidence is",
    5: "what else is part of the plan",
    6: "what it feels like",
    7: "common effects with rates",
    8: "rare and serious effects with rates",
    9: "the reader's own extra risks",
    10: "other ways, and doing nothing",
    11: "electrical stimulation",
    12: "afterwards, warning signs and the emergency number",
    13: "driving",
    14: "what one can say no to",
    15: "who does it",
    16: "cost and number of visits",
    17: "questions and complaints",
    18: "data",
}
# The location's own number takes its place on each page.
EMERGENCY = "{emergency_number}"
ANY_NUMBER = "the emergency number"
WITH_RATES = (7, 8)
OWN_RISKS, AFTERWARDS = 9, 12

_HEADING = re.compile(r"# (\d{1,2})\. \S")
_OWN = re.compile(r"\? ([\w:+, ]+?): (\S.*)")


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of the text: `kind` is heading, text or points."""

    kind: str
    lines: list[str]


@dataclass(frozen=True, slots=True)
class Point:
    """An extra risk, for whoever has one of these flags or fired rules."""

    keys: frozenset[str]
    words: str


def blocks(body: str) -> list[Block]:
    """What everybody reads, in its order."""
    found: list[Block] = []
    for kind, group in groupby(_lines(body), key=_kind):
        if kind == "own":
            continue
        words = [line[2:] if kind != "text" else line for line in group]
        found += [Block(kind, words)] if kind == "points" else [Block(kind, [one]) for one in words]
    return found


def points(body: str) -> list[Point]:
    """The extra risks in their order; a line that cannot be read is left out."""
    read = (_OWN.fullmatch(line) for line in _lines(body))
    return [Point(_keys(one[1]), one[2]) for one in read if one]


def points_for(body: str, flags: Iterable[str], codes: Iterable[str]) -> list[str]:
    """The words of those that are for a reader with these flags and fired rules.

    A flag with a detail, such as avoid_region:arm, is met by its name as well.
    """
    names = {flag.partition(":")[0] for flag in flags}
    has = {*flags, *names, *codes}
    return [point.words for point in points(body) if point.keys & has]


def faults(body: str, known: Set[str]) -> list[str]:
    """What has to be mended before it is published, as sentences; `known` are flags and rules."""
    found = [*_parts_missing(body), *_points_wrong(body, known)]
    parts = _by_part(body)
    found += [
        f"Part {number} gives no rate such as “about 8 in 100”: say how often."
        for number in WITH_RATES
        if not any(re.search(r"\d in 1[\d,]*00", line) for line in parts.get(number, []))
    ]
    if not any(EMERGENCY in line for line in parts.get(AFTERWARDS, [])):
        found.append(f"Part {AFTERWARDS} needs {EMERGENCY}: each location's own takes its place.")
    return found


def with_number(words: str, number: str) -> str:
    """With the emergency number of a location, or with words where none is chosen yet."""
    return words.replace(EMERGENCY, number or ANY_NUMBER)


def _parts_missing(body: str) -> list[str]:
    headings = [line for line in _lines(body) if _kind(line) == "heading"]
    numbers = [int(one[1]) if (one := _HEADING.match(line)) else 0 for line in headings]
    found = [
        f"Part {number} is missing: {about}. Its heading begins with “# {number}. ”."
        for number, about in PARTS.items()
        if number not in numbers
    ]
    if not found and numbers != list(PARTS):
        found.append("The parts are numbered from 1 to 18, each once and in this order.")
    empty = (number for number, lines in _by_part(body).items() if not lines)
    return [*found, *(f"Part {number} says nothing yet." for number in empty)]


def _points_wrong(body: str, known: Set[str]) -> list[str]:
    found = [
        f"“{line}” cannot be read: write “? flag, RULE: words”."
        for line in _lines(body)
        if _kind(line) == "own" and not _OWN.fullmatch(line)
    ]
    used = frozenset[str]().union(*(point.keys for point in points(body)))
    found += [
        f"There is no flag and no rule “{key}” in the published questionnaire."
        for key in sorted(used)
        if key not in known and key.partition(":")[0] not in known
    ]
    if "thorax_caution" not in used:
        found.append("There is no extra risk for thorax_caution: say what a collapsed lung is.")
    return found


def _by_part(body: str) -> dict[int, list[str]]:
    """The lines of each numbered part, without its heading."""
    found: dict[int, list[str]] = {}
    here: list[str] = []
    for line in _lines(body):
        if heading := _HEADING.match(line):
            here = found.setdefault(int(heading[1]), [])
        else:
            here.append(line)
    return found


def _keys(typed: str) -> frozenset[str]:
    return frozenset(key.strip() for key in typed.split(",") if key.strip())


def _lines(body: str) -> list[str]:
    return [line.strip() for line in body.splitlines() if line.strip()]


def _kind(line: str) -> str:
    return {"- ": "points", "# ": "heading", "? ": "own"}.get(line[:2], "text")
