"""What the pages of reviews show: the queue with its times, and answers beside their rules."""

import datetime as dt
from dataclasses import dataclass
from typing import Self

from bookings.models import Appointment, Review
from bookings.reception import queries, rows
from bookings.reception.answers import Answer, answers
from bookings.reception.rows import Row, Viewer
from screening import conditions, flags, outcomes
from screening.content import content_of
from screening.models import Assessment
from screening.outcomes import Fired

MINE, NOBODY, EVERYBODY = "mine", "nobody", "all"
WHOSE = {EVERYBODY: "All", MINE: "Mine", NOBODY: "Nobody’s yet"}


@dataclass(frozen=True)
class Waiting:
    """One review as a line; `due` is by the location's clock, `left` in words."""

    review: Review
    row: Row
    due: dt.datetime
    left: str
    late: bool
    letter_since: dt.datetime | None
    mine: bool


def waiting(whose: str, *, now: dt.datetime, viewer: Viewer) -> list[Waiting]:
    """The open reviews, the most urgent first; six queries however many there are."""
    me = viewer.practitioner
    found = queries.reviews_open()
    if whose == MINE:
        found = found.filter(assigned_to=me) if me else found.none()
    elif whose == NOBODY:
        found = found.filter(assigned_to__isnull=True)
    reviews = list(found)
    lines = rows.lines([one.appointment for one in reviews], now, viewer)
    return [_line(one, row, now, me) for one, row in zip(reviews, lines, strict=True)]


def _line(review: Review, row: Row, now: dt.datetime, me: int | None) -> Waiting:
    zone = review.appointment.location.tz
    asked = review.letter_asked_at
    return Waiting(
        review=review,
        row=row,
        due=review.due_at.astimezone(zone),
        left=in_words(review.due_at - now),
        late=review.due_at < now,
        letter_since=asked.astimezone(zone) if asked else None,
        mine=me is not None and review.assigned_to_id == me,
    )


def in_words(left: dt.timedelta) -> str:
    """“due in 3 h”, “late by 20 min”; days from two days on."""
    minutes = int(abs(left).total_seconds() // 60)
    if minutes >= 2 * 24 * 60:
        amount = f"{minutes // (24 * 60)} days"
    elif minutes >= 60:
        amount = f"{minutes // 60} h"
    else:
        amount = f"{minutes} min"
    return f"late by {amount}" if left < dt.timedelta(0) else f"due in {amount}"


@dataclass(frozen=True)
class Line:
    """An answer, whether it was another one before a stop, and the rules that read it."""

    answer: Answer
    was: str
    rules: list[Fired]


@dataclass(frozen=True)
class SideBySide:
    """All answers in the order asked. `others` are fired rules that read no answer shown."""

    lines: list[Line]
    others: list[Fired]
    flags: list[str]

    @property
    def fired(self) -> list[Line]:
        """Answers that a fired rule reads, and those that were changed after a stop."""
        return [line for line in self.lines if line.rules or line.was]

    @property
    def plain(self) -> list[Answer]:
        return [line.answer for line in self.lines if not (line.rules or line.was)]

    @classmethod
    def of(cls, assessment: Assessment) -> Self:
        """Worst rules first beside each answer; the answers before an undone stop with them."""
        fired = {rule.code: rule for rule in assessment.reasons()}
        reads = {
            rule.code: conditions.questions(rule.when)
            for rule in content_of(assessment.version).rules
            if rule.code in fired
        }
        before = {one.key: one for one in answers(assessment.earlier)} if assessment.earlier else {}
        lines = [
            Line(
                answer=one,
                was=_changed_from(before.pop(one.key, None), one) if assessment.earlier else "",
                rules=[rule for code, rule in fired.items() if one.key in reads.get(code, ())],
            )
            for one in answers(assessment)
        ]
        lines += [
            Line(Answer(one.key, one.question, "not answered"), one.words, [])
            for one in before.values()
        ]
        beside = {rule.code for line in lines for rule in line.rules}
        return cls(
            lines=lines,
            others=[rule for code, rule in fired.items() if code not in beside],
            flags=[flags.in_words(flag) for flag in outcomes.flags(fired.values())],
        )


def _changed_from(before: Answer | None, now: Answer) -> str:
    if before is None:
        return "not answered"
    return "" if before.words == now.words else before.words


def handed_to(visit: Appointment) -> str:
    """Whom an open review waits for, in words."""
    return str(visit.review.assigned_to or "anyone who may decide")
