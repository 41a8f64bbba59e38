"""The steps of the journey: on which moment of a visit each hangs, for whom, and its words."""

import datetime as dt

import pghistory
import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from bookings.models.offer import Service
from portal.kit import signing

# What a patient reads of a step; a change of any of them is a new version of its text.
TEXTS = ("subject", "body", "body_unconfirmed")
_DAY = dt.timedelta(days=1)


class StepQuerySet(models.QuerySet["Step"]):
    def unsigned_aftercare(self) -> "StepQuerySet":
        """What patients are told after needles that no clinician has signed (hazard H15)."""
        return self.filter(active=True, red_flags=True, signed_by="")


class Channel(models.TextChoices):
    """How a message travels. No sender of text messages is built in yet."""

    EMAIL = "email", "email"
    SMS = "sms", "text message"


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(condition=pghistory.AnyChange(*TEXTS)),
    fields=list(TEXTS),
    model_name="StepEvent",
    obj_field=pghistory.ObjForeignKey(related_name="versions"),
    append_only=True,
)
class Step(signing.Signed):
    """One message of the journey.

    It is due at its anchor plus `offset`, put off to the hours that it keeps to, and useful
    until `use_by` after that. Every condition of its audience has to hold.
    """

    class Anchor(models.TextChoices):
        BOOKED = "booked", "the visit is confirmed"
        REQUESTED = "requested", "a request waits for review"
        MOVED = "moved", "the visit was moved"
        CANCELLED_BY_PATIENT = "cancelled_by_patient", "the patient has cancelled"
        CANCELLED_BY_CLINIC = "cancelled_by_clinic", "the clinic has cancelled"
        LETTER = "letter", "a doctor's letter is asked for"
        DECLINED = "declined", "a request was declined or lapsed"
        STARTS = "starts", "the visit starts"
        ENDS = "ends", "the visit's planned end"
        NO_SHOW = "no_show", "the patient did not come"
        COURSE = "course", "time to look back at a course"
        COURSE_SUGGESTED = "course_suggested", "a course is suggested"
        COURSE_REQUESTED = "course_requested", "visits of a course wait for review"
        COURSE_BOOKED = "course_booked", "a course is booked"
        COURSE_CANCELLED = "course_cancelled", "the rest of a course is cancelled"
        WARNING = "warning", "a warning sign was reported after the visit"
        OFFERED = "offered", "a time is offered from the waitlist"

    class Reader(models.TextChoices):
        PATIENT = "patient", "the patient"
        PRACTITIONER = "practitioner", "the practitioners on duty"
        LEAD = "lead", "the clinical lead"

    class Needles(models.TextChoices):
        ANY = "any", "with or without needles"
        USED = "used", "with needles"
        NOT_USED = "not_used", "without needles"

    class Who(models.TextChoices):
        ALL = "all", "everyone"
        FIRST = "first", "first visit with needles here"
        RETURNING = "returning", "returning: two or more such visits, and nothing to watch"
        WATCHED = "watched", "to be watched: all who are not returning"

    key = models.SlugField(unique=True)
    name = models.CharField(max_length=80)
    anchor = models.CharField(max_length=24, choices=Anchor.choices)
    offset = models.DurationField(
        default=dt.timedelta(0), help_text="After the anchor; negative is before it."
    )
    use_by = models.DurationField(
        default=dt.timedelta(hours=24),
        help_text="No longer worth sending this long after it was due.",
    )
    quiet = models.BooleanField(
        "keeps quiet hours",
        default=True,
        help_text="What falls into the clinic's quiet hours waits until they end.",
    )
    not_before = models.TimeField(
        "not before",
        null=True,
        blank=True,
        help_text="A time of day by the location's clock, such as 18:30. Empty: at any time.",
    )
    working_morning = models.BooleanField(
        "next working morning",
        default=False,
        help_text="Waits until work begins on the next day on which the location is open.",
    )
    reader = models.CharField(max_length=12, choices=Reader.choices, default=Reader.PATIENT)
    channel = models.CharField(max_length=5, choices=Channel.choices, default=Channel.EMAIL)

    needles = models.CharField(max_length=12, choices=Needles.choices, default=Needles.ANY)
    who = models.CharField("for whom", max_length=9, choices=Who.choices, default=Who.ALL)
    flags = ArrayField(
        models.CharField(max_length=40),
        default=list,
        blank=True,
        help_text="Flags of the screening, by comma, such as thorax_caution: one is enough.",
    )
    min_age = models.PositiveSmallIntegerField("from age", null=True, blank=True)
    max_age = models.PositiveSmallIntegerField("to age", null=True, blank=True)
    no_next_visit = models.BooleanField(
        "without a next visit", default=False, help_text="Only if nothing further is booked."
    )
    services = models.ManyToManyField(
        Service, blank=True, related_name="+", help_text="None chosen means all services."
    )
    optional = models.BooleanField(
        default=False,
        help_text="Patients can unsubscribe from it, and it stops once a warning sign is reported.",
    )

    red_flags = models.BooleanField(
        "warning signs",
        default=False,
        help_text="Carries the block of warning signs with the numbers to call.",
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
        verbose_name = "message of the journey"
        verbose_name_plural = "messages of the journey"
        constraints = [
            models.CheckConstraint(
                condition=Q(use_by__gt=dt.timedelta(0)),
                name="step_use_by_positive",
                violation_error_message="The use-by has to be longer than nothing.",
            ),
            models.CheckConstraint(
                condition=Q(red_flags=True)
                | ~Q(anchor="ends", offset__lte=7 * _DAY, active=True)
                | ~Q(reader="patient"),
                name="aftercare_carries_warning_signs",
                violation_error_message="What patients get in the 7 days after a visit carries"
                " the warning signs: tick “warning signs”.",
            ),
            models.CheckConstraint(
                condition=~Q(red_flags=True, optional=True),
                name="warning_signs_are_not_optional",
                violation_error_message="A message with warning signs cannot be optional.",
            ),
            signing.in_full("step_signed_in_full"),
        ]
        triggers = [
            # A signature is for the words that were read: others need one of their own.
            pgtrigger.Trigger(
                name="changed_text_is_unsigned",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                condition=pgtrigger.Condition("""
                    NEW.signed_by <> ''
                    AND (NEW.signed_by, NEW.signed_registration, NEW.signed_on)
                        IS NOT DISTINCT FROM
                        (OLD.signed_by, OLD.signed_registration, OLD.signed_on)
                    AND (NEW.subject, NEW.body, NEW.body_unconfirmed, NEW.red_flags)
                        IS DISTINCT FROM
                        (OLD.subject, OLD.body, OLD.body_unconfirmed, OLD.red_flags)
                """),
                func="""
                    RAISE EXCEPTION USING ERRCODE = 'check_violation',
                        MESSAGE = 'A changed text has to be signed again.';
                """,
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Ages in order. The constraints say the rest."""
        if self.min_age is not None and self.max_age is not None and self.min_age > self.max_age:
            raise ValidationError({"max_age": "This age is below the first one."})

    @property
    def texts(self) -> tuple[str, str, str]:
        """Subject, body, and the body for an address that is not confirmed."""
        return self.subject, self.body, self.body_unconfirmed

    @property
    def is_for_patients(self) -> bool:
        return self.reader == self.Reader.PATIENT
