"""The verbs: the only way that a visit is written.

Each takes keywords, with `now`, runs in one transaction and raises a SchedulingError
that carries a sentence for the page.
"""

from bookings.scheduling.adverse import can_have_happened
from bookings.scheduling.adverse import record as record_event
from bookings.scheduling.answering import accept, decline, pass_overdue, withdraw
from bookings.scheduling.assign import assign, escalate, reassign_away
from bookings.scheduling.book import ConsentGiven, book
from bookings.scheduling.book_course import book_course
from bookings.scheduling.cancel import cancel
from bookings.scheduling.changes import ago
from bookings.scheduling.clear import clear_visits
from bookings.scheduling.consenting import Talk
from bookings.scheduling.consenting import withdraw as withdraw_consent
from bookings.scheduling.course import cancel_rest, suggest_course
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
from bookings.scheduling.errors import (
    Busy,
    Changed,
    NotPossible,
    SchedulingError,
    TimeTaken,
    VisitsTaken,
)
from bookings.scheduling.hold import hold, let_go, sweep_lapsed
from bookings.scheduling.matching import Matched, match, starts_for
from bookings.scheduling.merge import merge
from bookings.scheduling.move import move, move_earliest
from bookings.scheduling.offering import NEAR, offer
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
from bookings.scheduling.terms import Terms, course_terms
from bookings.scheduling.undo import may_undo, undo
from bookings.scheduling.verdict import verdict_on
from bookings.scheduling.waiting import (
    answer_again,
    end_finished,
    end_of_patient,
    join,
    put_first,
)
from bookings.scheduling.waiting import end as end_wishes

__all__ = [
    "CHECK_IN_FROM",
    "LAPSES_BEFORE",
    "NEAR",
    "Area",
    "Busy",
    "Changed",
    "ConsentGiven",
    "Done",
    "Matched",
    "NotPossible",
    "Override",
    "SchedulingError",
    "Talk",
    "Terms",
    "TimeTaken",
    "VisitsTaken",
    "accept",
    "ago",
    "answer_again",
    "ask_for_letter",
    "assign",
    "book",
    "book_course",
    "can_be_reported",
    "can_have_happened",
    "cancel",
    "cancel_rest",
    "change_service",
    "check_in",
    "clear_visits",
    "complete",
    "correct",
    "course_terms",
    "decide",
    "decline",
    "effect_of",
    "end_finished",
    "end_of_patient",
    "end_wishes",
    "escalate",
    "hold",
    "join",
    "lapse_undecided",
    "let_go",
    "look_again",
    "match",
    "may_undo",
    "merge",
    "move",
    "move_earliest",
    "no_show",
    "offer",
    "pass_overdue",
    "publish_questionnaire",
    "put_first",
    "reassign_away",
    "record_event",
    "report",
    "review_due",
    "review_earliest",
    "screen",
    "starts_for",
    "suggest_course",
    "sweep_lapsed",
    "to_room",
    "undo",
    "verdict_on",
    "withdraw",
    "withdraw_consent",
]
