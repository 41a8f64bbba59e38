"""A step's text: placeholders, paragraphs, and what the lint refuses.

A body is plain paragraphs with a blank line between; a line that starts with "- " is a
point; a line such as "See your visit: {visit_link}" becomes a button. A line whose
placeholder has nothing to say, or may not be said yet, is left out whole.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bookings.models import Step
from portal.kit import textlint

# What each placeholder stands for, as the admin explains it.
PLACEHOLDERS = {
    "first_name": "the name that the patient goes by",
    "clinic": "the clinic's name",
    "day": "the visit's day, such as Tuesday 2 March 2027",
    "time": "its start by the location's clock, such as 9:30 am",
    "zone": "whose clock that is, such as Melbourne time",
    "minutes": "its length in minutes",
    "place": "the location's name and address",
    "practitioner": "with whom",
    "service": "the service's name",
    "reference": "the visit's reference",
    "other_service": "says that what is booked was changed after a review, if it was",
    "health_questions": "asks for the health questions, if they are not answered yet",
    "was": "day, time and place that the patient was last told, if they differ",
    "decide_by": "by when a request is answered",
    "phone": "the location's phone number",
    "urgent_name": "the health advice line's name",
    "urgent_number": "the health advice line's number",
    "emergency_number": "the emergency number where the visit is",
    "visit_link": "the address of the visit's page; on a line of its own, after its words",
}
# Not said until the patient has confirmed the address (hazard H09), and never in a subject.
PRIVATE = frozenset({"service", "practitioner"})
MOST_WORDS = 150

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_LINK_LINE = re.compile(r"^(?P<words>.+?):\s*\{visit_link\}$")
_HEALTH_WORD = re.compile(
    r"\b(needl\w*|acupunct\w*|injur\w*|treat\w*|therap\w*|pain\w*|sore\w*|ache\w*|bruis\w*|symptom\w*"
    r"|back|neck|shoulder|hip|knee|head|jaw|foot|leg|pregnan\w*|diagnos\w*|screening|bleed\w*)\b",
    re.IGNORECASE,
)


class UnknownPlaceholder(Exception):
    """A text names something that no visit has."""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph (`words`), a list (`points`), or a button (`words` and `href`)."""

    words: str = ""
    points: tuple[str, ...] = ()
    href: str = ""


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with each {placeholder} replaced; raises UnknownPlaceholder."""

    def value(match: re.Match[str]) -> str:
        name = match.group(1)
        if name not in PLACEHOLDERS:
            raise UnknownPlaceholder(f"The text names {{{name}}}, which does not exist.")
        return values.get(name, "")

    return _PLACEHOLDER.sub(value, text)


def blocks(body: str, values: Mapping[str, str]) -> list[Block]:
    """The body as blocks, in order; raises UnknownPlaceholder."""
    found = []
    for paragraph in re.split(r"\n\s*\n", body.strip()):
        found += _paragraph(paragraph.splitlines(), values)
    return found


def _paragraph(lines: list[str], values: Mapping[str, str]) -> list[Block]:
    made: list[Block] = []
    for line in map(str.strip, lines):
        if _says_nothing(line, values):
            continue
        link = _LINK_LINE.match(line)
        words = fill(line, values)
        last = made[-1] if made else None
        if link:
            made.append(Block(words=fill(link["words"], values), href=values["visit_link"]))
        elif line.startswith("- "):
            points = made.pop().points if last and last.points else ()
            made.append(Block(points=(*points, words[2:])))
        elif last and last.words and not last.href:
            made[-1] = Block(words=f"{last.words} {words}")
        else:
            made.append(Block(words=words))
    return made


def _says_nothing(line: str, values: Mapping[str, str]) -> bool:
    names = _PLACEHOLDER.findall(line)
    return any(name in PLACEHOLDERS and not values.get(name) for name in names)


def problems(step: Step) -> list[str]:
    """Why this text may not be saved, a sentence each; empty when it is fine."""
    texts = (step.subject, step.body, step.body_unconfirmed)
    found = [
        f"{{{name}}} is not a placeholder."
        for name in sorted({one for text in texts for one in _PLACEHOLDER.findall(text)})
        if name not in PLACEHOLDERS
    ]
    if any(mark in _PLACEHOLDER.sub("", text) for text in texts for mark in "{}"):
        found.append("A curly bracket is open or left over.")
    found += _open_words("subject", step.subject)
    found += _open_words("text for an address that is not confirmed", step.body_unconfirmed)
    for text in texts:
        found += [str(claim) for claim in textlint.banned_claims(text)]
    for text in texts[1:]:
        if len(_PLACEHOLDER.sub("", text).split()) > MOST_WORDS:
            found.append(f"More than {MOST_WORDS} words.")
    if "{visit_link}" not in step.body:
        found.append("The text has no {visit_link}.")
    return found


def _open_words(where: str, text: str) -> list[str]:
    """What may not stand where the wrong reader would see it."""
    names = sorted(PRIVATE.intersection(_PLACEHOLDER.findall(text)))
    words = sorted({word.lower() for word in _HEALTH_WORD.findall(_PLACEHOLDER.sub("", text))})
    return [f"The {where} may not name {{{name}}}." for name in names] + [
        f"The {where} may not say “{word}”." for word in words
    ]
