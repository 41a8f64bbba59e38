"""Whose hours have become fewer, so that nobody looks at all other visits ahead."""

from typing import Any

import pgtrigger
from django.db import models

from bookings.models.offer import Practitioner


def less_work(name: str, who: str, operation: Any = None, condition: Any = None) -> Any:
    """A trigger that gives practitioners a row of HoursChange, in the same transaction.

    `who` is SQL that selects their ids. Work that is added takes no visit its place, so that
    an update or a delete alone counts.
    """
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.After,
        operation=operation or pgtrigger.Update | pgtrigger.Delete,
        condition=condition,
        func=f"""
            INSERT INTO bookings_hourschange (practitioner_id, at)
            SELECT one, now() FROM ({who}) AS person(one)
            ON CONFLICT (practitioner_id) DO UPDATE SET at = now();
            RETURN NULL;
        """,
    )


class HoursChange(models.Model):
    """A practitioner's hours have become fewer: visits ahead may lie outside them.

    Triggers write it, and the sweep takes it away when none does: availability/orphans.py.
    """

    # A practitioner may go in the transaction in which the trigger has written.
    practitioner = models.OneToOneField(
        Practitioner, models.CASCADE, primary_key=True, db_constraint=False, related_name="+"
    )
    at = models.DateTimeField(help_text="By the clock of the database.")

    def __str__(self) -> str:
        return f"{self.practitioner}: fewer hours"
