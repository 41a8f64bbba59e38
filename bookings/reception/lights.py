"""The screening light of a visit: level and what to do, never the reason (hazard H12)."""

from dataclasses import dataclass

from bookings.models import Appointment, Review, Status
from screening import flags, outcomes


@dataclass(frozen=True)
class Light:
    """A sign, a word and a class, so that colour never speaks alone; then what to do."""

    css: str
    sign: str
    word: str
    state: str
    lines: list[str]


_SIGNS = {"red": "■", "amber": "▲", "green": "✓"}
_SAID_YES = "review: practitioner said yes"
_YES: dict[str, str] = {
    Review.Decision.CLEAR: _SAID_YES,
    Review.Decision.CONDITIONS: f"{_SAID_YES}, with conditions",
    Review.Decision.SERVICE: f"{_SAID_YES}, to this service",
}
NOT_ASKED = ("grey", "○", "not asked")
ASK_AGAIN = ("grey", "○", "ask again")


def light(visit: Appointment, valid_days: int, *, clinical: bool = False) -> Light:
    """What reception sees of the health screening of this visit.

    Whoever may read answers is `clinical` and sees every flag in words.
    """
    assessment = visit.assessment
    if assessment is None:
        state = "link sent" if visit.screening_sent_at else "not asked"
        # Answers of its start count no longer on the day of a later visit of a course.
        look = ASK_AGAIN if visit.course_id else NOT_ASKED
        return Light(*look, state=state, lines=["Ask the health questions before the visit."])
    kind = visit.service.kind
    look, carried = _look(assessment.outcome_for(kind)), assessment.flags_for(kind)
    every = [flags.in_words(flag) for flag in carried]
    if clinical:
        lines = [*assessment.what_to_do(kind, with_flags=False), *every]
    else:
        lines = [*assessment.what_to_do(kind), *flags.postponed(carried)]
    if not visit.has_valid_answers(valid_days):
        if look[0] == "green":
            look = ASK_AGAIN
        return Light(*look, state="expired", lines=["Ask the health questions again.", *lines])
    if look[0] != "amber":
        return Light(*look, state="done", lines=lines)
    if visit.status == Status.PENDING:
        return Light("amber", "▲", "waits for review", state="done", lines=lines)
    if yes := _YES.get(_decision(visit)):
        prepare = every if clinical else flags.for_reception(carried)
        return Light("amber", "▲", yes, state="done", lines=prepare)
    return Light(*look, state="done", lines=lines)


def _look(level: str) -> tuple[str, str, str]:
    """Class, sign and word of a level."""
    css = outcomes.light(level)
    return css, _SIGNS[css], outcomes.IN_SHORT[level]


def _decision(visit: Appointment) -> str:
    review = getattr(visit, "review", None)
    return review.decision if review else ""
