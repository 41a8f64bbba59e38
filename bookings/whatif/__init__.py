"""What if this were saved? Visits that would lose their place are shown before anything is.

A view calls `asking` with what saves; what saves calls `must_be_seen` once it has written.
The two pages between them, and the moves that were chosen, are made here.
"""

from bookings.whatif.question import asking, going_back, must_be_seen

__all__ = ["asking", "going_back", "must_be_seen"]
