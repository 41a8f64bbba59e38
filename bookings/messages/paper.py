"""Aftercare on paper, one page a visit, for whom no email reaches (hazard H06)."""

from dataclasses import dataclass

from django.db import connection

from bookings.messages.audience import AROUND, AUDIENCE
from bookings.messages.texts import Block, blocks
from bookings.messages.values import in_words, values
from bookings.models import Appointment, Clinic, Step

# The first advice after this visit, worded for whom it is.
_FIRST = f"""
SELECT s.id FROM bookings_step s JOIN bookings_appointment a ON a.id = %(visit)s {AROUND}
WHERE s.active AND s.anchor = 'ends' AND s.reader = 'patient' AND s.red_flags AND {AUDIENCE}
ORDER BY s."offset", s.who = 'all' LIMIT 1"""


@dataclass(frozen=True, slots=True)
class Sheet:
    """`needled_on` is the day in words, for the hospital."""

    blocks: list[Block]
    needled_on: str


def sheet(visit: Appointment) -> Sheet | None:
    """What is handed over at this visit; None if it has no aftercare."""
    if visit.patient is None:
        raise ValueError("A hold has no patient to hand anything to.")
    with connection.cursor() as cursor:
        cursor.execute(_FIRST, {"visit": visit.pk})
        found = cursor.fetchone()
    if found is None:
        return None
    said = values(visit, visit.patient, Clinic.objects.get())
    step = Step.objects.get(pk=found[0])
    # Lines that are links stay out: paper has no button.
    return Sheet(blocks(step.body, said), in_words(visit.local_starts))
