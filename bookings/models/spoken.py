"""What a patient says to needles: at the visit before the first one, or taken back earlier."""

from typing import Any, ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from bookings.models.appointment import Appointment
from bookings.models.consent import ConsentText
from portal.kit.sealed import SealedJSONField

# Over the lungs: here a yes is given in writing. Keys of the questionnaire's areas.
# Health and Disability Commissioner, New Zealand, two decisions on punctured lungs.
NEAR_LUNGS = frozenset({"chest", "neck", "upper_back"})


# Nothing but its undoing is ever written to a row, and that not beneath needles.
_STAYS = pgtrigger.Trigger(
    name="spoken_consent_stays",
    operation=pgtrigger.Update | pgtrigger.Delete,
    when=pgtrigger.Before,
    func="""
        IF TG_OP = 'DELETE' THEN
            RAISE EXCEPTION USING ERRCODE = 'check_violation',
                MESSAGE = 'What a patient said to needles is kept.';
        END IF;
        IF to_jsonb(NEW) - 'undone_at' - 'recorded_by_id'
            IS DISTINCT FROM to_jsonb(OLD) - 'undone_at' - 'recorded_by_id'
            OR OLD.undone_at IS NOT NULL
                AND NEW.undone_at IS DISTINCT FROM OLD.undone_at
            OR NEW.recorded_by_id IS NOT NULL
                AND NEW.recorded_by_id IS DISTINCT FROM OLD.recorded_by_id
        THEN
            RAISE EXCEPTION USING ERRCODE = 'check_violation',
                MESSAGE = 'What a patient said to needles is kept.';
        END IF;
        IF NEW.undone_at IS NOT NULL AND OLD.undone_at IS NULL
            AND NEW.said = 'yes' AND EXISTS (
            SELECT FROM bookings_appointment
            WHERE id = NEW.appointment_id AND needles_used)
        THEN
            RAISE EXCEPTION USING ERRCODE = 'check_violation',
                MESSAGE = 'Needles were used on this yes: correct the visit first.';
        END IF;
        RETURN NEW;
    """,
)


class SpokenConsentQuerySet(models.QuerySet["SpokenConsent"]):
    def standing(self) -> "SpokenConsentQuerySet":
        """Not put right by a correction of the visit."""
        return self.filter(undone_at__isnull=True)


class SpokenConsent(models.Model):
    """One answer to "needles?", with who noted it and when (FHIR Consent).

    Written by the verbs and never changed; a correction of the visit undoes it, and it stays
    to be read. A yes taken back at the visit has `withdrawn_at` beside it.
    """

    class Said(models.TextChoices):
        YES = "yes", "yes"
        WITHDRAWN = "withdrawn", "took the yes back"
        NO = "no", "no"
        NOT_TODAY = "not_today", "not today"
        NOT_ASKED = "not_asked", "needles were not suggested"

    class Where(models.TextChoices):
        VISIT = "visit", "at the visit"
        DESK = "desk", "to the clinic, before the visit"
        ONLINE = "online", "online, before the visit"

    # What is still so at the next visit, until the other one is said.
    LASTING: ClassVar = (Said.YES, Said.WITHDRAWN)

    appointment = models.ForeignKey(Appointment, models.PROTECT, related_name="spoken_consents")
    text = models.ForeignKey(
        ConsentText,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="The text in force at that moment, by which it was talked through.",
    )
    said = models.CharField(max_length=10, choices=Said.choices)
    where = models.CharField(max_length=6, choices=Where.choices)
    near_lungs = models.BooleanField(
        default=False, help_text="Needles in the chest, neck or upper back."
    )
    signed_paper = models.BooleanField(
        default=False, help_text="The patient signed the form on paper."
    )
    electrical = models.BooleanField(
        default=False, help_text="Yes to electrical stimulation, asked apart."
    )
    words: Any = SealedJSONField(default=str, help_text="What the patient asked, and was told.")
    at = models.DateTimeField(help_text="When it was noted.")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = SpokenConsentQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["appointment"],
                condition=Q(undone_at__isnull=True, where="visit"),
                name="one_spoken_consent_at_a_visit",
            ),
            models.CheckConstraint(
                condition=Q(said="withdrawn", withdrawn_at__isnull=False)
                | Q(said="yes")
                | Q(said__in=("no", "not_today", "not_asked"), withdrawn_at__isnull=True),
                name="withdrawn_has_its_moment",
            ),
            models.CheckConstraint(
                condition=~Q(said="yes", near_lungs=True) | Q(signed_paper=True),
                name="near_the_lungs_in_writing",
            ),
            models.CheckConstraint(
                condition=Q(electrical=False) | Q(said="yes"),
                name="electrical_needs_a_yes",
            ),
            models.CheckConstraint(
                condition=Q(where="visit") | Q(said="withdrawn"),
                name="before_the_visit_it_is_only_taken_back",
            ),
        ]
        triggers: ClassVar = [_STAYS]

    def __str__(self) -> str:
        return self.in_words

    @property
    def in_words(self) -> str:
        """Such as "yes, signed on paper, taken back later"."""
        more = [
            "signed on paper" if self.signed_paper else "",
            "with electrical stimulation" if self.electrical else "",
            "taken back later" if self.said == self.Said.YES and self.withdrawn_at else "",
        ]
        return ", ".join(filter(None, [self.get_said_display(), *more]))
