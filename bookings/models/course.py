"""A course: 3 to 6 visits of one service that a practitioner has suggested (FHIR CarePlan)."""

import datetime as dt

from django.db import models
from django.db.models import F, Q

from bookings.models.clinic import Location
from bookings.models.offer import Practitioner, Service
from bookings.models.patient import Patient
from portal.kit.tokens import reference

LEAST, MOST = 3, 6
MOST_WEEKS = 6
# Later than this somebody should look again before a course begins.
STANDS_FOR = dt.timedelta(days=60)


class CourseQuerySet(models.QuerySet["Course"]):
    def with_names(self) -> "CourseQuerySet":
        """With everything that a page about it says, in one query."""
        return self.select_related(
            "patient", "service", "practitioner", "location", "suggested_by", "suggested_at_visit"
        )

    def suggested(self) -> "CourseQuerySet":
        """Not booked yet, and not withdrawn."""
        return self.filter(booked_at=None, ended_at=None)

    def bookable(self, now: dt.datetime) -> "CourseQuerySet":
        """Suggested lately enough to be booked."""
        return self.suggested().filter(suggested_at__gt=now - STANDS_FOR)

    def end(self, now: dt.datetime) -> int:
        """What was suggested is booked no more; returns how many."""
        return self.suggested().update(ended_at=now)


class Course(models.Model):
    """Suggested after a visit, then booked as a whole; each visit then stands by itself.

    The visits are the appointments with this `course`, numbered from 1.
    """

    reference = models.CharField(max_length=8, unique=True, default=reference, editable=False)
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="courses")
    service = models.ForeignKey(Service, models.PROTECT, related_name="+")
    practitioner = models.ForeignKey(Practitioner, models.PROTECT, related_name="+")
    location = models.ForeignKey(Location, models.PROTECT, related_name="+")
    visits = models.PositiveSmallIntegerField(help_text="How many visits it has: 3 to 6.")
    weeks_apart = models.PositiveSmallIntegerField(default=1)
    suggested_by = models.ForeignKey(Practitioner, models.PROTECT, related_name="+")
    suggested_at = models.DateTimeField()
    suggested_at_visit = models.ForeignKey(
        "bookings.Appointment", models.PROTECT, related_name="suggested_courses"
    )
    booked_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(
        null=True, blank=True, help_text="Withdrawn, or when the rest was cancelled."
    )

    objects = CourseQuerySet.as_manager()

    class Meta:
        ordering = ["-suggested_at"]
        indexes = [models.Index(fields=["suggested_at"], name="course_suggested")]
        constraints = [
            models.CheckConstraint(
                condition=Q(visits__gte=LEAST, visits__lte=MOST), name="course_has_3_to_6_visits"
            ),
            models.CheckConstraint(
                condition=Q(weeks_apart__gte=1, weeks_apart__lte=MOST_WEEKS),
                name="course_weeks_sane",
            ),
            models.CheckConstraint(
                condition=(Q(booked_at=None) | Q(booked_at__gte=F("suggested_at")))
                & (Q(ended_at=None) | Q(ended_at__gte=F("suggested_at"))),
                name="course_in_order",
            ),
            models.UniqueConstraint(
                fields=["patient", "service"],
                condition=Q(booked_at=None, ended_at=None),
                name="course_suggested_once",
            ),
            # What the visits' composite foreign key leans on: see the migration.
            models.UniqueConstraint(fields=["id", "patient"], name="course_of_one_patient"),
        ]

    def __str__(self) -> str:
        return f"Course {self.reference}"

    @property
    def weeks_words(self) -> str:
        """How far apart, such as "a week apart"."""
        return "a week apart" if self.weeks_apart == 1 else f"{self.weeks_apart} weeks apart"

    @property
    def is_suggested(self) -> bool:
        return self.booked_at is None and self.ended_at is None

    def can_be_booked(self, now: dt.datetime) -> bool:
        """As long as the suggestion stands."""
        return self.is_suggested and self.suggested_at > now - STANDS_FOR
