"""What the team writes down about a patient: added to, never changed."""

import pgtrigger
from django.conf import settings
from django.db import models

from bookings.models.patient import Patient
from portal.kit.sealed import SealedJSONField


class PatientNote(models.Model):
    """One note, encrypted, with who wrote it and when; it follows its patient into a merge."""

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="notes")
    text = SealedJSONField(help_text="The words as a string.")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at"]
        triggers = [
            pgtrigger.ReadOnly(name="note_is_written_once", fields=["text", "author", "at"]),
            pgtrigger.Protect(name="note_is_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"Note of {self.at:%Y-%m-%d}"
