"""That somebody tried to ring a patient about a visit that cannot stand."""

import pgtrigger
from django.conf import settings
from django.db import models

from bookings.models.appointment import Appointment


class CallAttempt(models.Model):
    """One try, written once; the list of calls shows the latest of each visit."""

    class How(models.TextChoices):
        REACHED = "reached", "reached"
        MESSAGE = "message", "left a message"

    appointment = models.ForeignKey(Appointment, models.PROTECT, related_name="call_attempts")
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    how = models.CharField(max_length=8, choices=How.choices)

    class Meta:
        ordering = ["-at"]
        triggers = [
            pgtrigger.Protect(name="call_attempt_written_once", operation=pgtrigger.Update),
        ]

    def __str__(self) -> str:
        return self.get_how_display()
