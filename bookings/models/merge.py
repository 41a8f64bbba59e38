"""That two records were the same person: who said so, and what was moved."""

import pgtrigger
from django.conf import settings
from django.db import models

from bookings.models.patient import Patient


class PatientMerge(models.Model):
    """One merge (hazard H10). Written once by bookings.scheduling, and kept."""

    kept = models.ForeignKey(Patient, models.PROTECT, related_name="merges")
    gone = models.OneToOneField(Patient, models.PROTECT, related_name="merge")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    moved = models.JSONField(help_text='Ids by kind: {"visits": [...], "tasks": [...], ...}.')

    class Meta:
        ordering = ["-at"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(kept=models.F("gone")), name="merge_of_two_records"
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="merge_is_kept", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.gone.reference} merged into {self.kept.reference}"
