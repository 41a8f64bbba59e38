"""What a verb says when it refuses: each error carries a sentence for the page."""

import datetime as dt
from collections.abc import Sequence

from bookings.availability import Refusal, Start


class SchedulingError(Exception):
    """A verb refused; nothing was written. `sentence` is plain and fit for any page."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence

    @property
    def to_staff(self) -> str:
        """What the desk reads; it may name colleagues, which no patient's page does."""
        return self.sentence


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


class VisitsTaken(SchedulingError):
    """Some times of a course are not free, or no longer, and none was booked (HTTP 409).

    `starts` are those, in UTC.
    """

    def __init__(self, sentence: str, starts: Sequence[dt.datetime]) -> None:
        super().__init__(sentence)
        self.starts = list(starts)


class Changed(SchedulingError):
    """Somebody else has changed the visit since it was shown (HTTP 409).

    `told` is the same sentence with who and when, for staff alone.
    """

    def __init__(self, sentence: str, told: str = "") -> None:
        super().__init__(sentence)
        self.told = told

    @property
    def to_staff(self) -> str:
        return self.told or self.sentence


class NotPossible(SchedulingError):
    """The visit's state does not allow this (HTTP 409)."""


class Busy(SchedulingError):
    """Too many people want the same thing at once; trying again soon will do (HTTP 503)."""
