"""What one questionnaire's answers came to. Written once, by screening.assess."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models

from portal.kit.sealed import SealedJSONField
from screening import outcomes
from screening.models.questionnaire import Rule
from screening.models.version import Version


class Assessment(models.Model):
    """Answers, the rules that fired, and the outcome for the kind of service asked about.

    Answers and fired rules are health data and encrypted. Rows are never updated; one
    that no visit needs may be deleted, since people may ask for that.
    """

    version = models.ForeignKey(Version, models.PROTECT, related_name="assessments")
    kind = models.CharField(max_length=10, choices=Rule.Binds.choices)
    on = models.DateField(help_text="The day that ages and weeks are counted at.")
    answered_on = models.DateField(
        null=True, blank=True, help_text="The day of the answers, when it is not that day."
    )
    born = models.DateField("date of birth")
    answers: Any = SealedJSONField()
    outcome = models.CharField(max_length=12, choices=Rule.Level.choices)
    flags = ArrayField(models.CharField(max_length=40), default=list)
    fired: Any = SealedJSONField()
    earlier = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="The stop that was shown before an answer was changed.",
    )
    created_at = models.DateTimeField()
    took_us = models.PositiveIntegerField(help_text="Length of the evaluation in microseconds.")

    class Meta:
        ordering = ["-created_at"]
        triggers = [pgtrigger.Protect(name="assessment_written_once", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return f"Screening of {self.created_at:%Y-%m-%d}"

    @property
    def light(self) -> outcomes.Light:
        """Red for a stop, amber for a review, else green."""
        return outcomes.light(self.outcome)

    def outcome_for(self, kind: str) -> str:
        """The outcome for another kind of service, by whom each rule binds (hazard H03).

        A kind that asks more than was asked is review at best.
        """
        found = outcomes.worst(rule.level for rule in self._bound(kind))
        asked_enough = outcomes.binds(kind, self.kind)
        return found if asked_enough else outcomes.worst([found, outcomes.REVIEW])

    @property
    def answered(self) -> dt.date:
        """The day of the answers, by the place's calendar."""
        return self.answered_on or self.on

    def extra_minutes(self, kind: str | None = None) -> int:
        """What the rules add to the visit's length: the most that one of them asks."""
        return max((rule.extra_minutes for rule in self._bound(kind)), default=0)

    def senior(self, kind: str | None = None) -> bool:
        """Whether a rule asks for a senior practitioner."""
        return any(rule.senior for rule in self._bound(kind))

    def flags_for(self, kind: str) -> list[str]:
        """The flags that count for this kind of service (hazard H03)."""
        return outcomes.flags(self._bound(kind))

    def patient_lines(self, kind: str | None = None) -> list[str]:
        """One plain line for each rule that fired, worst first, for the patient's page."""
        return outcomes.distinct(rule.patient_line for rule in self._bound(kind))

    def advice(self, kind: str | None = None) -> list[str]:
        """What the patient can do, worst first."""
        return outcomes.distinct(rule.advice for rule in self._bound(kind))

    def what_to_do(self, kind: str | None = None, *, with_flags: bool = True) -> list[str]:
        """What reception does, worst first, each sentence once. Never the reason (hazard H12).

        Without `with_flags` the lines of rules that carry flags are left out: for those
        who are shown all flags, and would read the same twice.
        """
        return outcomes.said_once(
            rule.staff_line for rule in self._bound(kind) if with_flags or not rule.flags
        )

    def codes(self) -> set[str]:
        """The codes of all rules that fired, whomever they bind."""
        return {entry["code"] for entry in self.fired}

    def reasons(self) -> list[outcomes.Fired]:
        """Every rule that fired, in full, worst first. For practitioners only (hazard H12)."""
        return outcomes.bound(self._fired(), outcomes.KINDS[0])

    def valid_until(self, days: int) -> dt.datetime:
        """Aware, in UTC: `days` times 24 hours after it was made."""
        return self.created_at + dt.timedelta(days=days)

    def counts_at(
        self,
        start: dt.datetime,
        days: int,
        *,
        again_since: dt.datetime | None,
        zone: ZoneInfo,
    ) -> bool:
        """Whether it is young enough for a visit at `start`, and given after `again_since`."""
        if self.valid_until(days) <= start:
            return False
        if again_since is None:
            return True
        # Old answers that were judged again are a new row, with the day of the old ones.
        return (
            self.created_at > again_since and self.answered >= again_since.astimezone(zone).date()
        )

    def _bound(self, kind: str | None) -> list[outcomes.Fired]:
        return outcomes.bound(self._fired(), kind or self.kind)

    def _fired(self) -> list[outcomes.Fired]:
        return [outcomes.Fired.stored(entry) for entry in self.fired]
