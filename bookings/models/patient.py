"""Patients: who is treated, how they are reached, and whether they may be."""

import datetime as dt

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from bookings.models.search import matching
from portal.kit.tokens import reference


class PatientQuerySet(models.QuerySet["Patient"]):
    def reachable(self, now: dt.datetime) -> "PatientQuerySet":
        """To whom messages may go at `now` (hazard H08)."""
        return self.filter(
            Q(contact_state=Patient.Contact.NORMAL)
            | Q(contact_state=Patient.Contact.PAUSED, paused_until__lte=now)
        )

    def provisional(self) -> "PatientQuerySet":
        """Made by an online booking, not yet matched by reception (hazard H10)."""
        return self.filter(provisional=True)

    def matching(self, words: str) -> "PatientQuerySet":
        """Who fits every word of a name, phone, email or birthday; see bookings.models.search."""
        return matching(self, words)


class Patient(models.Model):
    """A person who is treated. Not a user: families share addresses and phones."""

    class Contact(models.TextChoices):
        NORMAL = "normal", "may be contacted"
        PAUSED = "paused", "paused until a date"
        NONE = "none", "wants no messages"
        DIED = "died", "has died"

    id = models.AutoField(primary_key=True)
    reference = models.CharField(max_length=8, unique=True, default=reference, editable=False)
    first_name = models.CharField(max_length=80)
    last_name = models.CharField(max_length=80)
    preferred_name = models.CharField(max_length=80, blank=True)
    date_of_birth = models.DateField()
    email = models.EmailField(blank=True)
    email_confirmed_at = models.DateTimeField(null=True, blank=True)
    email_refused_at = models.DateTimeField(
        null=True, blank=True, help_text="Since when mail to this address comes back."
    )
    unsubscribed_at = models.DateTimeField(
        null=True, blank=True, help_text="Wants no optional messages."
    )
    phone = models.CharField(max_length=30, blank=True)
    guardian_name = models.CharField(max_length=160, blank=True)
    access_needs = models.CharField(max_length=200, blank=True)
    provisional = models.BooleanField(
        default=False, help_text="From an online booking: match it with a record or keep it."
    )
    ask_again_since = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        help_text="Something happened then: earlier health answers count no more.",
    )
    contact_state = models.CharField(max_length=10, choices=Contact.choices, default=Contact.NORMAL)
    paused_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    objects = PatientQuerySet.as_manager()

    class Meta:
        ordering = ["last_name", "first_name"]
        indexes = [
            GinIndex(
                fields=["first_name", "last_name", "email", "phone"],
                opclasses=["gin_trgm_ops"] * 4,
                name="patient_words",
            ),
            models.Index(fields=["date_of_birth"], name="patient_birth"),
            models.Index(fields=["id"], name="patient_unmatched", condition=Q(provisional=True)),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(contact_state="paused") | Q(paused_until__isnull=False),
                name="patient_paused_until_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name}"

    @property
    def called(self) -> str:
        """The name to greet with."""
        return self.preferred_name or self.first_name

    def age_on(self, day: dt.date) -> int:
        """Completed years on `day`; somebody born on 29 February ages on 1 March."""
        born = self.date_of_birth
        return day.year - born.year - ((day.month, day.day) < (born.month, born.day))

    def unsubscribe(self, now: dt.datetime) -> None:
        """No optional messages from now on; pressing twice is the same."""
        if self.unsubscribed_at is None:
            self.unsubscribed_at = now
            self.save(update_fields=["unsubscribed_at"])

    def mail_comes_back(self, now: dt.datetime) -> None:
        """No more mail to this address until somebody has looked at it."""
        Patient.objects.filter(pk=self.pk, email=self.email, email_refused_at=None).update(
            email_refused_at=now
        )

    def is_reached_by_email(self, now: dt.datetime) -> bool:
        """Else what they need to know is handed over on paper."""
        return bool(self.email) and not self.email_refused_at and self.may_be_contacted(now)

    def may_be_contacted(self, now: dt.datetime) -> bool:
        """Whether any message may leave now (hazard H08)."""
        if self.contact_state == self.Contact.PAUSED:
            return self.paused_until is not None and self.paused_until <= now
        return self.contact_state == self.Contact.NORMAL
