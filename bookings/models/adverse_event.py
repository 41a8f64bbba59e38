"""Something that happened at a visit, for the clinical lead (FHIR AdverseEvent, hazard H14)."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.db.models import Q

from bookings.models.appointment import Appointment
from portal.kit.sealed import SealedJSONField


class AdverseEventQuerySet(models.QuerySet["AdverseEvent"]):
    def unseen(self) -> "AdverseEventQuerySet":
        """Still to be looked at by whoever may judge it."""
        return self.filter(seen_at__isnull=True)


class AdverseEvent(models.Model):
    """Written once at the visit, and once more when it is looked at; never deleted."""

    class Kind(models.TextChoices):
        FAINTED = "fainted", "fainted"
        BLEEDING = "bleeding", "bleeding"
        BREATHLESS = "breathless", "breathless"
        OTHER = "other", "something else"

    appointment = models.ForeignKey(Appointment, models.PROTECT, related_name="adverse_events")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    words: Any = SealedJSONField(default=str, help_text="In the words of whoever was there.")
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    seen_at = models.DateTimeField(null=True, blank=True)
    seen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    seen_note: Any = SealedJSONField(default=str)

    objects = AdverseEventQuerySet.as_manager()

    class Meta:
        ordering = ["-at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(seen_at__isnull=False) | Q(seen_by__isnull=True),
                name="adverse_event_seen_at_a_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["at"], name="adverse_event_unseen", condition=Q(seen_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    def see(self, *, now: dt.datetime, by: AbstractBaseUser, note: str) -> bool:
        """Somebody has looked at it; False if somebody else already had."""
        rows = AdverseEvent.objects.unseen().filter(pk=self.pk)
        return bool(rows.update(seen_at=now, seen_by=by.pk, seen_note=note))
