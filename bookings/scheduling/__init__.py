"""The verbs: the only way that a visit is written.

Each takes keywords, with `now`, runs in one transaction and raises a SchedulingError
that carries a sentence for the page.
"""

from bookings.scheduling.adverse import can_have_happened
from bookings.scheduling.adverse import record as record_event
from bookings.scheduling.assign import assign, escalate, reassign_away
from bookings.scheduling.book import ConsentGiven, book
from bookings.scheduling.cancel import cancel, clear_visits
from bookings.scheduling.changes import ago
from bookings.scheduling.consenting import Talk, withdraw
from bookings.scheduling.day import (
    CHECK_IN_FROM,
    Area,
    Done,
    check_in,
    complete,
    correct,
    no_show,
    to_room,
)
from bookings.scheduling.decide import ask_for_letter, change_service, decide
from bookings.scheduling.errors import Busy, Changed, NotPossible, SchedulingError, TimeTaken
from bookings.scheduling.hold import hold, let_go, sweep_lapsed
from bookings.scheduling.merge import merge
from bookings.scheduling.move import move, move_earliest
from bookings.scheduling.override import Override
from bookings.scheduling.report import can_be_reported, report
from bookings.scheduling.review import (
    LAPSES_BEFORE,
    lapse_undecided,
    review_due,
    review_earliest,
)
from bookings.scheduling.screen import screen
from bookings.scheduling.stricter import effect_of, look_again, publish_questionnaire
from bookings.scheduling.undo import may_undo, undo
from bookings.scheduling.verdict import verdict_on

__all__ = [
    "CHECK_IN_FROM",
    "LAPSES_BEFORE",
    "Area",
    "Busy",
    "Changed",
    "ConsentGiven",
    "Done",
    "NotPossible",
    "Override",
    "SchedulingError",
    "Talk",
    "TimeTaken",
    "ago",
    "ask_for_letter",
    "assign",
    "book",
    "can_be_reported",
    "can_have_happened",
    "cancel",
    "change_service",
    "check_in",
    "clear_visits",
    "complete",
    "correct",
    "decide",
    "effect_of",
    "escalate",
    "hold",
    "lapse_undecided",
    "let_go",
    "look_again",
    "may_undo",
    "merge",
    "move",
    "move_earliest",
    "no_show",
    "publish_questionnaire",
    "reassign_away",
    "record_event",
    "report",
    "review_due",
    "review_earliest",
    "screen",
    "sweep_lapsed",
    "to_room",
    "undo",
    "verdict_on",
    "withdraw",
]
