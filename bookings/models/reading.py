"""Who read whose health answers, and when."""

import pgtrigger
from django.conf import settings
from django.db import models

from bookings.models.appointment import Appointment


class Reading(models.Model):
    """One opening of a page that shows health answers (hazard H12). Never changed or deleted."""

    class Page(models.TextChoices):
        SCREENING = "screening", "the screening of a visit"
        REVIEW = "review", "the review of a visit"
        CALL_BACK = "call_back", "a clinical call-back"
        CHECK_INS = "check_ins", "how it went after visits"
        EVENTS = "events", "the list of adverse events"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    # The answers may be deleted on request; that they were read is kept.
    assessment = models.ForeignKey(
        "screening.Assessment", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    appointment = models.ForeignKey(
        Appointment, models.SET_NULL, null=True, blank=True, related_name="readings"
    )
    page = models.CharField(max_length=10, choices=Page.choices)
    at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ["-at"]
        verbose_name = "reading of answers"
        triggers = [pgtrigger.Protect(name="reading_is_kept", operation=pgtrigger.Delete)]
        verbose_name_plural = "readings of answers"

    def __str__(self) -> str:
        return f"{self.user} read {self.get_page_display()}"
