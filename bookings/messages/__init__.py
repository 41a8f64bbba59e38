"""What the clinic writes to its patients: found when due, claimed, sent, and noted."""

from bookings.messages.calendar import visit_ics
from bookings.messages.delivery import Delivered, deliver
from bookings.messages.due import find_due
from bookings.messages.journey import load_journey
from bookings.messages.links import new_link
from bookings.messages.lint import problems
from bookings.messages.plan import planned
from bookings.messages.recipients import is_reached, reached, recipients
from bookings.messages.switch import stop_sending

__all__ = [
    "Delivered",
    "deliver",
    "find_due",
    "is_reached",
    "load_journey",
    "new_link",
    "planned",
    "problems",
    "reached",
    "recipients",
    "stop_sending",
    "visit_ics",
]
