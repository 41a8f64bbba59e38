"""Levels, whom a rule binds, and the record of one rule that fired. Plain data, no database."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Self

Kind = Literal["needling", "hands_on", "every"]
Light = Literal["grey", "green", "amber", "red"]

CLEAR, NOTE, REVIEW, STOP, STOP_URGENT, EMERGENCY = LEVELS = (
    "clear",
    "note",
    "review",
    "stop",
    "stop_urgent",
    "emergency",
)
# With these nothing is booked online.
STOPS = (STOP, STOP_URGENT, EMERGENCY)
KINDS: tuple[Kind, ...] = ("needling", "hands_on", "every")

# Needling is hands-on care too, so what binds hands-on care binds it as well.
_BOUND_BY: dict[str, tuple[str, ...]] = {
    "needling": ("needling", "hands_on", "every"),
    "hands_on": ("hands_on", "every"),
    "every": ("every",),
}
_LIGHTS: dict[str, Light] = {
    CLEAR: "green",
    NOTE: "green",
    REVIEW: "amber",
    STOP: "red",
    STOP_URGENT: "red",
    EMERGENCY: "red",
}

# What everybody on the staff may know of a level; the reason is not theirs (hazard H12).
IN_SHORT = {
    CLEAR: "clear",
    NOTE: "clear, with a note",
    REVIEW: "review",
    STOP: "stop",
    STOP_URGENT: "stop",
    EMERGENCY: "stop",
}


def rank(level: str) -> int:
    """0 for clear, up to 5 for emergency."""
    return LEVELS.index(level)


def worst(levels: Iterable[str]) -> str:
    """The highest level wins; none at all is clear. Never an average, never a score."""
    return max(levels, key=rank, default=CLEAR)


def binds(rule_binds: str, kind: str) -> bool:
    """Whether a rule that binds `rule_binds` counts for a service of this kind (hazard H03)."""
    return rule_binds in _BOUND_BY[kind]


def light(level: str) -> Light:
    """The colour beside a visit; grey, for not asked, is the caller's to say."""
    return _LIGHTS[level]


@dataclass(frozen=True)
class Fired:
    """A rule that fired, with its words as they stood then. Health data: store it sealed."""

    code: str
    level: str
    binds: str
    flags: tuple[str, ...] = ()
    patient_line: str = ""
    advice: str = ""
    staff_line: str = ""
    reason: str = ""
    sources: tuple[str, ...] = ()
    confidence: str = ""
    extra_minutes: int = 0
    senior: bool = False

    @property
    def level_in_words(self) -> str:
        return in_words(self.level)

    @classmethod
    def stored(cls, entry: Mapping[str, Any]) -> Self:
        """From what dataclasses.asdict gave, once it has been through JSON."""
        lists = {"flags": tuple(entry["flags"]), "sources": tuple(entry["sources"])}
        return cls(**{**entry, **lists})


def bound(fired: Iterable[Fired], kind: str) -> list[Fired]:
    """Those that count for a service of this kind, worst first, else as they came."""
    counting = [rule for rule in fired if binds(rule.binds, kind)]
    return sorted(counting, key=lambda rule: -rank(rule.level))


def flags(rules: Iterable[Fired]) -> list[str]:
    """Every flag of these rules once, in order."""
    return distinct(flag for rule in rules for flag in rule.flags)


def told(counting: Sequence[Fired]) -> list[Fired]:
    """Of the rules that count, those whose lines a patient reads: milder ones would distract.

    At an emergency its rules alone, at a stop the stops.
    """
    found = worst(rule.level for rule in counting)
    levels = (EMERGENCY,) if found == EMERGENCY else STOPS if found in STOPS else LEVELS
    return [rule for rule in counting if rule.level in levels]


def in_words(level: str) -> str:
    return level.replace("_", " ")


def said_once(lines: Iterable[str]) -> list[str]:
    """In order, each sentence once: of a line what no line before it has said."""
    said: set[str] = set()
    found = []
    for line in lines:
        new = [one for one in re.split(r"(?<=[.!?])\s+", line.strip()) if one and one not in said]
        said.update(new)
        found.append(" ".join(dict.fromkeys(new)))
    return [line for line in found if line]


def distinct(lines: Iterable[str]) -> list[str]:
    """In order, without blanks and repeats."""
    return [line for line in dict.fromkeys(lines) if line]
