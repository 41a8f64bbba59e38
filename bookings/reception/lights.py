"""The screening light of a visit: level and what to do, never the reason (hazard H12)."""

from dataclasses import dataclass, replace

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


_RED = ("red", "■", "stop")
_LOOKS = {
    "emergency": _RED,
    "stop_urgent": _RED,
    "stop": _RED,
    "review": ("amber", "▲", "review"),
    "note": ("green", "✓", "clear, with a note"),
    "clear": ("green", "✓", "clear"),
}
_WENT_AHEAD = (Review.Decision.CLEAR, Review.Decision.CONDITIONS, Review.Decision.SERVICE)
NOT_ASKED = ("grey", "○", "not asked")
ASK_AGAIN = ("grey", "○", "ask again")


def light(visit: Appointment, valid_days: int, *, clinical: bool = False) -> Light:
    """What reception sees of the health screening of this visit.

    Whoever may read answers is `clinical` and sees every flag in words as well.
    """
    seen = _for_reception(visit, valid_days)
    if not clinical or visit.assessment is None:
        return seen
    every = [flags.in_words(flag) for flag in visit.assessment.flags]
    return replace(seen, lines=outcomes.distinct([*seen.lines, *every]))


def _for_reception(visit: Appointment, valid_days: int) -> Light:
    assessment = visit.assessment
    if assessment is None:
        state = "link sent" if visit.screening_sent_at else "not asked"
        return Light(*NOT_ASKED, state=state, lines=["Ask the health questions before the visit."])
    outcome = assessment.outcome_for(visit.service.kind)
    look = _LOOKS[outcome]
    lines = [
        *assessment.what_to_do(visit.service.kind),
        *flags.postponed(assessment.flags),
    ]
    if assessment.valid_until(valid_days) <= visit.starts:
        if look[0] == "green":
            look = ASK_AGAIN
        return Light(*look, state="expired", lines=["Ask the health questions again.", *lines])
    if look[0] != "amber":
        return Light(*look, state="done", lines=lines)
    if visit.status == Status.PENDING:
        return Light("amber", "▲", "waits for review", state="done", lines=lines)
    if _said_yes(visit):
        lines = flags.for_reception(assessment.flags)
        return Light("amber", "▲", "review: practitioner said yes", state="done", lines=lines)
    return Light(*look, state="done", lines=lines)


def _said_yes(visit: Appointment) -> bool:
    review = getattr(visit, "review", None)
    return review is not None and review.decision in _WENT_AHEAD
