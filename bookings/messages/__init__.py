"""What the clinic writes to its patients: found when due, claimed, sent, and noted."""

from bookings.messages.account import post_account_mail
from bookings.messages.calendar import visit_ics
from bookings.messages.delivery import Delivered, deliver
from bookings.messages.due import find_due
from bookings.messages.journey import load_journey
from bookings.messages.links import new_link
from bookings.messages.lint import problems
from bookings.messages.offers import deliver_offers
from bookings.messages.plan import planned
from bookings.messages.recipients import is_reached, reached, recipients
from bookings.messages.switch import stop_sending

__all__ = [
    "Delivered",
    "deliver",
    "deliver_offers",
    "find_due",
    "is_reached",
    "load_journey",
    "new_link",
    "planned",
    "post_account_mail",
    "problems",
    "reached",
    "recipients",
    "stop_sending",
    "visit_ics",
]
