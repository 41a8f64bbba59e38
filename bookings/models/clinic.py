"""The clinic: where, who, in which room, and what is offered."""

import datetime as dt
from decimal import Decimal
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
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
        return f"{reverse('locations')}#{self.slug}"

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


class ServiceQuerySet(models.QuerySet["Service"]):
    def offered(self) -> "ServiceQuerySet":
        """Shown on the public pages."""
        return self.filter(active=True)

    def online(self) -> "ServiceQuerySet":
        """Bookable by patients now."""
        return self.offered().filter(online=True, paused=False)


class Service(models.Model):
    """What can be booked, with its length, buffers, grid and house rules."""

    name = models.CharField(max_length=80, unique=True)
    slug = models.SlugField(unique=True)
    summary = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    minutes = models.PositiveSmallIntegerField(validators=[MinValueValidator(5)])
    buffer_before = models.PositiveSmallIntegerField("minutes before", default=0)
    buffer_after = models.PositiveSmallIntegerField("minutes after", default=0)
    grid_minutes = models.PositiveSmallIntegerField(
        "a start every (minutes)", default=15, validators=[MinValueValidator(5)]
    )
    price = models.DecimalField(
        max_digits=7, decimal_places=2, validators=[MinValueValidator(Decimal(0))]
    )
    currency = models.CharField(max_length=3, default="AUD")

    uses_needles = models.BooleanField(default=False)
    hands_on = models.BooleanField(
        default=True, help_text="The practitioner touches: screening rules for hands-on care bind."
    )
    needs_room = models.BooleanField(default=True)
    room_features = ArrayField(models.CharField(max_length=30), default=list, blank=True)

    min_notice_minutes = models.PositiveIntegerField("minimum notice (minutes)", default=120)
    horizon_days = models.PositiveSmallIntegerField("bookable ahead (days)", default=60)
    cancel_hours = models.PositiveSmallIntegerField(
        "cancellation window (hours)",
        default=24,
        help_text="Later than this before the start, a cancellation is marked late.",
    )

    active = models.BooleanField(default=True)
    online = models.BooleanField("bookable online", default=True)
    paused = models.BooleanField(
        "online booking paused", default=False, help_text="One press stops online booking."
    )

    objects = ServiceQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"{reverse('services')}#{self.slug}"

    @property
    def kind(self) -> str:
        """Whom screening rules bind: needling, hands_on or every (any service)."""
        if self.uses_needles:
            return "needling"
        return "hands_on" if self.hands_on else "every"


class Practitioner(models.Model):
    """A registered physiotherapist who sees patients."""

    id = models.AutoField(primary_key=True)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    name = models.CharField(max_length=80)
    slug = models.SlugField(unique=True)
    profession = models.CharField(max_length=60, default="Physiotherapist")
    registration_number = models.CharField(max_length=40, blank=True)
    senior = models.BooleanField(default=False)
    bio = models.TextField(blank=True)
    services: "models.ManyToManyField[Service, Offer]" = models.ManyToManyField(
        Service, through="Offer", related_name="practitioners"
    )
    most_a_day = models.PositiveSmallIntegerField(
        "most visits a day",
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text="Counted by the clock of the location. Empty: as many as fit.",
    )
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Offer(models.Model):
    """One practitioner offers one service, in their own time if need be."""

    practitioner = models.ForeignKey(Practitioner, models.CASCADE, related_name="offers")
    service = models.ForeignKey(Service, models.CASCADE, related_name="offers")
    minutes = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Empty: the service's own length."
    )
    most_a_day = models.PositiveSmallIntegerField(
        "most a day",
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text="Of this service with this practitioner. Empty: as many as fit.",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practitioner", "service"], name="offer_once"),
            models.CheckConstraint(
                condition=Q(minutes__isnull=True) | Q(minutes__gte=5), name="offer_minutes_sane"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.practitioner}: {self.service}"
