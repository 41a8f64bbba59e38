"""Conditions as lines of text, for people who edit them; exact in both directions.

    all
      lungs includes collapsed
      any
        areas includes_any neck, chest
        age below 16

A line is `question operator answer`; answers of the `_any` operators are parted by commas.
`all` and `any` hold the lines that stand two spaces further in. Several lines without a
head need all of them. `always` and `never` stand alone.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from screening import conditions
from screening.conditions import AGE, Condition
from screening.content import Content

_STEP = "  "
# More than anybody needs, and little enough for every program that reads them.
_DEEPEST, _MOST_DIGITS = 10, 4
GROUPS = ("all", "any")
_ALONE = {"always": True, "never": False}
_YES_NO = {"yes": True, "no": False}
# Which operators suit which kind of question.
SUITS: dict[str, tuple[str, ...]] = {
    "radio": ("is", "is_any"),
    "checkbox": ("includes", "includes_any"),
    "number": ("at_least", "below"),
    "text": ("is_filled",),
}


class Unclear(ValueError):
    """A line that cannot be read; `sentences` say which and what is possible."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__(" ".join(sentences))
        self.sentences = sentences


@dataclass(frozen=True)
class Words:
    """What a condition of a draft can name: for each question its kind and its answers."""

    kinds: Mapping[str, str]
    answers: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, content: Content, before: str = "") -> "Words":
        """All questions, or for a question's own condition those asked before it."""
        keys = [question.key for question in content.questions]
        until = keys.index(before) if before in keys else len(keys)
        asked = content.questions[:until]
        return cls(
            kinds={AGE: "number"} | {question.key: question.kind for question in asked},
            answers={question.key: question.option_keys for question in asked},
        )


def written(condition: Condition) -> str:
    """The condition as lines; nothing for one that always holds."""
    if condition is None or condition is True:
        return ""
    return "\n".join(_lines(condition, ""))


def _lines(condition: Condition, indent: str) -> Iterator[str]:
    match condition:
        case bool():
            yield f"{indent}{'always' if condition else 'never'}"
        case {"all": parts} | {"any": parts}:
            yield f"{indent}{'all' if 'all' in condition else 'any'}"
            for part in parts:
                yield from _lines(part, indent + _STEP)
        case [question, operator, value]:
            yield f"{indent}{question} {operator} {_value(value)}"
        case _:
            raise conditions.Unreadable(f"this is no condition: {condition!r}")


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(value) if isinstance(value, list | tuple) else str(value)


def read(text: str, words: Words) -> Condition:
    """The condition that these lines say; True for none. Raises Unclear with every fault."""
    lines = [
        _Line(number, len(line) - len(line.lstrip(" ")), line.strip())
        for number, line in enumerate(text.replace("\t", _STEP).splitlines(), start=1)
        if line.strip()
    ]
    faults: list[str] = []
    parts = _read_group(lines, words, faults)
    if faults:
        raise Unclear(faults)
    if not parts:
        return True
    return parts[0] if len(parts) == 1 else {"all": parts}


@dataclass(frozen=True)
class _Line:
    number: int
    indent: int
    words: str

    def fault(self, sentence: str) -> str:
        return f"Line {self.number}: {sentence}"


def _read_group(
    lines: list[_Line], words: Words, faults: list[str], deep: int = 0
) -> list[Condition]:
    """The conditions of lines that stand at the first one's indent."""
    found: list[Condition] = []
    rest = list(lines)
    while rest:
        line = rest.pop(0)
        inside = []
        while rest and rest[0].indent > line.indent:
            inside.append(rest.pop(0))
        if rest and rest[0].indent < lines[0].indent:
            faults.append(rest[0].fault("it stands further left than the lines before it."))
        if line.words in GROUPS:
            if deep == _DEEPEST:
                faults.append(line.fault(f"more than {_DEEPEST} groups within each other."))
                continue
            parts = _read_group(inside, words, faults, deep + 1)
            if not inside:
                faults.append(line.fault(f"“{line.words}” needs lines below it, two spaces in."))
            found.append({line.words: parts})
        else:
            if inside:
                faults.append(inside[0].fault("only “all” and “any” have lines further in."))
            found.append(_read_line(line, words, faults))
    return found


def _read_line(line: _Line, words: Words, faults: list[str]) -> Condition:
    if line.words in _ALONE:
        return _ALONE[line.words]
    question, _, rest = line.words.partition(" ")
    operator, _, answer = rest.strip().partition(" ")
    if question not in words.kinds:
        faults.append(
            line.fault(f"“{question}” is no question that can be asked about here.")
            + _did_you_mean(question, words.kinds)
        )
        return False
    suits = SUITS[words.kinds[question]]
    if operator not in suits:
        faults.append(
            line.fault(f"after “{question}” write {' or '.join(suits)}, not “{operator}”.")
        )
        return False
    return [
        question,
        operator,
        _read_answer(line, question, operator, answer.strip(), words, faults),
    ]


def _read_answer(
    line: _Line, question: str, operator: str, answer: str, words: Words, faults: list[str]
) -> Any:
    if operator in SUITS["number"]:
        if answer.isascii() and answer.isdigit() and len(answer) <= _MOST_DIGITS:
            return int(answer)
        faults.append(line.fault(f"“{question} {operator}” needs a whole number, 9999 at most."))
        return 0
    if operator == "is_filled":
        if answer in _YES_NO:
            return _YES_NO[answer]
        faults.append(line.fault(f"“{question} is_filled” needs yes or no."))
        return True
    given = [one.strip() for one in answer.split(",")] if operator.endswith("_any") else [answer]
    for one in given:
        if one not in words.answers.get(question, ()):
            faults.append(
                line.fault(f"“{question}” has no answer “{one}”.")
                + _did_you_mean(one, words.answers.get(question, ()))
            )
    return given if operator.endswith("_any") else answer


def _did_you_mean(word: str, possible: Any) -> str:
    near = get_close_matches(word, list(possible), n=1)
    return f" Did you mean {near[0]}?" if near else ""
