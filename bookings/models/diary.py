"""The diary: weekly hours, one-off openings, closures."""

import datetime as dt

from django.contrib.postgres.fields import DateTimeRangeField
from django.contrib.postgres.indexes import GistIndex
from django.db import models
from django.db.models import F, Q

from bookings.models.clinic import Location, Room
from bookings.models.hours_change import less_work
from bookings.models.offer import Practitioner


class WorkingHours(models.Model):
    """A weekly block of a practitioner at a location, by the location's clock.

    An end at or before the start belongs to the next day; an end of 00:00 is midnight.
    """

    practitioner = models.ForeignKey(Practitioner, models.CASCADE, related_name="hours")
    location = models.ForeignKey(Location, models.PROTECT, related_name="hours")
    weekday = models.PositiveSmallIntegerField(
        choices=[
            (1, "Monday"),
            (2, "Tuesday"),
            (3, "Wednesday"),
            (4, "Thursday"),
            (5, "Friday"),
            (6, "Saturday"),
            (7, "Sunday"),
        ],
        help_text="ISO: Monday is 1.",
    )
    starts = models.TimeField()
    ends = models.TimeField()
    valid_from = models.DateField(default=dt.date(2020, 1, 1))
    valid_to = models.DateField(null=True, blank=True, help_text="The last day, included.")
    every_weeks = models.PositiveSmallIntegerField(
        default=1, help_text="2 means every second week, counted from the week of 'valid from'."
    )

    class Meta:
        ordering = ["practitioner", "weekday", "starts"]
        verbose_name = verbose_name_plural = "working hours"
        triggers = [less_work("hours_changed", "SELECT OLD.practitioner_id")]
        constraints = [
            models.CheckConstraint(
                condition=Q(weekday__gte=1, weekday__lte=7), name="hours_weekday_iso"
            ),
            models.CheckConstraint(condition=Q(every_weeks__gte=1), name="hours_every_weeks"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="hours_valid_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.starts:%H:%M}-{self.ends:%H:%M}"


class Opening(models.Model):
    """A one-off stretch in which a practitioner works at a location, besides weekly hours."""

    practitioner = models.ForeignKey(Practitioner, models.CASCADE, related_name="openings")
    location = models.ForeignKey(Location, models.PROTECT, related_name="openings")
    during = DateTimeRangeField()

    class Meta:
        triggers = [less_work("opening_changed", "SELECT OLD.practitioner_id")]
        indexes = [GistIndex(fields=["during"], name="opening_during")]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    during__isempty=False, during__lower_inf=False, during__upper_inf=False
                ),
                name="opening_range_sane",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.practitioner} at {self.location}"


class Closure(models.Model):
    """Leave, a holiday, a room under repair. Nothing named means the whole clinic."""

    practitioner = models.ForeignKey(
        Practitioner, models.CASCADE, null=True, blank=True, related_name="closures"
    )
    location = models.ForeignKey(
        Location, models.CASCADE, null=True, blank=True, related_name="closures"
    )
    room = models.ForeignKey(Room, models.CASCADE, null=True, blank=True, related_name="closures")
    during = DateTimeRangeField()
    reason = models.CharField(max_length=120, help_text="Staff read this, patients do not.")
    holiday = models.DateField(
        null=True, blank=True, editable=False, help_text="The public holiday that it is for."
    )

    class Meta:
        indexes = [GistIndex(fields=["during"], name="closure_during")]
        constraints = [
            models.UniqueConstraint(fields=["location", "holiday"], name="holiday_once_a_location"),
            models.CheckConstraint(
                condition=Q(
                    during__isempty=False, during__lower_inf=False, during__upper_inf=False
                ),
                name="closure_range_sane",
            ),
        ]

    def __str__(self) -> str:
        return self.reason
