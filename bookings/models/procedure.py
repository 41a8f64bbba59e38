"""What was done at a visit, as the practitioner closes it (FHIR Procedure)."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from bookings.models.appointment import Appointment
from bookings.models.consent import Consent
from portal.kit.sealed import SealedJSONField


class ProcedureQuerySet(models.QuerySet["Procedure"]):
    def standing(self) -> "ProcedureQuerySet":
        """Not taken back."""
        return self.filter(withdrawn_at__isnull=True)


class YoungPerson(models.TextChoices):
    """What somebody below the guardian age said themselves; empty means that nobody asked."""

    AGREED = "agreed", "agreed"
    REFUSED = "refused", "said no"


class Procedure(models.Model):
    """One record of a closed visit; a correction withdraws it, and nothing deletes it.

    Whether needles were used, and the spoken consent, stand with the visit itself.
    """

    appointment = models.ForeignKey(Appointment, models.PROTECT, related_name="procedures")
    areas: Any = SealedJSONField(default=list, help_text='[{"key": ..., "words": ...}, ...]')
    electrical_stimulation = models.BooleanField()
    advice_given = models.BooleanField()
    consent_by = models.CharField(
        "spoken consent given by", max_length=10, choices=Consent.GivenBy.choices, blank=True
    )
    assent = models.CharField(
        "the young person", max_length=7, choices=YoungPerson.choices, blank=True
    )
    interpreter_present = models.BooleanField(default=False)
    came_along = models.CharField(max_length=160, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = ProcedureQuerySet.as_manager()

    class Meta:
        ordering = ["-recorded_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["appointment"],
                condition=Q(withdrawn_at__isnull=True),
                name="procedure_stands_once",
            ),
        ]

    def __str__(self) -> str:
        return f"Procedure of {self.recorded_at:%Y-%m-%d}"
