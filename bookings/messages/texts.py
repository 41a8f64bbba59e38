"""A step's text: placeholders, paragraphs, and what the lint refuses.

A body is plain paragraphs with a blank line between; a line that starts with "- " is a
point; a line such as "See your visit: {visit_link}" becomes a button. A line whose
placeholder has nothing to say, or may not be said yet, is left out whole. What the lint
refuses stands in bookings.messages.lint.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

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
    "take_care": "asks not to fly or dive with a warning sign, if care near the chest is needed",
    "course_visits": "after how many visits a course is looked at again",
    "course_count": "how many visits the course has",
    "course_apart": "how far apart they are, such as a week apart",
    "course_times": "the days and times that this tells of; on a line that starts with a dash",
    "was": "day, time and place that the patient was last told, if they differ",
    "decide_by": "by when a request is answered",
    "phone": "the location's phone number",
    "urgent_name": "the health advice line's name",
    "urgent_number": "the health advice line's number",
    "emergency_number": "the emergency number where the visit is",
    "visit_link": "the address of the visit's page; on a line of its own, after its words",
    "check_in_link": "the page on which to say how it went; on a line of its own",
    "offer_link": "the page that answers an offer of the waitlist; on a line of its own",
    "answer_by": "until when such an offer can be answered",
    "desk_link": "the tasks of staff, for messages to them; on a line of its own",
}
LINKS = ("visit_link", "check_in_link", "offer_link", "desk_link")
# An email about an offer has these instead of the links to a visit.
OF_AN_OFFER = frozenset({"offer_link", "answer_by"})
# Not said until the patient has confirmed the address (hazard H09), and never in a subject.
PRIVATE = frozenset({"service", "practitioner", "take_care"})

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_LINK_LINE = re.compile(rf"^(?P<words>.+?):\s*\{{(?P<link>{'|'.join(LINKS)})\}}$")


class UnknownPlaceholder(Exception):
    """A text names something that no visit has."""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph (`words`), a list (`points`), or a button (`words` and `href`)."""

    words: str = ""
    points: tuple[str, ...] = ()
    href: str = ""


def named(text: str) -> set[str]:
    """The placeholders that a text names, known or not."""
    return set(_PLACEHOLDER.findall(text))


def bare(text: str) -> str:
    """The text without its placeholders."""
    return _PLACEHOLDER.sub("", text)


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
            made.append(Block(words=fill(link["words"], values), href=values[link["link"]]))
        elif line.startswith("- "):
            points = made.pop().points if last and last.points else ()
            made.append(Block(points=(*points, *words[2:].splitlines())))
        elif last and last.words and not last.href:
            made[-1] = Block(words=f"{last.words} {words}")
        else:
            made.append(Block(words=words))
    return made


def _says_nothing(line: str, values: Mapping[str, str]) -> bool:
    names = _PLACEHOLDER.findall(line)
    return any(name in PLACEHOLDERS and not values.get(name) for name in names)
