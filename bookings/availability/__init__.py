"""What is free: one SQL statement lists the starts, and says why one is not among them.

docs/time.md has the rules for clock changes and midnight.
"""

from bookings.availability.ask import Narrower, Start
from bookings.availability.each import nearest_each
from bookings.availability.explain import OVERRIDABLE, Explained, Refusal, Rule, explain
from bookings.availability.free import (
    INSTANT,
    FreePlace,
    Hours,
    at_work,
    find,
    hours,
    is_free,
    nearest,
    next_free,
    next_free_by_service,
    open_hours,
    places,
)
from bookings.availability.orphans import closures_of_a_visit, orphaned, settle_hours
from bookings.availability.series import (
    Turn,
    Window,
    find_within,
    places_of_each,
    series,
    wishes,
)

__all__ = [
    "INSTANT",
    "OVERRIDABLE",
    "Explained",
    "FreePlace",
    "Hours",
    "Narrower",
    "Refusal",
    "Rule",
    "Start",
    "Turn",
    "Window",
    "at_work",
    "closures_of_a_visit",
    "explain",
    "find",
    "find_within",
    "hours",
    "is_free",
    "nearest",
    "nearest_each",
    "next_free",
    "next_free_by_service",
    "open_hours",
    "orphaned",
    "places",
    "places_of_each",
    "series",
    "settle_hours",
    "wishes",
]
