"""The verbs: the only way that a visit is written.

Each takes keywords, with `now`, runs in one transaction and raises a SchedulingError
that carries a sentence for the page.
"""

from bookings.scheduling.book import ConsentGiven, book
from bookings.scheduling.cancel import cancel
from bookings.scheduling.day import CHECK_IN_FROM, check_in, complete, no_show
from bookings.scheduling.errors import Busy, Changed, NotPossible, SchedulingError, TimeTaken
from bookings.scheduling.move import move
from bookings.scheduling.review import decide, lapse_undecided, review_due, review_earliest
from bookings.scheduling.screen import screen

__all__ = [
    "CHECK_IN_FROM",
    "Busy",
    "Changed",
    "ConsentGiven",
    "NotPossible",
    "SchedulingError",
    "TimeTaken",
    "book",
    "cancel",
    "check_in",
    "complete",
    "decide",
    "lapse_undecided",
    "move",
    "no_show",
    "review_due",
    "review_earliest",
    "screen",
]
