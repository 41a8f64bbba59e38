"""Messages: the rows that steps become, and the clock that found them."""

import datetime as dt

from django.db import models
from django.db.models import Q

from bookings.models.appointment import Appointment
from bookings.models.patient import Patient
from bookings.models.related import RelatedPerson
from bookings.models.step import Channel, Step

OVERDUE = dt.timedelta(minutes=15)


class MessageQuerySet(models.QuerySet["Message"]):
    def waiting(self) -> "MessageQuerySet":
        return self.filter(status=Message.Status.DUE)

    def overdue(self, now: dt.datetime) -> "MessageQuerySet":
        """Should have left a quarter of an hour ago: some ticks have missed them."""
        return self.waiting().filter(due_at__lt=now - OVERDUE)

    def failed(self) -> "MessageQuerySet":
        return self.filter(status=Message.Status.FAILED)

    def worth_a_call(self, now: dt.datetime) -> "MessageQuerySet":
        """Failed, and the visit is still ahead or at most three days past."""
        return self.failed().filter(appointment__during__endswith__gt=now - dt.timedelta(days=3))


class Message(models.Model):
    """One email of one step for one visit: due, then sent, failed, skipped or void.

    A row is void when the moment that it hung on no longer holds; it then no longer
    stands in the way of a new one.
    """

    class Status(models.TextChoices):
        DUE = "due", "waits to be sent"
        SENT = "sent", "sent"
        FAILED = "failed", "failed"
        SKIPPED = "skipped", "not sent"
        VOID = "void", "no longer true"

    step = models.ForeignKey(Step, models.PROTECT, related_name="messages")
    appointment = models.ForeignKey(Appointment, models.CASCADE, related_name="messages")
    patient = models.ForeignKey(Patient, models.CASCADE, related_name="messages")
    related_person = models.ForeignKey(
        RelatedPerson,
        models.PROTECT,
        null=True,
        blank=True,
        # Nothing is found by it, and messages are many.
        db_index=False,
        related_name="messages",
        help_text="Who reads it in the patient's place, or beside the patient.",
    )
    anchor_at = models.DateTimeField(
        help_text="The moment that the step hung on when it was found."
    )
    due_at = models.DateTimeField()
    use_by = models.DateTimeField()
    dedupe_key = models.CharField(
        max_length=120,
        help_text="step:visit:anchor moment, and :r with the number of a related person.",
    )
    channel = models.CharField(max_length=5, choices=Channel.choices, default=Channel.EMAIL)
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.DUE)
    reason = models.CharField(
        max_length=200, blank=True, help_text="Why it failed or was not sent."
    )
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    to = models.CharField(max_length=254, blank=True)
    text = models.ForeignKey(
        "bookings.StepEvent",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="The version of the text that was sent.",
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True, blank=True)
    lease_owner = models.CharField(max_length=64, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering = ["-due_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["dedupe_key"], condition=~Q(status="void"), name="message_once_a_moment"
            ),
            models.CheckConstraint(
                condition=Q(status="sent", sent_at__isnull=False)
                | (~Q(status="sent") & Q(sent_at__isnull=True)),
                name="sent_has_its_moment",
            ),
            models.CheckConstraint(
                condition=Q(lease_owner="") | Q(status="due"), name="only_what_is_due_is_leased"
            ),
        ]
        indexes = [
            models.Index(fields=["next_try_at"], name="message_waiting", condition=Q(status="due")),
            models.Index(fields=["due_at"], name="message_due"),
            # All but the great mass: what failed, waits, or was left out.
            models.Index(
                fields=["status", "-due_at"], name="message_not_sent", condition=~Q(status="sent")
            ),
            models.Index(fields=["sent_at"], name="message_sent"),
        ]

    def __str__(self) -> str:
        return f"{self.step} for {self.appointment}"

    @property
    def reader(self) -> Patient | RelatedPerson:
        """Whose address it goes to, if it is not for staff."""
        return self.related_person or self.patient

    @property
    def phone(self) -> str:
        """Whom to ring where it does not arrive."""
        if self.related_person:
            return self.related_person.phone
        return self.patient.phone_on(self.appointment.local_starts.date())

    @property
    def message_id(self) -> str:
        """Message-ID's left part: from the row, so that a duplicate can be recognised."""
        return f"{self.pk}.{self.created_at:%Y%m%d%H%M%S}"


class Tick(models.Model):
    """When due messages were last looked for: no look-back window can be too short."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    found_until = models.DateTimeField()
    database = models.CharField(
        max_length=80,
        blank=True,
        help_text="Which database it was: another one here is a copy or a backup put back.",
    )

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="tick_one_row")]

    def __str__(self) -> str:
        return f"looked until {self.found_until}"
