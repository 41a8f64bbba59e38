"""The appointment. Only bookings.scheduling writes these rows."""

import datetime as dt
from typing import ClassVar

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import DateTimeRangeField
from django.db import models

from bookings.models.appointment_rules import CONSTRAINTS, INDEXES, Status
from bookings.models.clinic import Location, Room
from bookings.models.course import Course
from bookings.models.needles_gate import NEEDLES_HAVE_THEIR_GATE
from bookings.models.offer import Practitioner, Service
from bookings.models.patient import Patient
from portal.kit.tokens import reference


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    def with_names(self) -> "AppointmentQuerySet":
        """With everything that a line in a list says, in one query."""
        return self.select_related(
            "patient", "practitioner", "location", "room", "service", "assessment", "course"
        )

    def starting(self, since: dt.datetime, until: dt.datetime) -> "AppointmentQuerySet":
        """Whose start lies in [since, until)."""
        return self.filter(during__startswith__gte=since, during__startswith__lt=until)

    def active(self) -> "AppointmentQuerySet":
        """Still to come or under way: pending, booked or arrived."""
        return self.filter(status__in=(Status.PENDING, Status.BOOKED, Status.ARRIVED))

    def upcoming(self, now: dt.datetime) -> "AppointmentQuerySet":
        return self.filter(status__in=(Status.PENDING, Status.BOOKED), during__startswith__gt=now)

    def taking_time(self, now: dt.datetime) -> "AppointmentQuerySet":
        """All but what is cancelled and holds that have lapsed."""
        alive = models.Q(held_until__isnull=True) | models.Q(held_until__gt=now)
        return self.filter(alive, takes_time=True)

    def holds(self) -> "AppointmentQuerySet":
        """Times kept for somebody who is still typing, lapsed ones among them."""
        return self.filter(status=Status.PROPOSED)

    def lapsed(self, now: dt.datetime) -> "AppointmentQuerySet":
        """Holds that count no more; whoever needs their time sweeps them away."""
        return self.holds().filter(held_until__lte=now)

    def unresolved(self, now: dt.datetime) -> "AppointmentQuerySet":
        """Past their end without an outcome; nothing is ever marked no-show by itself."""
        return self.filter(status__in=(Status.BOOKED, Status.ARRIVED), during__endswith__lt=now)


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
    exclude=[
        "override_reason",
        "cancel_note",
        "correction_note",
        # What the patient was told stands with the messages.
        "told_during",
        "told_practitioner",
        "told_location",
        "sequence",
        "screening_sent_at",
        # Of which course it is a visit never changes.
        "course",
        "course_number",
    ],
)
class Appointment(models.Model):
    """One visit: who, with whom, where and when, and what became of it."""

    Status: ClassVar[type[Status]] = Status

    class Source(models.TextChoices):
        ONLINE = "online", "online"
        PHONE = "phone", "by phone"

    class CancelledBy(models.TextChoices):
        PATIENT = "patient", "the patient"
        CLINIC = "clinic", "the clinic"
        LAPSE = "lapse", "nobody decided in time"

    reference = models.CharField(max_length=8, unique=True, default=reference, editable=False)
    patient = models.ForeignKey(
        Patient, models.PROTECT, null=True, blank=True, related_name="appointments"
    )
    practitioner = models.ForeignKey(Practitioner, models.PROTECT, related_name="appointments")
    location = models.ForeignKey(Location, models.PROTECT, related_name="appointments")
    room = models.ForeignKey(
        Room, models.PROTECT, null=True, blank=True, related_name="appointments"
    )
    service = models.ForeignKey(Service, models.PROTECT, related_name="appointments")
    status = models.CharField(max_length=10, choices=Status.choices)
    during = DateTimeRangeField(help_text="The visit, [start, end), in UTC.")
    blocked = DateTimeRangeField(help_text="The visit and its buffers.")
    takes_time = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)
    held_until = models.DateTimeField(
        null=True, blank=True, help_text="A hold alone has it; later than this it counts no more."
    )
    extra_minutes = models.PositiveSmallIntegerField(
        default=0, help_text="What the screening adds to the practitioner's usual length."
    )
    needs_senior = models.BooleanField(
        default=False, help_text="The screening asks for a senior practitioner."
    )

    over_practitioner = models.BooleanField(default=False)
    over_room = models.BooleanField(default=False)
    over_patient = models.BooleanField(default=False)
    over_hours = models.BooleanField(
        default=False, help_text="Staff put it outside the hours, or on leave, and know it."
    )
    override_reason = models.CharField(max_length=200, blank=True)

    source = models.CharField(max_length=10, choices=Source.choices)
    booked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    idempotency_key = models.CharField(
        max_length=64,
        null=True,
        blank=True,
        unique=True,
        help_text="Of the request that made it. A hold and the visit it becomes have the same.",
    )
    assessment = models.ForeignKey(
        "screening.Assessment", models.PROTECT, null=True, blank=True, related_name="+"
    )
    screening_sent_at = models.DateTimeField(null=True, blank=True)
    course = models.ForeignKey(
        Course,
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="appointments",
    )
    course_number = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Which visit of the course, counted from 1."
    )

    created_at = models.DateTimeField()
    changed_at = models.DateTimeField(help_text="When time, place or person was last changed.")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    arrived_at = models.DateTimeField(null=True, blank=True)
    in_room_at = models.DateTimeField(
        null=True, blank=True, help_text="When the practitioner took the patient in."
    )
    closed_at = models.DateTimeField(null=True, blank=True, help_text="Done or did not come.")
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.CharField(max_length=10, choices=CancelledBy.choices, blank=True)
    cancelled_late = models.BooleanField(default=False)
    cancel_note = models.CharField(max_length=200, blank=True)
    corrected_at = models.DateTimeField(null=True, blank=True)
    correction_note = models.CharField(max_length=200, blank=True)
    tell_patient = models.BooleanField(
        default=True, help_text="Whether the last change by staff is told to the patient."
    )
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="The member of staff who moved it last; empty when the patient did.",
    )
    needles_used = models.BooleanField(null=True, blank=True)
    spoken_consent = models.BooleanField(null=True, blank=True)
    screening_checked = models.BooleanField(
        null=True, blank=True, help_text="The practitioner asked the health questions at the visit."
    )

    told_during = DateTimeRangeField(null=True, blank=True)
    told_practitioner = models.ForeignKey(
        Practitioner, models.PROTECT, null=True, blank=True, related_name="+"
    )
    told_location = models.ForeignKey(
        Location, models.PROTECT, null=True, blank=True, related_name="+"
    )
    sequence = models.PositiveIntegerField(
        default=0, help_text="Changes told: the calendar file's SEQUENCE."
    )

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        ordering = ["during"]
        verbose_name = "visit"
        permissions = [
            ("run_desk", "Can book, move, check in, cancel and close visits"),
            ("override_conflicts", "Can book and move past a conflict, with a reason"),
            ("read_answers", "Can read the health answers behind a visit"),
            ("read_every_answer", "Can read the answers of patients of other practitioners"),
            ("see_reports", "Can see the reports of the clinic"),
        ]
        constraints = CONSTRAINTS
        indexes = INDEXES
        triggers: ClassVar = [NEEDLES_HAVE_THEIR_GATE]

    def __str__(self) -> str:
        return f"Visit {self.reference}"

    @property
    def starts(self) -> dt.datetime:
        """The start, aware, in UTC."""
        return self.during.lower

    @property
    def ends(self) -> dt.datetime:
        """The planned end, aware, in UTC."""
        return self.during.upper

    @property
    def local_starts(self) -> dt.datetime:
        """The start by the location's clock."""
        return self.starts.astimezone(self.location.tz)

    @property
    def local_ends(self) -> dt.datetime:
        return self.ends.astimezone(self.location.tz)

    @property
    def phone(self) -> str:
        """Whom to ring about it; empty if no number is known."""
        return self.patient.phone_on(self.local_starts.date()) if self.patient else ""

    @property
    def minutes(self) -> int:
        return int((self.ends - self.starts).total_seconds() // 60)

    @property
    def place_in_course(self) -> str:
        """Such as "visit 2 of 6"; empty for a visit that stands alone."""
        return f"visit {self.course_number} of {self.course.visits}" if self.course else ""

    @property
    def is_active(self) -> bool:
        return self.status in (Status.PENDING, Status.BOOKED, Status.ARRIVED)

    def has_valid_answers(self, days: int) -> bool:
        """Whether health answers count when it starts: young enough, and nothing since (H14)."""
        given, since = self.assessment, self.patient.ask_again_since if self.patient else None
        return given is not None and given.counts_at(
            self.starts, days, again_since=since, zone=self.location.tz
        )

    def can_be_moved(self, now: dt.datetime) -> bool:
        """By its patient, who may book online: until the cancellation window begins."""
        online = self.patient is None or self.patient.online_booking
        return online and self.can_be_cancelled(now) and not self.is_late_to_cancel(now)

    def can_be_cancelled(self, now: dt.datetime) -> bool:
        """By its patient: until it starts."""
        return self.status in (Status.PENDING, Status.BOOKED) and self.starts > now

    def is_late_to_cancel(self, now: dt.datetime) -> bool:
        """Inside the service's cancellation window, counted in elapsed hours."""
        return self.starts - now < dt.timedelta(hours=self.service.cancel_hours)
