"""A booking in the making: what one browser has answered so far."""

import datetime as dt
import uuid

from django.db import models

from bookings.models.appointment import Appointment
from bookings.models.clinic import Location
from bookings.models.offer import Practitioner, Service
from bookings.models.waitlist import Wish
from portal.kit.sealed import SealedJSONField
from screening.models import Assessment

LIVES = dt.timedelta(minutes=30)
KEPT = dt.timedelta(hours=24)
_EARLIER = "assessment__earlier"


class DraftQuerySet(models.QuerySet["Draft"]):
    def alive(self, now: dt.datetime) -> "DraftQuerySet":
        """Pressed within the last 30 minutes (hazard H11)."""
        return self.filter(touched_at__gt=now - LIVES)

    def erase_old(self, now: dt.datetime) -> int:
        """Erase what nobody has touched for 24 hours; returns how many."""
        return self.filter(touched_at__lt=now - KEPT).erase()

    def erase(self) -> int:
        """Erase these, with the assessments that no visit, wish or call-back needs."""
        pairs = list(self.filter(kept=False).values_list("assessment", "stopped"))
        drafts = self.delete()[0]
        visits = Appointment.objects.filter(assessment__isnull=False)
        waits = Wish.objects.filter(assessment__isnull=False)
        loose = (
            Assessment.objects.filter(pk__in={key for pair in pairs for key in pair})
            .exclude(pk__in=visits.values("assessment"))
            .exclude(pk__in=waits.values("assessment"))
            .exclude(pk__in=waits.filter(assessment__earlier__isnull=False).values(_EARLIER))
            .exclude(pk__in=visits.filter(assessment__earlier__isnull=False).values(_EARLIER))
        )
        # A later one points at the stop before it, so it goes first.
        loose.filter(earlier__isnull=False).delete()
        loose.delete()
        return drafts


class Draft(models.Model):
    """Everything typed on the road, on the server, so that nothing of it is in the address.

    Answers and details are encrypted. The id is random and lives in the session only.
    """

    class Who(models.TextChoices):
        ME = "me", "For me"
        CHILD = "child", "For my child"
        CARED = "cared", "For someone I care for"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    who = models.CharField(max_length=10, choices=Who.choices, blank=True)
    service = models.ForeignKey(Service, models.SET_NULL, null=True, related_name="+")
    location = models.ForeignKey(Location, models.SET_NULL, null=True, related_name="+")
    practitioner = models.ForeignKey(Practitioner, models.SET_NULL, null=True, related_name="+")
    questionnaire = models.ForeignKey(
        "screening.Version", models.SET_NULL, null=True, related_name="+"
    )
    answers = SealedJSONField(default=dict)
    details = SealedJSONField(default=dict)
    assessment = models.ForeignKey(
        "screening.Assessment", models.SET_NULL, null=True, related_name="+"
    )
    stopped = models.ForeignKey(
        "screening.Assessment",
        models.SET_NULL,
        null=True,
        related_name="+",
        help_text="The first stop or emergency that was shown (hazard H02).",
    )
    start = models.DateTimeField(null=True)
    kept = models.BooleanField(
        default=False, help_text="A call-back was asked for: a practitioner reads the answers."
    )
    key = models.CharField(max_length=64, help_text="Idempotency key of the booking it becomes.")
    appointment = models.ForeignKey(
        "bookings.Appointment", models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField()
    touched_at = models.DateTimeField(db_index=True)

    objects = DraftQuerySet.as_manager()

    def __str__(self) -> str:
        return "a booking in the making"
