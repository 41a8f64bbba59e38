"""The statement to read before needling, with the points that are this person's own."""

from dataclasses import dataclass
from itertools import groupby

from bookings.models import ConsentText, Draft

# By the flag that a rule has set. In words for the patient, and about the visit alone.
OWN_POINTS = {
    "thorax_caution": (
        "Needles near the neck, the shoulders or the chest: air can get in around the lung"
        " (a collapsed lung). Watch for sudden chest pain, a dry cough or trouble breathing,"
        " also some hours later, and call the emergency number if they come."
    ),
    "first_timer": "Your first time: feeling faint is more common then.",
    "block_estim": "We do not use electrical stimulation with your needles.",
}


@dataclass(frozen=True, slots=True)
class Block:
    """A part of the text: `kind` is heading, text or points."""

    kind: str
    lines: list[str]


@dataclass(frozen=True, slots=True)
class Statement:
    """A version of the text, cut into blocks, and the reader's own points."""

    text: ConsentText
    blocks: list[Block]
    own: list[str]


def statement(draft: Draft, text: ConsentText | None) -> Statement | None:
    """What has to be read for the chosen service; None if it uses no needles."""
    if draft.service is None or draft.assessment is None or text is None:
        return None
    if not draft.service.uses_needles:
        return None
    flags = set(draft.assessment.flags)
    own = [words for flag, words in OWN_POINTS.items() if flag in flags]
    advice = draft.assessment.advice(draft.service.kind)
    return Statement(text, blocks(text.body), list(dict.fromkeys([*own, *advice])))


def blocks(body: str) -> list[Block]:
    """Paragraphs; a line that starts with "- " is a point, with "# " a heading."""
    lines = [line.strip() for line in body.splitlines() if line.strip()]
    found: list[Block] = []
    for kind, group in groupby(lines, key=_kind):
        words = [line[2:] if kind != "text" else line for line in group]
        found += [Block(kind, words)] if kind == "points" else [Block(kind, [one]) for one in words]
    return found


def _kind(line: str) -> str:
    return {"- ": "points", "# ": "heading"}.get(line[:2], "text")
