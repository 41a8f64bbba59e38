"""A practitioner's decision on a visit that waits for one."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from bookings.models.appointment import Appointment


class Review(models.Model):
    """A practitioner's decision on a pending visit (hazard H05)."""

    class Decision(models.TextChoices):
        YES = "yes", "yes, go ahead"
        NO = "no", "no"
        LAPSED = "lapsed", "nobody decided in time"

    appointment = models.OneToOneField(Appointment, models.CASCADE, related_name="review")
    due_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decision = models.CharField(max_length=10, choices=Decision.choices, blank=True)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["due_at"]
        permissions = [("decide_review", "Can decide a review")]
        constraints = [
            models.CheckConstraint(
                condition=Q(decision="", decided_at__isnull=True)
                | (~Q(decision="") & Q(decided_at__isnull=False)),
                name="review_decided_at_once",
            ),
        ]

    def __str__(self) -> str:
        return f"Review of {self.appointment}"
