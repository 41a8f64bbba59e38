"""The clinic: its house rules, its places and their rooms."""

import datetime as dt
from zoneinfo import ZoneInfo, available_timezones

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse


def validate_zone(name: str) -> None:
    """An IANA zone, such as Australia/Melbourne, that Python and PostgreSQL both know."""
    if name not in available_timezones():
        raise ValidationError("This is not the name of a time zone, such as Australia/Melbourne.")


class Clinic(models.Model):
    """The one row that says who runs this site and by which house rules."""

    id = models.SmallIntegerField(primary_key=True, default=1, editable=False)
    name = models.CharField(max_length=80)
    strapline = models.CharField(max_length=160, blank=True)
    phone = models.CharField(max_length=30)
    email = models.EmailField(
        "watched address", help_text="Replies to every email of the clinic come here."
    )
    address = models.TextField(blank=True)
    privacy_contact = models.CharField(max_length=160, blank=True)

    undo_seconds = models.PositiveIntegerField(
        "undo window (seconds)",
        default=180,
        help_text="A move by staff may be taken back for this long before any email goes.",
    )
    screening_valid_days = models.PositiveIntegerField(default=180)
    review_hours = models.PositiveIntegerField(
        "hours to decide a review", default=8, help_text="Counted in the clinic's opening hours."
    )
    adult_age = models.PositiveSmallIntegerField(default=18)
    guardian_age = models.PositiveSmallIntegerField(
        default=16, help_text="Below this age a guardian books, and needling is booked by phone."
    )

    quiet_from = models.TimeField(
        "quiet hours from",
        default=dt.time(21),
        help_text="By each location's clock. Messages that keep quiet hours wait until they end.",
    )
    quiet_until = models.TimeField("quiet hours until", default=dt.time(8))
    course_visits = models.PositiveSmallIntegerField(
        "visits of a course",
        default=3,
        validators=[MinValueValidator(1)],
        help_text="After so many visits of a service the course is looked at again.",
    )

    sending_stopped = models.BooleanField(
        "stop all emails", default=False, help_text="Nothing leaves while this is on."
    )
    sending_stopped_why = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "clinic"
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="clinic_one_row"),
        ]

    def __str__(self) -> str:
        return self.name


class Location(models.Model):
    """A place with its own clock, phone and emergency numbers."""

    name = models.CharField(max_length=80, unique=True)
    slug = models.SlugField(unique=True)
    address = models.TextField()
    zone = models.CharField(
        "time zone", max_length=60, validators=[validate_zone], default="Australia/Melbourne"
    )
    country = models.CharField(max_length=2, help_text="Two letters, such as AU.")
    region = models.CharField(
        max_length=10,
        blank=True,
        help_text="The state or region whose public holidays count, such as VIC.",
    )
    worked_holidays = ArrayField(
        models.DateField(),
        default=list,
        blank=True,
        editable=False,
        help_text="Public holidays on which this place works: no import shuts it on them again.",
    )
    phone = models.CharField(max_length=30)
    emergency_number = models.CharField(max_length=20, help_text="Such as 000 or 112.")
    emergency_relay = models.CharField(
        "text relay",
        max_length=80,
        help_text="How deaf callers reach the emergency line, such as 106 or text 112.",
    )
    urgent_name = models.CharField(max_length=60, help_text="The health advice line's name.")
    urgent_number = models.CharField(max_length=20)
    getting_here = models.TextField(blank=True)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("location", args=[self.slug])

    @property
    def tz(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    def instant(self, day: dt.date, at: dt.time) -> dt.datetime:
        """A time by its clock as an instant in UTC, as PostgreSQL takes it: docs/time.md.

        One that the clocks skip has the offset before the change; of two, it is the second.
        """
        late = dt.datetime.combine(day, at, self.tz).replace(fold=1)
        back = late.astimezone(dt.UTC).astimezone(self.tz)
        exists = back.replace(tzinfo=None) == late.replace(tzinfo=None)
        return (late if exists else late.replace(fold=0)).astimezone(dt.UTC)

    def midnight(self, day: dt.date) -> dt.datetime:
        """The first instant of `day` by its clock."""
        return dt.datetime.combine(day, dt.time.min, tzinfo=self.tz)


class Room(models.Model):
    """A room; its features are what services ask for, such as couch or device."""

    id = models.AutoField(primary_key=True)
    location = models.ForeignKey(Location, models.PROTECT, related_name="rooms")
    name = models.CharField(max_length=60)
    features = ArrayField(models.CharField(max_length=30), default=list, blank=True)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["location", "name"]
        constraints = [
            models.UniqueConstraint(fields=["location", "name"], name="room_name_once_a_location"),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.location}"
