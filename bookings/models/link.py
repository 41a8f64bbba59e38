"""The links by which a patient reaches one visit, and how they end."""

import datetime as dt

from django.db import models

from bookings.models.appointment import Appointment
from bookings.models.related import RelatedPerson


class VisitLinkQuerySet(models.QuerySet["VisitLink"]):
    def open(self, now: dt.datetime) -> "VisitLinkQuerySet":
        """Those that still open a page of a visit."""
        pages = (VisitLink.Purpose.VISIT, VisitLink.Purpose.CHECK_IN)
        return self.filter(purpose__in=pages, revoked_at=None, expires_at__gt=now)

    def revoke(self, now: dt.datetime) -> int:
        """Close those that are open, and the browsers that came by them; returns how many."""
        return self.open(now).update(revoked_at=now)

    def erase_old(self, now: dt.datetime) -> int:
        """Erase links that ended 90 days ago; until then their page says so. Returns how many."""
        return self.filter(expires_at__lt=now - dt.timedelta(days=90)).delete()[0]


class VisitLink(models.Model):
    """A link to one page of one visit, kept as a digest; it expires and can be revoked."""

    class Purpose(models.TextChoices):
        VISIT = "visit", "see the visit"
        CHECK_IN = "check_in", "say how it went"
        UNSUBSCRIBE = "unsubscribe", "no more optional messages"

    purpose = models.CharField(max_length=12, choices=Purpose.choices, default=Purpose.VISIT)
    appointment = models.ForeignKey(Appointment, models.CASCADE, related_name="links")
    related_person = models.ForeignKey(
        RelatedPerson,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="links",
        help_text="Whose email it is in, if not the patient's.",
    )
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = VisitLinkQuerySet.as_manager()

    def __str__(self) -> str:
        return f"Link to {self.appointment}"

    def opens_at(self, now: dt.datetime) -> bool:
        """Not revoked nor expired; one of a related person opens while they may see (H20)."""
        if self.revoked_at is not None or now >= self.expires_at:
            return False
        today = now.astimezone(self.appointment.location.tz).date()
        return self.related_person is None or self.related_person.may_see_on(today)
