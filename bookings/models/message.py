"""Messages: the steps of a journey, the rows they become, and the clock that found them."""

import datetime as dt

from django.db import models
from django.db.models import Q

from bookings.models.appointment import Appointment
from bookings.models.patient import Patient
from portal.kit import signing


class StepQuerySet(models.QuerySet["Step"]):
    def unsigned_aftercare(self) -> "StepQuerySet":
        """What patients are told after needles that no clinician has signed (hazard H15)."""
        return self.filter(active=True, red_flags=True, signed_by="")


class Step(signing.Signed):
    """One message of the journey: on which moment of a visit it hangs, and what it says.

    A step is due at its anchor plus `offset`, and useful until `use_by` after that.
    """

    class Anchor(models.TextChoices):
        BOOKED = "booked", "the visit is confirmed"
        REQUESTED = "requested", "a request waits for review"
        MOVED = "moved", "the visit was moved"
        CANCELLED = "cancelled", "the visit was cancelled"
        LETTER = "letter", "a doctor's letter is asked for"
        DECLINED = "declined", "a request was declined or lapsed"
        STARTS = "starts", "the visit starts"
        ENDS = "ends", "the visit's planned end"

    class Audience(models.TextChoices):
        ALL = "all", "everyone"
        NEEDLES = "needles", "visits with needles"
        NO_NEEDLES = "no_needles", "visits without needles"

    key = models.SlugField(unique=True)
    name = models.CharField(max_length=80)
    anchor = models.CharField(max_length=10, choices=Anchor.choices)
    offset = models.DurationField(
        default=dt.timedelta(0), help_text="After the anchor; negative is before it."
    )
    use_by = models.DurationField(
        default=dt.timedelta(hours=24),
        help_text="No longer worth sending this long after it was due.",
    )
    audience = models.CharField(max_length=12, choices=Audience.choices, default=Audience.ALL)
    red_flags = models.BooleanField(
        default=False, help_text="Carries the block of warning signs with the numbers to call."
    )
    calendar = models.BooleanField(default=False, help_text="Carries a calendar file.")
    subject = models.CharField(max_length=120)
    body = models.TextField(
        help_text="Plain paragraphs with {placeholders}; a line that starts with '- ' is a point."
    )
    body_unconfirmed = models.TextField(
        blank=True,
        help_text="Sent instead while the patient's address is not confirmed: no service, no health"
        " word. Empty: the body, without the lines that name service or practitioner.",
    )
    active_from = models.DateTimeField(help_text="Nothing that fell due before this is sent.")
    active = models.BooleanField(default=True)

    objects = StepQuerySet.as_manager()

    class Meta:
        ordering = ["anchor", "offset"]
        constraints = [
            models.CheckConstraint(
                condition=Q(use_by__gt=dt.timedelta(0)), name="step_use_by_positive"
            ),
            signing.in_full("step_signed_in_full"),
        ]

    def __str__(self) -> str:
        return self.name


class MessageQuerySet(models.QuerySet["Message"]):
    def waiting(self) -> "MessageQuerySet":
        return self.filter(status=Message.Status.DUE)

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
    anchor_at = models.DateTimeField(
        help_text="The moment that the step hung on when it was found."
    )
    due_at = models.DateTimeField()
    use_by = models.DateTimeField()
    dedupe_key = models.CharField(max_length=120, help_text="step:visit:anchor moment.")
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.DUE)
    reason = models.CharField(
        max_length=200, blank=True, help_text="Why it failed or was not sent."
    )
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    to = models.EmailField(blank=True)
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
        ]
        indexes = [
            models.Index(fields=["next_try_at"], name="message_waiting", condition=Q(status="due")),
            models.Index(fields=["due_at"], name="message_due"),
        ]

    def __str__(self) -> str:
        return f"{self.step} for {self.appointment}"

    @property
    def message_id(self) -> str:
        """Message-ID's left part: from the row, so that a duplicate can be recognised."""
        return f"{self.pk}.{self.created_at:%Y%m%d%H%M%S}"


class Tick(models.Model):
    """When due messages were last looked for: no look-back window can be too short."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    found_until = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="tick_one_row")]

    def __str__(self) -> str:
        return f"looked until {self.found_until}"
