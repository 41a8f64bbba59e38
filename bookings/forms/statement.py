"""The statement to read before needling, with the points that are this person's own."""

from dataclasses import dataclass

from bookings.models import ConsentText, Draft
from bookings.models.statement import Block, blocks, points_for, with_number
from screening import outcomes
from screening.models import Assessment

_NO_CURRENT = "block_estim"


@dataclass(frozen=True, slots=True)
class Statement:
    """A version of the text, cut into blocks, and the reader's own points.

    `asks_electrical` is whether electrical stimulation is a question for this reader.
    """

    text: ConsentText
    blocks: list[Block]
    own: list[str]
    asks_electrical: bool


def statement(draft: Draft, text: ConsentText | None) -> Statement | None:
    """What has to be read for the chosen service; None if it uses no needles."""
    if draft.service is None or draft.assessment is None or text is None:
        return None
    if not draft.service.uses_needles:
        return None
    kind, number = draft.service.kind, draft.location.emergency_number if draft.location else ""
    own, flags = own_points(text, draft.assessment, kind), draft.assessment.flags_for(kind)
    told = shown(text, [*own, *draft.assessment.advice(kind)], number)
    return Statement(text, told.blocks, told.own, _NO_CURRENT not in flags)


def own_points(text: ConsentText, assessment: Assessment, kind: str) -> list[str]:
    """The extra risks of whoever gave these answers, as the text has them."""
    codes = {rule.code for rule in outcomes.bound(assessment.reasons(), kind)}
    return points_for(text.body, assessment.flags_for(kind), codes)


def shown(text: ConsentText, own: list[str], number: str) -> Statement:
    """The text with these points, and the emergency number in its place; each point once."""
    parts = [
        Block(block.kind, [with_number(line, number) for line in block.lines])
        for block in blocks(text.body)
    ]
    points = [with_number(point, number) for point in dict.fromkeys(own)]
    return Statement(text, parts, points, asks_electrical=True)
