"""The waitlist: who would like an earlier time, and which times they were offered."""

import datetime as dt
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField
from django.db import models
from django.db.models import OuterRef, Q

from bookings.models.appointment import Appointment
from bookings.models.clinic import Clinic, Location
from bookings.models.consent import Consent, ConsentText
from bookings.models.offer import Practitioner, Service
from bookings.models.patient import Patient
from bookings.models.related import RelatedPerson, who_answers
from bookings.models.waitlist_rules import (
    OFFER_CONSTRAINTS,
    WEEKDAYS,
    WISH_CONSTRAINTS,
    WISH_INDEXES,
    Answer,
    Part,
    Why,
)
from portal.kit.sealed import SealedJSONField
from portal.kit.tokens import reference
from screening.models import Assessment

# What has ended is of no use to anybody after this.
KEPT = dt.timedelta(days=90)


class WishQuerySet(models.QuerySet["Wish"]):
    def open(self) -> "WishQuerySet":
        return self.filter(ended_at=None)

    def in_line(self) -> "WishQuerySet":
        """Those put first by reception, then whoever has waited longest."""
        return self.order_by(models.F("first_at").asc(nulls_last=True), "created_at", "pk")

    def with_names(self) -> "WishQuerySet":
        """With all that a line or a match reads but the health answers; four queries.

        `people_ids` are the practitioners chosen.
        """
        chosen = Wish.practitioners.through.objects.filter(wish=OuterRef("pk"))
        return (
            self.select_related("patient", "assessment", "visit__assessment", "visit__review")
            # A few of them serve all.
            .prefetch_related("service", "location")
            # They are encrypted: to open a thousand takes longer than to match them.
            .defer(
                "assessment__answers",
                "assessment__fired",
                "visit__assessment__answers",
                "visit__assessment__fired",
                "statement_boxes",
            )
            .prefetch_related("patient__related_persons")
            .annotate(people_ids=ArraySubquery(chosen.values("practitioner_id")))
        )

    def matched(self, now: dt.datetime) -> "WishQuerySet":
        """A time that fits is free, and somebody has to ring: no email can offer it."""
        return self.open().filter(match_start__gt=now)

    def erase_old(self, now: dt.datetime) -> int:
        """Erase what ended 90 days ago, with its offers; returns how many."""
        old = self.filter(ended_at__lt=now - KEPT)
        count = len(old)
        old.delete()
        return count


class Wish(models.Model):
    """Somebody waits for a time of a service at a place; empty lists mean any.

    `until` is the last day, by the location's calendar. Without `assessment`, or with one that
    counts no more, it is not offered anything online.
    """

    Part: ClassVar[type[Part]] = Part
    Why: ClassVar[type[Why]] = Why

    reference = models.CharField(max_length=8, unique=True, default=reference, editable=False)
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="wishes")
    service = models.ForeignKey(Service, models.PROTECT, related_name="+")
    location = models.ForeignKey(Location, models.PROTECT, related_name="+")
    practitioners = models.ManyToManyField(Practitioner, blank=True, related_name="+")
    weekdays = ArrayField(models.PositiveSmallIntegerField(choices=WEEKDAYS), default=list)
    parts = ArrayField(models.CharField(max_length=10, choices=Part.choices), default=list)
    until = models.DateField()
    notice_hours = models.PositiveSmallIntegerField(
        default=24, help_text="How long before the start they have to know."
    )
    visit = models.ForeignKey(
        Appointment,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="wishes",
        help_text="The visit that would be brought forward.",
    )

    assessment = models.ForeignKey(
        "screening.Assessment", models.PROTECT, null=True, blank=True, related_name="+"
    )
    extra_minutes = models.PositiveSmallIntegerField(default=0)
    needs_senior = models.BooleanField(default=False)
    for_review = models.BooleanField(
        default=False, help_text="A practitioner decides before a visit of it is confirmed."
    )
    statement = models.ForeignKey(
        ConsentText, models.PROTECT, null=True, blank=True, related_name="+"
    )
    statement_by = models.CharField(max_length=10, choices=Consent.GivenBy.choices, blank=True)
    statement_name = models.CharField(max_length=160, blank=True)
    statement_boxes: Any = SealedJSONField(
        default=dict, help_text="What was ticked with it, and the extra risks that it named."
    )

    created_at = models.DateTimeField()
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    first_at = models.DateTimeField(null=True, blank=True)
    first_because = models.CharField(max_length=200, blank=True)
    match_start = models.DateTimeField(null=True, blank=True)
    match_practitioner = models.ForeignKey(
        Practitioner, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_why = models.CharField(max_length=10, choices=Why.choices, blank=True)

    # Only rows of with_names() have it.
    people_ids: list[int]

    objects = WishQuerySet.as_manager()

    class Meta:
        ordering = ["created_at"]
        constraints = WISH_CONSTRAINTS
        indexes = WISH_INDEXES

    def __str__(self) -> str:
        return f"Wish {self.reference}"

    @property
    def answers(self) -> Assessment | None:
        """The health answers that it rests on: the visit's own, if one would be moved."""
        return self.visit.assessment if self.visit else self.assessment

    @property
    def needs(self) -> tuple[int, bool]:
        """Minutes beyond the usual length, and whether a senior practitioner is asked for."""
        if self.visit:
            return self.visit.extra_minutes, self.visit.needs_senior
        return self.extra_minutes, self.needs_senior

    def reader(self, clinic: Clinic, now: dt.datetime) -> Patient | RelatedPerson | None:
        """Who is told of an offer by email, if anybody is at `now` (hazards H08, H09, H20)."""
        if not self.patient.may_be_contacted(now):
            return None
        return who_answers(self.patient, clinic, now.astimezone(self.location.tz).date())

    def likes(self, start: dt.datetime, practitioner: int) -> bool:
        """Whether day, part of day, last day and person suit; of rows of with_names()."""
        local = start.astimezone(self.location.tz)
        return (
            local.date() <= self.until
            and (not self.weekdays or local.isoweekday() in self.weekdays)
            and (not self.parts or Part.of(local) in self.parts)
            and (not self.people_ids or practitioner in self.people_ids)
        )

    def window(self, now: dt.datetime) -> tuple[dt.datetime, dt.datetime]:
        """Starts that it can use lie in [since, until): with notice, and before its last day ends.

        They are earlier than the visit that is brought forward; once that is inside its
        cancellation window it stays where it is, and there are none.
        """
        since = now + dt.timedelta(hours=self.notice_hours)
        until = self.location.midnight(self.until + dt.timedelta(days=1))
        if self.visit is None:
            return since, until
        late = self.visit.starts - now < dt.timedelta(hours=self.service.cancel_hours)
        return since, since if late else min(until, self.visit.starts)

    def has_valid_answers(self, days: int, at: dt.datetime) -> bool:
        """Whether the health answers count for a visit at `at`."""
        given = self.answers
        return given is not None and given.counts_at(
            at, days, again_since=self.patient.ask_again_since, zone=self.location.tz
        )


class WishOfferQuerySet(models.QuerySet["WishOffer"]):
    def open(self) -> "WishOfferQuerySet":
        """Not answered; its deadline may be over all the same, until the tick has seen it."""
        return self.filter(answer="")

    def over(self, now: dt.datetime) -> "WishOfferQuerySet":
        return self.open().filter(deadline__lte=now)


class WishOffer(models.Model):
    """A time that is held for a wish until a deadline.

    The held row is the appointment with this key as its idempotency key, proposed and without
    a patient. There is no foreign key to it: whoever needs the time of a hold that has lapsed
    sweeps it away.
    """

    Answer: ClassVar[type[Answer]] = Answer

    class Mail(models.TextChoices):
        NONE = "none", "told by phone"
        DUE = "due", "email on its way"
        SENT = "sent", "email sent"
        FAILED = "failed", "email not sent"

    wish = models.ForeignKey(Wish, models.CASCADE, related_name="offers")
    key = models.CharField(max_length=64, unique=True)
    practitioner = models.ForeignKey(Practitioner, models.PROTECT, related_name="+")
    during = DateTimeRangeField(help_text="The time offered, [start, end), in UTC.")
    made_at = models.DateTimeField()
    deadline = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    answer = models.CharField(max_length=10, choices=Answer.choices, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    visit = models.ForeignKey(
        Appointment, models.PROTECT, null=True, blank=True, related_name="wish_offers"
    )
    digest = models.CharField(max_length=64, null=True, blank=True, unique=True)
    related_person = models.ForeignKey(
        RelatedPerson,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Who was told of it in the patient's place.",
    )
    mail = models.CharField(max_length=6, choices=Mail.choices, default=Mail.DUE)
    mail_reason = models.CharField(max_length=200, blank=True)
    next_try_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True, blank=True)

    objects = WishOfferQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at"]
        constraints = OFFER_CONSTRAINTS
        indexes: ClassVar = [
            models.Index(fields=["next_try_at"], name="wish_offer_to_tell", condition=Q(mail="due"))
        ]

    def __str__(self) -> str:
        return f"Offer to {self.wish}"

    @property
    def starts(self) -> dt.datetime:
        """The start, aware, in UTC."""
        return self.during.lower

    def is_open(self, now: dt.datetime) -> bool:
        """Whether it can still be answered."""
        return not self.answer and now < self.deadline
