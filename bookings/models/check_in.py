"""How a patient is after a visit: what they said on the page that an email links to."""

from typing import Any

import pgtrigger
from django.db import models

from bookings.models.appointment import Appointment
from bookings.models.signs import FLAGS
from portal.kit.sealed import SealedJSONField


class CheckInQuerySet(models.QuerySet["CheckIn"]):
    def of_patient(self, patient_id: int | None) -> "CheckInQuerySet":
        """Everything that this patient has said of any visit, the newest first."""
        return self.filter(appointment__patient_id=patient_id).select_related(
            "appointment__service", "appointment__location"
        )


class CheckIn(models.Model):
    """One answer to "How are you now?"; a patient may answer again, and both are kept.

    What was said is health data and encrypted; the level alone steers messages and tasks.
    """

    class Level(models.TextChoices):
        FINE = "fine", "as hoped"
        WORSE = "worse", "worse: ring"
        WARNING = "warning", "a warning sign"

    class Feeling(models.TextChoices):
        BETTER = "better", "Better"
        SAME = "same", "The same"
        WORSE = "worse", "Worse"

    appointment = models.ForeignKey(Appointment, models.CASCADE, related_name="check_ins")
    answered_at = models.DateTimeField()
    level = models.CharField(max_length=8, choices=Level.choices)
    said: Any = SealedJSONField(
        help_text='{"feeling": one of Feeling, "signs": [keys], "pain": 0 to 10 or null}'
    )

    objects = CheckInQuerySet.as_manager()

    class Meta:
        ordering = ["-answered_at"]
        indexes = [
            models.Index(fields=["answered_at"], name="check_in_answered"),
            models.Index(
                fields=["answered_at"], name="check_in_warning", condition=models.Q(level="warning")
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="check_in_written_once", operation=pgtrigger.Update),
        ]

    def __str__(self) -> str:
        return f"Check-in of {self.answered_at:%Y-%m-%d}"

    @property
    def feeling(self) -> str:
        """In words, as it was chosen."""
        return self.Feeling(self.said["feeling"]).label

    @property
    def signs(self) -> list[str]:
        """In words, the worst first."""
        return FLAGS.words(self.said["signs"])
