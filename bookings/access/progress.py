"""How far a draft has come: which page of the road is the first without an answer."""

import datetime as dt
from dataclasses import dataclass

from bookings.access.drafts import born
from bookings.models import Draft
from screening import flags, outcomes

PAGES = ("start", "service", "place", "screening", "result", "times", "details", "check", "done")


def outcome(draft: Draft) -> str:
    """What the answers came to for the chosen service; empty if more has to be asked.

    A stop that does not bind another service lets that one pass, and nothing is asked
    twice (hazard H03); a service that asks more than the last one asks the rest.
    """
    if draft.assessment is None or draft.service is None:
        return ""
    found = draft.assessment.outcome_for(draft.service.kind)
    if found in outcomes.STOPS or outcomes.binds(draft.service.kind, draft.assessment.kind):
        return found
    return ""


def unanswered(draft: Draft) -> str:
    """The first page that is still to answer; `result` if the answers end the road."""
    found = outcome(draft)
    pages = {
        "done": is_done(draft),
        "start": not (draft.who or is_for_a_visit(draft)) or born(draft) is None,
        "service": draft.service is None,
        "place": draft.location is None,
        "screening": not found,
        "result": found in outcomes.STOPS,
        "times": draft.start is None,
        "details": not is_filled_in(draft),
    }
    return next((page for page, stands in pages.items() if stands), "check")


def may_open(draft: Draft, page: str) -> bool:
    """Whether every page before this one is answered; once booked, the last page alone."""
    waiting = unanswered(draft)
    if page == waiting or waiting == "done":
        return page == waiting
    if is_for_a_visit(draft):
        return page == "screening"
    return PAGES.index(page) < PAGES.index(waiting)


def is_done(draft: Draft) -> bool:
    """Whether the draft has become a visit, or its answers have been tied to one."""
    return draft.appointment is not None and not is_for_a_visit(draft)


def is_for_a_visit(draft: Draft) -> bool:
    """Whether only health answers are asked, for a visit that is booked or waited for."""
    return "visit" in draft.details


def is_for_a_wish(draft: Draft) -> bool:
    """Whether only health answers are asked, for somebody who waits for a time."""
    return "waits" in draft.details


def is_filled_in(draft: Draft) -> bool:
    """Whether the details are given, with the statement read if the service has needles."""
    needles = draft.service is not None and draft.service.uses_needles
    return bool(draft.details.get("party")) and (draft.details.get("read_it", False) or not needles)


@dataclass(frozen=True, slots=True)
class Findings:
    """Why the road ends here: one plain line a rule, and what the person can do.

    `not_before` is the day from which it can be booked again, where a rule names one.
    """

    lines: list[str]
    advice: list[str]
    not_before: dt.date | None


def findings(draft: Draft) -> Findings:
    """Of the rules that stop the chosen service."""
    if draft.assessment is None or draft.service is None:
        raise ValueError("There are findings only after the questions.")
    rules = outcomes.told(outcomes.bound(draft.assessment.reasons(), draft.service.kind))
    return Findings(
        lines=outcomes.distinct(rule.patient_line for rule in rules),
        advice=outcomes.distinct(rule.advice for rule in rules),
        not_before=flags.postponed_until(outcomes.flags(rules)),
    )
