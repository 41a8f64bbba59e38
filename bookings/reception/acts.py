"""What the line of a visit offers and says beside its name: made ready, so templates only print.

A day has hundreds of lines; asked for in the template, the addresses alone took a fifth of
the page's time.
"""

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from django.urls import reverse

if TYPE_CHECKING:
    from bookings.reception.rows import Row

_HERE = "REFERENCE"


class Act(NamedTuple):
    """`more` is read out after the word; what changes anything is a POST.

    What goes `back` leads to the page that it was pressed on.
    """

    word: str
    more: str
    url: str
    posts: bool
    main: bool
    back: bool


class Tag(NamedTuple):
    """A word beside the patient's name; `sign` before it is not read out."""

    word: str
    strong: bool = False
    sign: str = ""


# By the name in Can: address, word, what is read out after it, whether it posts, and whether
# it is the main one.
_ACTS = [
    ("check_in", "visit_check_in", "Check in", " {}", True, True),
    ("to_room", "visit_to_room", "In the room", ": {}", True, False),
    ("complete", "visit_complete", "Close", " the visit of {}", False, False),
    ("decide", "review_decide", "Decide", " for {}", False, True),
    ("read", "visit_screening", "Why", ": the screening of {}", False, False),
    ("ask", "visit_ask", "Ask the questions", " of {} on the phone", True, False),
    ("no_show", "visit_no_show", "Did not come", ": {}", True, False),
    ("tell", "visit_happened", "Something happened", " to {}", False, False),
    ("move", "visit_move", "Move", " {}", False, False),
    ("undo", "visit_undo", "Undo", " the move of {}", True, False),
    ("correct", "visit_correct", "Correct", " the visit of {}", False, False),
    ("cancel", "visit_cancel", "Cancel", " {}", False, False),
]
# The others lead on to a page of their own, or to the day on which the visit then stands.
_BACK = {"check_in", "to_room", "no_show"}


@cache
def _pattern(name: str) -> str:
    return reverse(f"admin:{name}", args=[_HERE])


def address(name: str, reference: str) -> str:
    """The admin's address of this name for the visit with this reference."""
    return _pattern(name).replace(_HERE, reference)


def acts(row: "Row") -> list[Act]:
    """In the order of the day."""
    reference, who = row.visit.reference, row.who
    return [
        Act(word, more.format(who), address(name, reference), posts, main, can in _BACK)
        for can, name, word, more, posts, main in _ACTS
        if getattr(row.can, can)
    ]


def tags(row: "Row") -> list[Tag]:
    """What everybody at the desk has to know of the patient."""
    patient, visit = row.visit.patient, row.visit
    if patient is None:
        return []
    uninvited = visit.source == visit.Source.ONLINE and not patient.online_booking
    found = [
        (row.around.age is not None, Tag(f"age {row.around.age}")),
        (row.around.expected, Tag(row.around.expected, strong=True, sign="!")),
        (patient.provisional, Tag("new record")),
        (patient.alert, Tag(patient.alert, strong=True, sign="!")),
        (patient.chaperone_wanted, Tag("chaperone wanted")),
        (patient.no_needles_since, Tag("no needles: yes taken back", strong=True, sign="!")),
        (uninvited, Tag("booked online, may not", strong=True, sign="!")),
        (row.contact_word, Tag(row.contact_word, strong=True, sign=row.contact_sign)),
        (patient.email_refused_at, Tag("mail comes back", strong=True, sign="✉")),
    ]
    return [tag for holds, tag in found if holds]
