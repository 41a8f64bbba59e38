"""The one small language for shown-when and for rules.

A condition is a list `[question, operator, value]`, or `{"all": [...]}` or `{"any": [...]}`
of conditions, or `true`/`false`. It is JSON as it stands.

    ["medicines", "includes", "blood_thinner"]
    {"all": [["lungs", "includes", "collapsed"], ["areas", "includes_any", ["neck", "chest"]]]}

There is no "not": more ticks never make a condition false, so a worse answer never
makes an outcome better.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

Condition = Any
Answers = Mapping[str, Any]

# The one fact that is no question: years completed on the day of the visit.
AGE = "age"


class Unreadable(ValueError):
    """The condition, or an answer that it reads, is not what the language allows."""


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise Unreadable(f"expected a word, not {type(value).__name__}")
    return value


def _texts(value: Any) -> list[str]:
    if not isinstance(value, list | tuple):
        raise Unreadable(f"expected a list, not {type(value).__name__}")
    return [_text(item) for item in value]


def _number(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise Unreadable(f"expected a number, not {type(value).__name__}")
    return value


_OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "is": lambda answer, value: _text(answer) == _text(value),
    "is_any": lambda answer, value: _text(answer) in _texts(value),
    "includes": lambda answer, value: _text(value) in _texts(answer),
    "includes_any": lambda answer, value: bool(set(_texts(value)) & set(_texts(answer))),
    "at_least": lambda answer, value: _number(answer) >= _number(value),
    "below": lambda answer, value: _number(answer) < _number(value),
    "is_filled": lambda answer, value: bool(_text(answer).strip()) is value,
}
# A name that begins so is of one thing.
_ONE_THING = ("the", "where", "what", "your")
_WORDS = {
    "is": "is",
    "is_any": "is",
    "includes": "include",
    "includes_any": "include",
    "at_least": "is at least",
    "below": "is below",
    "is_filled": "is filled in",
}


def holds(condition: Condition, answers: Answers) -> bool:
    """Whether it holds. A question without an answer makes its line false.

    Every line is read, also where the first settles it: a broken line is never hidden
    by a lucky one. Raises Unreadable.
    """
    match condition:
        case bool():
            return condition
        case {"all": [_, *_] as parts, **rest} if not rest:
            every = [holds(part, answers) for part in parts]
            return all(every)
        case {"any": [_, *_] as parts, **rest} if not rest:
            every = [holds(part, answers) for part in parts]
            return any(every)
        case [str(question), str(operator), value] if operator in _OPERATORS:
            answer = answers.get(question)
            return answer is not None and _OPERATORS[operator](answer, value)
    raise Unreadable(f"this is no condition: {condition!r}")


def lines(condition: Condition) -> Iterator[tuple[str, str, Any]]:
    """Every (question, operator, value) in it, from left to right."""
    match condition:
        case {"all": parts} | {"any": parts}:
            for part in parts:
                yield from lines(part)
        case [question, operator, value]:
            yield question, operator, value


def questions(condition: Condition) -> set[str]:
    """The questions that it reads; age is none."""
    return {question for question, _, _ in lines(condition)} - {AGE}


def reduced(condition: Condition, answers: Answers, keep: Collection[str]) -> Condition:
    """The condition with every line settled by `answers`, save those about `keep`.

    So a page's script gets what it can decide and no answer from another page.
    """
    match condition:
        case {"all": parts}:
            return {"all": [reduced(part, answers, keep) for part in parts]}
        case {"any": parts}:
            return {"any": [reduced(part, answers, keep) for part in parts]}
        case [question, _, _] if question in keep:
            return condition
    return holds(condition, answers)


def sentence(
    condition: Condition,
    names: Mapping[str, str],
    labels: Mapping[tuple[str, str], str],
) -> str:
    """For staff: “medicines include “Blood thinner …””. `names` by question, `labels` by
    (question, option)."""
    match condition:
        case bool():
            return "always" if condition else "never"
        case {"all": parts}:
            return " and ".join(_part(part, names, labels) for part in parts)
        case {"any": parts}:
            return " or ".join(_part(part, names, labels) for part in parts)
        case [str(question), str(operator), value]:
            subject = names.get(question, question.replace("_", " "))
            said = _said(question, value, labels)
            return f"{subject} {_verb(operator, subject)} {said}".rstrip()
    raise Unreadable(f"this is no condition: {condition!r}")


def _verb(operator: str, subject: str) -> str:
    """“medicines include”, “the lung problem includes”: a guess by the words of the name."""
    words = subject.split()
    one = words[0] in _ONE_THING or " or " in subject
    many = not one and (words[0].endswith("s") or words[-1].endswith("s"))
    verb = _WORDS[operator]
    return f"{verb}s" if verb == "include" and not many else verb


def _part(
    condition: Condition, names: Mapping[str, str], labels: Mapping[tuple[str, str], str]
) -> str:
    words = sentence(condition, names, labels)
    return f"({words})" if isinstance(condition, dict) else words


def _said(question: str, value: Any, labels: Mapping[tuple[str, str], str]) -> str:
    match value:
        case bool():
            return ""
        case list():
            return "one of " + ", ".join(_said(question, item, labels) for item in value)
        case str():
            return f"“{labels.get((question, value), value)}”"
    return str(value)
