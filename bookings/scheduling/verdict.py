"""What a health screening asks of a visit on one day: how it counts, how long, with whom."""

import datetime as dt
from dataclasses import dataclass

from screening import outcomes
from screening.assess import judged_on
from screening.models import Assessment


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome for one kind of service, minutes to add, and whether a senior is needed."""

    outcome: str = outcomes.CLEAR
    extra_minutes: int = 0
    senior: bool = False


def verdict_on(assessment: Assessment | None, day: dt.date, *, kind: str) -> Verdict:
    """The stricter of what was assessed and what the answers come to on `day`.

    Without an assessment, as by phone, nothing is asked.
    """
    if assessment is None:
        return Verdict()
    stood = Verdict(
        assessment.outcome_for(kind), assessment.extra_minutes(kind), assessment.senior(kind)
    )
    if assessment.on == day:
        return stood
    then = judged_on(assessment, day, kind=kind)
    return Verdict(
        outcomes.worst([stood.outcome, then.outcome]),
        max(stood.extra_minutes, then.extra_minutes),
        stood.senior or then.senior,
    )
