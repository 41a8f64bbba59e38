"""An assessment in full, for those who may read answers: why it came to what it came to."""

from dataclasses import dataclass
from typing import Self

from bookings.models import Appointment
from bookings.reception.answers import Answer, answers
from screening import flags, outcomes
from screening.models import Assessment
from screening.outcomes import Fired


@dataclass(frozen=True)
class Screening:
    """What the page says. `passed` are rules that bind other kinds of service only."""

    assessment: Assessment
    outcome: str
    counting: list[Fired]
    passed: list[Fired]
    flags: list[str]
    told: list[str]
    answers: list[Answer]
    earlier: list[Answer]

    @classmethod
    def of(cls, assessment: Assessment, visit: Appointment | None = None) -> Self:
        """For the visit's service, or for the kind that was asked about."""
        kind = visit.service.kind if visit else assessment.kind
        rules = assessment.reasons()
        counting = [rule for rule in rules if outcomes.binds(rule.binds, kind)]
        return cls(
            assessment=assessment,
            outcome=outcomes.in_words(assessment.outcome_for(kind)),
            counting=counting,
            passed=[rule for rule in rules if rule not in counting],
            flags=[flags.in_words(flag) for flag in outcomes.flags(counting)],
            told=assessment.patient_lines(kind),
            answers=answers(assessment),
            earlier=answers(assessment.earlier) if assessment.earlier else [],
        )
