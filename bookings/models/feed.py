"""The private calendar of a practitioner: an address that their phone asks every hour."""

import datetime as dt

from django.db import models
from django.db.models import Q

from bookings.models.offer import Practitioner


class CalendarFeedQuerySet(models.QuerySet["CalendarFeed"]):
    def living(self) -> "CalendarFeedQuerySet":
        return self.filter(revoked_at__isnull=True)

    def of(self, practitioner: Practitioner) -> "CalendarFeed | None":
        """The one that works now."""
        return self.living().filter(practitioner=practitioner).first()


class CalendarFeed(models.Model):
    """A link kept as a digest. It works until it is revoked; a new one takes its place."""

    practitioner = models.ForeignKey(Practitioner, models.CASCADE, related_name="calendar_feeds")
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(
        null=True, blank=True, help_text="When a calendar last asked, to the hour."
    )

    objects = CalendarFeedQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["practitioner"], condition=Q(revoked_at=None), name="one_living_feed"
            ),
        ]

    def __str__(self) -> str:
        return f"Calendar of {self.practitioner}"

    def note_reading(self, now: dt.datetime) -> None:
        """Once an hour is often enough to show that it is used."""
        if self.read_at is None or now - self.read_at >= dt.timedelta(hours=1):
            CalendarFeed.objects.filter(pk=self.pk).update(read_at=now)
