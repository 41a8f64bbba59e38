"""Staff put a visit where the list would not: past named rules, with a reason that is kept."""

from dataclasses import dataclass
from functools import partial

from bookings.availability import OVERRIDABLE, Explained, Rule
from bookings.models import Appointment
from bookings.scheduling import guard
from bookings.scheduling.errors import NotPossible, TimeTaken
from bookings.scheduling.place import Place, Wish
from bookings.scheduling.take import Write, in_line, take


@dataclass(frozen=True, slots=True)
class Override:
    """The rules that a member of staff was shown and passes, and why."""

    rules: frozenset[Rule]
    reason: str


def take_or_override(
    wish: Wish, write: Write, override: Override | None, *, taken: str
) -> Appointment:
    """Take a free place; else, for staff, the one that was wished for, past the named rules.

    Raises TimeTaken with the sentence `taken`, the nearest free times and, for staff, what
    stands in the way; NotPossible for an override without a reason or a practitioner; Busy.
    """
    visit = take(wish, write)
    if visit is None and override:
        visit = _past_the_rules(wish, write, override)
    if visit is None:
        refusals = _against(wish).refusals if wish.for_staff and wish.practitioner else ()
        raise TimeTaken(taken, wish.nearest(), refusals)
    return visit


def _past_the_rules(wish: Wish, write: Write, override: Override) -> Appointment | None:
    """The visit; None if something else than the named rules stands in the way by now."""
    if not wish.for_staff or wish.practitioner is None:
        raise NotPossible("Only staff can book past a conflict, with a named practitioner.")
    if not override.reason.strip():
        raise NotPossible("Please say why: the reason is kept with the visit.")
    place = _place(wish, override)
    act = partial(_if_nothing_else, wish, override, write)
    return guard.Tries().run(partial(in_line, wish, place, act))


def _if_nothing_else(wish: Wish, override: Override, write: Write) -> Appointment | None:
    stands = frozenset(one.rule for one in _against(wish).refusals)
    if not stands <= (override.rules & OVERRIDABLE):
        return None
    return write(_place(wish, override, stands))


def _against(wish: Wish) -> Explained:
    """What stands against the wished practitioner at the wished place."""
    found = wish.explained()
    if not found:
        raise NotPossible(f"{wish.practitioner} does not offer {wish.service} at this time.")
    return found[0]


def _place(wish: Wish, override: Override, passed: frozenset[Rule] = frozenset()) -> Place:
    """The wished practitioner, with a fitting room: a free one if there is one."""
    against = _against(wish)
    return Place(
        practitioner_id=against.practitioner_id,
        room_id=against.room_id,
        minutes=against.minutes,
        passed=passed,
        reason=override.reason.strip(),
    )
