"""Whether a questionnaire holds together. Pure: sentences for its editor, none if it does."""

from collections.abc import Iterator

from screening import conditions, flags
from screening.content import Content, QuestionContent
from screening.models.questionnaire import FIRM_RULES
from screening.outline import SUITS


def faults(content: Content) -> list[str]:
    """Why it cannot be published."""
    found = [
        *_unknown_words(content),
        *_backward(content),
        *_unanswerable(content),
        *_unknown_flags(content),
    ]
    # Rules are tried out only once they can be read at all.
    return found or list(_weakened(content))


def _unknown_words(content: Content) -> Iterator[str]:
    """Conditions that name a question, answer or operator that is not there."""
    questions = {question.key: question for question in content.questions}
    named = [(f"Rule {rule.code}", rule.when) for rule in content.rules]
    named += [(f"Question {q.key}", q.shown_when) for q in content.questions]
    for name, condition in named:
        try:
            conditions.holds(condition, {})
        except conditions.Unreadable as error:
            yield f"{name}: {error}."
            continue
        for key, operator, value in conditions.lines(condition):
            if key == conditions.AGE:
                suits = operator in SUITS["number"]
            elif key in questions:
                question = questions[key]
                suits = operator in SUITS[question.kind]
                wanted = {value} if isinstance(value, str) else value
                if question.options and not set(wanted) <= set(question.option_keys):
                    yield f"{name}: {key} has no answer {value}."
            else:
                suits = False
            if not suits:
                yield f"{name}: {key} cannot be asked whether it {operator} something."


def _backward(content: Content) -> Iterator[str]:
    """A question may depend only on questions that were asked before it."""
    asked: set[str] = set()
    for question in content.questions:
        for key in sorted(conditions.questions(question.shown_when) - asked):
            yield f"Question {question.key} is asked before {key}, on which it depends."
        asked.add(question.key)


def _unanswerable(content: Content) -> Iterator[str]:
    """Questions at which everybody would be stuck."""
    for question in content.questions:
        least, most = question.least, question.most
        match question.kind:
            case "radio" | "checkbox":
                if not question.options:
                    yield f"Question {question.key} has no answers to choose from."
            case "number":
                if least is None or most is None or least > most:
                    yield f"Question {question.key} needs a smallest and a largest number."
            case _:
                if most is None or most < 1:
                    yield f"Question {question.key} needs the largest length of its text."


def _unknown_flags(content: Content) -> Iterator[str]:
    for rule in content.rules:
        for flag in rule.flags:
            if fault := flags.fault(flag):
                yield f"Rule {rule.code}: {fault}"


def _weakened(content: Content) -> Iterator[str]:
    """Hazard H21: the emergency signs are asked of everybody, and every one is an emergency.

    The language has no "not": a rule that holds by one tick alone, without an age, holds
    whatever else is answered and however old somebody is.
    """
    firm = {rule.code: rule for rule in content.rules if rule.firm}
    yield from (f"Rule {code} is missing." for code in FIRM_RULES if code not in firm)
    read_by_firm = {key for rule in firm.values() for key in conditions.questions(rule.when)}
    fired_by: dict[tuple[str, str], list[str]] = {}
    for question in content.questions:
        if question.key in read_by_firm:
            yield from _not_asked_of_everybody(question)
            for answer in question.option_keys:
                given = {question.key: _as_answered(question, answer)}
                by = [code for code, rule in firm.items() if conditions.holds(rule.when, given)]
                fired_by[question.key, answer] = by
                if not by and answer not in question.exclusive_keys:
                    yield f"“{content.labels[question.key, answer]}” must be an emergency."
    # One sign each: otherwise one rule could stand in for another that is silent.
    own = {by[0] for by in fired_by.values() if len(by) == 1}
    for code in firm:
        if code not in own:
            yield f"Rule {code} needs an answer that it alone makes an emergency, at every age."


def _not_asked_of_everybody(question: QuestionContent) -> Iterator[str]:
    if question.shown_when is not True or not question.required:
        yield f"Question {question.key} must be asked of everybody, and may not be left out."
    if len(question.exclusive_keys) > 1:
        yield f"Question {question.key} may have one answer that stands alone: “None of these”."


def _as_answered(question: QuestionContent, answer: str) -> str | list[str]:
    return [answer] if question.kind == "checkbox" else answer
