"""What a step's text may not be saved with: each refusal is a sentence for its editor."""

import datetime as dt
import re
from collections.abc import Iterator, Set

from bookings.messages.texts import LINKS, OF_AN_OFFER, PLACEHOLDERS, PRIVATE, bare, named
from bookings.models import Step
from portal.kit import textlint

MOST_WORDS = 150
WARNED_FOR = dt.timedelta(days=7)
# Staff are told that there is something to do, and no more (hazard H13).
FOR_STAFF = frozenset({"clinic", "place", "phone", "desk_link"})

_UNCONFIRMED = "text for an address that is not confirmed"
_HEALTH_WORD = re.compile(
    r"\b(needl\w*|acupunct\w*|injur\w*|treat\w*|therap\w*|pain\w*|sore\w*|ache\w*|bruis\w*|symptom\w*"
    r"|back|neck|shoulder|hip|knee|head|jaw|foot|leg|pregnan\w*|diagnos\w*|screening|bleed\w*)\b",
    re.IGNORECASE,
)
_TAG = re.compile(r"</?[a-z][^<>]*>", re.IGNORECASE)


def problems(step: Step) -> list[str]:
    """Why this text may not be saved, a sentence each; empty when it is fine."""
    checks = (_placeholders, _open_to_anybody, _claims, _reading, _parts)
    return [sentence for check in checks for sentence in check(step)]


def _placeholders(step: Step) -> Iterator[str]:
    allowed = _allowed(step)
    found = set().union(*map(named, step.texts))
    for name in sorted(found - allowed):
        known = name in PLACEHOLDERS
        yield f"{{{name}}} cannot be used here." if known else f"{{{name}}} is not a placeholder."
    if any(mark in bare(text) for text in step.texts for mark in "{}"):
        yield "A curly bracket is open or left over."
    if tag := next(filter(None, map(_TAG.search, step.texts)), None):
        yield f"“{tag.group()}” would be read as it stands: write plain text."


def _allowed(step: Step) -> Set[str]:
    if not step.is_for_patients:
        return FOR_STAFF
    others = LINKS[:2] if step.anchor == Step.Anchor.OFFERED else OF_AN_OFFER
    return PLACEHOLDERS.keys() - {"desk_link", *others}


def _open_to_anybody(step: Step) -> Iterator[str]:
    """What stands where the wrong reader would see it (hazards H09 and H13)."""
    open_texts = [("subject", step.subject), (_UNCONFIRMED, step.body_unconfirmed)]
    if step.is_for_patients and not step.body_unconfirmed and _health_words(step.body):
        yield f"The text has health words: fill in the {_UNCONFIRMED}."
    if not step.is_for_patients:
        open_texts.append(("text for staff", step.body))
    for where, text in open_texts:
        for name in sorted(PRIVATE & named(text)):
            yield f"The {where} may not name {{{name}}}."
        for word in _health_words(text):
            yield f"The {where} may not say “{word}”."


def _health_words(text: str) -> list[str]:
    return sorted({word.lower() for word in _HEALTH_WORD.findall(bare(text))})


def _claims(step: Step) -> Iterator[str]:
    for text in step.texts:
        yield from map(str, textlint.banned_claims(text))


def _reading(step: Step) -> Iterator[str]:
    for where, text in (("text", step.body), (_UNCONFIRMED, step.body_unconfirmed)):
        if len(bare(text).split()) > MOST_WORDS:
            yield f"The {where} has more than {MOST_WORDS} words."
        yield from map(str, textlint.hard_to_read(text, where=where))
        yield from map(str, textlint.long_sentences(text, where=where))


def _parts(step: Step) -> Iterator[str]:
    """Words of its own, so that the plain-text part says something; a way on; safety."""
    wanted = [name for name in LINKS if name in _allowed(step)]
    for where, text in (("text", step.body), (_UNCONFIRMED, step.body_unconfirmed)):
        if text and not textlint.words(_without_links(text)):
            yield f"The {where} has no words: its plain-text part would be empty."
        if (text or where == "text") and not named(text) & set(wanted):
            yield f"The {where} has no {{{wanted[0]}}}."
    after = step.anchor == Step.Anchor.ENDS and step.offset <= WARNED_FOR
    if after and step.is_for_patients and not step.red_flags:
        yield "In the 7 days after a visit each message carries the warning signs: tick them."


def _without_links(text: str) -> str:
    lines = (line for line in text.splitlines() if not named(line) & set(LINKS))
    return bare("\n".join(lines))
