"""What a verb says when it refuses: each error carries a sentence for the page."""

from collections.abc import Sequence

from bookings.availability import Refusal, Start


class SchedulingError(Exception):
    """A verb refused; nothing was written. `sentence` is plain and fit for any page."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class TimeTaken(SchedulingError):
    """The time is not free, or no longer; `nearest` are free ones around it (HTTP 409).

    `refusals` are the rules that stand in the way, for staff alone.
    """

    def __init__(
        self,
        sentence: str,
        nearest: Sequence[Start] = (),
        refusals: Sequence[Refusal] = (),
    ) -> None:
        super().__init__(sentence)
        self.nearest = list(nearest)
        self.refusals = list(refusals)


class Changed(SchedulingError):
    """Somebody else has changed the visit since it was shown (HTTP 409)."""


class NotPossible(SchedulingError):
    """The visit's state does not allow this (HTTP 409)."""


class Busy(SchedulingError):
    """Too many people want the same thing at once; trying again soon will do (HTTP 503)."""
