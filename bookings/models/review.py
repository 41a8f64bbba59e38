"""A practitioner's decision on a visit that waits for one."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from bookings.models.appointment import Appointment
from bookings.models.appointment_rules import Status
from bookings.models.offer import Practitioner
from portal.kit.sealed import SealedJSONField


class ReviewQuerySet(models.QuerySet["Review"]):
    def open(self) -> "ReviewQuerySet":
        """Still to decide, those among them that wait for a letter."""
        return self.filter(decided_at__isnull=True, appointment__status=Status.PENDING)


class Review(models.Model):
    """A practitioner's decision on a pending visit (hazard H05)."""

    class Decision(models.TextChoices):
        CLEAR = "clear", "clear: the visit goes ahead"
        CONDITIONS = "conditions", "clear with conditions"
        SERVICE = "service", "another service instead"
        DECLINE = "decline", "decline"
        LAPSED = "lapsed", "nobody decided in time"

    appointment = models.OneToOneField(Appointment, models.CASCADE, related_name="review")
    assigned_to = models.ForeignKey(
        Practitioner,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="reviews",
        help_text="Who is to decide; nobody means whoever comes first.",
    )
    asked_at = models.DateTimeField(
        null=True, blank=True, help_text="Since when it waits; empty means since the booking."
    )
    due_at = models.DateTimeField()
    letter_asked_at = models.DateTimeField(
        null=True, blank=True, help_text="When the patient was last asked for a doctor's letter."
    )
    escalated_at = models.DateTimeField(
        null=True, blank=True, help_text="When the clinical lead was told that it is overdue."
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decision = models.CharField(max_length=10, choices=Decision.choices, blank=True)
    reason = SealedJSONField(default=str, help_text="In the reviewer's words; health data.")
    conditions = SealedJSONField(
        default=str, help_text="What the practitioner who treats has to keep to; health data."
    )

    objects = ReviewQuerySet.as_manager()

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
        indexes = [
            models.Index(
                fields=["due_at"], name="review_open", condition=Q(decided_at__isnull=True)
            ),
            models.Index(
                fields=["letter_asked_at"],
                name="review_letter",
                condition=Q(letter_asked_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"Review of {self.appointment}"
