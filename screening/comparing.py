"""What differs between two questionnaires, and whether it can change an outcome. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any

from screening import outline
from screening.content import Content, OptionContent, QuestionContent, RuleContent

# Words alone: another wording never changes what an answer comes to.
WORDING = frozenset(
    {
        "name",
        "text",
        "hint",
        "why",
        "label",
        "patient_line",
        "advice",
        "staff_line",
        "reason",
        "sources",
        "confidence",
    }
)
_NAMES = {
    "shown_when": "asked if",
    "when": "if",
    "least": "smallest number",
    "most": "largest number or length",
    "parent": "follows up",
    "kind": "kind of answer",
    "patient_line": "line for the patient",
    "staff_line": "line for reception",
    "always_ask": "asked before each visit",
    "every_service": "asked for every service",
    "must_tick": "has to be ticked",
    "exclusive": "stands alone",
    "grows_weekly": "grows by one each week",
    "senior": "senior practitioner",
}

Part = QuestionContent | OptionContent | RuleContent


@dataclass(frozen=True)
class Difference:
    """One column of one part, in words; empty where the part is new or gone."""

    part: str
    field: str
    before: str
    after: str
    words_only: bool


@dataclass(frozen=True)
class Comparison:
    """All differences, in the order of the questions, then of the rules."""

    differences: tuple[Difference, ...]

    @property
    def changes_outcomes(self) -> bool:
        """Whether anything but words differs."""
        return any(not one.words_only for one in self.differences)


def compare(before: Content, after: Content) -> Comparison:
    """From `before` to `after`."""
    found: list[Difference] = []
    if before.page_titles != after.page_titles:
        found.append(
            Difference("Pages", "titles", _said(before.page_titles), _said(after.page_titles), True)
        )
    old, new = _by_key(before.questions, "key"), _by_key(after.questions, "key")
    found += _parts("Question", old, new)
    for key in (key for key in new if key in old):
        found += _parts(
            f"Answer of {key}:",
            _by_key(old[key].options, "key"),
            _by_key(new[key].options, "key"),
        )
    common = [key for key in old if key in new]
    if common != [key for key in new if key in old]:
        order = _said([key for key in new if key in old])
        found.append(Difference("Questions", "order", _said(common), order, False))
    found += _parts("Rule", _by_key(before.rules, "code"), _by_key(after.rules, "code"))
    return Comparison(tuple(found))


def _by_key(parts: Iterable[Any], name: str) -> dict[str, Any]:
    return {getattr(part, name): part for part in parts}


def _parts(kind: str, old: Mapping[str, Part], new: Mapping[str, Part]) -> list[Difference]:
    """Those that are gone, new, or not the same in both."""
    found = []
    for key in [*old, *(key for key in new if key not in old)]:
        part = f"{kind} {key}"
        if key not in new:
            found.append(Difference(part, "removed", "there", "", False))
        elif key not in old:
            found.append(Difference(part, "added", "", "there", False))
        else:
            found += _columns(part, old[key], new[key])
    return found


def _columns(part: str, old: Part, new: Part) -> list[Difference]:
    return [
        Difference(
            part,
            _NAMES.get(column.name, column.name.replace("_", " ")),
            _said(getattr(old, column.name), column.name),
            _said(getattr(new, column.name), column.name),
            column.name in WORDING,
        )
        for column in fields(old)
        if column.name != "options" and getattr(old, column.name) != getattr(new, column.name)
    ]


def _said(value: Any, column: str = "") -> str:
    """A value as people read it: conditions as their lines, lists with commas."""
    if column in ("when", "shown_when"):
        return outline.written(value) or "always"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return ", ".join(value)
    return "" if value is None else str(value)
