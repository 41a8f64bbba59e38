"""What the patient was told before booking, and that they have said yes to it."""

from typing import Any

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from bookings.models.appointment import Appointment
from portal.kit import signing
from portal.kit.sealed import SealedJSONField


class ConsentTextQuerySet(models.QuerySet["ConsentText"]):
    def current(self) -> "ConsentText | None":
        """The newest published text."""
        return self.published().first()

    def published(self) -> "ConsentTextQuerySet":
        """The newest first."""
        return self.filter(published_at__isnull=False).order_by("-version")

    def drafts(self) -> "ConsentTextQuerySet":
        return self.filter(published_at__isnull=True)


class ConsentText(signing.Signed):
    """A version of the statement shown before booking; once published it stays as it is.

    The body is written as bookings.models.statement says.
    """

    version = models.PositiveIntegerField(unique=True)
    body = models.TextField("text")
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    changed_at = models.DateTimeField(
        null=True, blank=True, help_text="When the draft was last changed."
    )

    objects = ConsentTextQuerySet.as_manager()

    class Meta:
        ordering = ["-version"]
        permissions = [
            ("publish_consenttext", "Can publish a consent text"),
            ("sign_texts", "Can sign questionnaire, consent and aftercare as a clinician"),
        ]
        constraints = [
            signing.in_full("consent_text_signed_in_full"),
            models.CheckConstraint(
                condition=Q(published_at__isnull=False) | Q(signed_by=""),
                name="consent_text_draft_is_unsigned",
            ),
        ]
        triggers = [
            # All that may still happen to a published text: it is signed, once.
            pgtrigger.Trigger(
                name="published_consent_text_frozen",
                operation=pgtrigger.Update | pgtrigger.Delete,
                when=pgtrigger.Before,
                condition=pgtrigger.Condition("OLD.published_at IS NOT NULL"),
                func="""
                    IF TG_OP = 'UPDATE' THEN
                        IF (NEW.version, NEW.body, NEW.published_at, NEW.published_by_id,
                            NEW.changed_at)
                            IS NOT DISTINCT FROM
                            (OLD.version, OLD.body, OLD.published_at, OLD.published_by_id,
                            OLD.changed_at)
                            AND (OLD.signed_by = ''
                                 OR (NEW.signed_by, NEW.signed_registration, NEW.signed_on)
                                 = (OLD.signed_by, OLD.signed_registration, OLD.signed_on))
                        THEN RETURN NEW; END IF;
                    END IF;
                    RAISE EXCEPTION USING ERRCODE = 'check_violation',
                        MESSAGE = 'A published consent text does not change.';
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"Consent text {self.version}"

    @property
    def is_draft(self) -> bool:
        return self.published_at is None

    @property
    def last_change(self) -> str:
        """When it was last changed, as a form carries it; empty for one that never was."""
        return self.changed_at.isoformat() if self.changed_at else ""


class Consent(models.Model):
    """The acknowledgement given with a booking; the spoken consent at the visit comes on top."""

    class GivenBy(models.TextChoices):
        PATIENT = "patient", "the patient"
        GUARDIAN = "guardian", "a parent or guardian"
        CARER = "carer", "a carer"

    appointment = models.OneToOneField(Appointment, models.CASCADE, related_name="consent")
    text = models.ForeignKey(ConsentText, models.PROTECT, related_name="consents")
    given_at = models.DateTimeField()
    given_by = models.CharField(max_length=10, choices=GivenBy.choices)
    given_name = models.CharField(max_length=160)
    areas = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    articles = models.ManyToManyField(
        "education.Revision",
        related_name="+",
        blank=True,
        help_text="The versions of articles that were opened on the way to this visit.",
    )
    electrical = models.BooleanField(
        "electrical stimulation",
        null=True,
        blank=True,
        help_text="Whether that box was ticked; empty if it was not on the page.",
    )
    messages = models.BooleanField(
        "optional messages",
        null=True,
        blank=True,
        help_text="Whether that box was ticked; empty if it was not on the page.",
    )
    points: Any = SealedJSONField(
        default=list, help_text="The extra risks that stood on the page, in words."
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(given_name=""), name="consent_names_who_gave_it"),
        ]

    def __str__(self) -> str:
        return f"Consent for {self.appointment}"
