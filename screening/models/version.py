"""A version of the questionnaire: drafted, published once, and frozen from then on."""

import datetime as dt

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from portal.kit import signing

# Whoever changed a draft waits this long before publishing a change of outcomes alone.
ALONE_AFTER = dt.timedelta(hours=24)


class VersionQuerySet(models.QuerySet["Version"]):
    def published(self) -> "Version | None":
        """The one that patients answer now, or None."""
        return self.filter(status=Version.Status.PUBLISHED).first()

    def drafts(self) -> "VersionQuerySet":
        return self.filter(status=Version.Status.DRAFT)


class Version(signing.Signed):
    """One questionnaire with its rules. Assessments point at the version that they were made by."""

    class Status(models.TextChoices):
        DRAFT = "draft", "draft"
        PUBLISHED = "published", "published"
        RETIRED = "retired", "retired"

    number = models.PositiveIntegerField(unique=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT)
    page_titles = ArrayField(models.CharField(max_length=80), default=list)
    published_at = models.DateTimeField(null=True, blank=True)
    based_on = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    changed_at = models.DateTimeField(
        null=True, blank=True, help_text="When the draft was last changed."
    )
    edited_by = ArrayField(
        models.IntegerField(), default=list, help_text="The accounts that have changed the draft."
    )
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    changes_outcomes = models.BooleanField(
        default=False, help_text="Not the words alone differ from the version before it."
    )
    alone_because = models.CharField(
        max_length=300,
        blank=True,
        help_text="Why one person published a change of outcomes alone.",
    )

    objects = VersionQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        verbose_name = "questionnaire"
        permissions = [("publish_version", "Can publish a questionnaire")]
        constraints = [
            models.UniqueConstraint(
                fields=["status"],
                condition=Q(status="published"),
                name="one_published_questionnaire",
            ),
            models.CheckConstraint(
                condition=Q(status="draft", published_at__isnull=True)
                | Q(status__in=("published", "retired"), published_at__isnull=False),
                name="published_has_its_moment",
            ),
            signing.in_full("questionnaire_signed_in_full"),
            models.CheckConstraint(
                condition=Q(status="draft")
                | Q(published_by__isnull=True)
                | Q(changes_outcomes=False)
                | ~Q(edited_by__contains=[models.F("published_by_id")])
                | (
                    ~Q(alone_because="") & Q(published_at__gte=models.F("changed_at") + ALONE_AFTER)
                ),
                name="a_second_person_publishes",
            ),
        ]
        triggers = [
            # What may still happen to a published version: it is retired, and it is signed, once.
            pgtrigger.Trigger(
                name="published_version_frozen",
                operation=pgtrigger.Update | pgtrigger.Delete,
                when=pgtrigger.Before,
                condition=pgtrigger.Condition("OLD.status <> 'draft'"),
                func="""
                    IF TG_OP = 'UPDATE' THEN
                        IF (NEW.number, NEW.page_titles, NEW.published_at, NEW.based_on_id,
                            NEW.changed_at, NEW.edited_by, NEW.published_by_id,
                            NEW.changes_outcomes, NEW.alone_because)
                            IS NOT DISTINCT FROM
                            (OLD.number, OLD.page_titles, OLD.published_at, OLD.based_on_id,
                            OLD.changed_at, OLD.edited_by, OLD.published_by_id,
                            OLD.changes_outcomes, OLD.alone_because)
                            AND (NEW.status = OLD.status OR NEW.status = 'retired')
                            AND (OLD.signed_by = ''
                                 OR (NEW.signed_by, NEW.signed_registration, NEW.signed_on)
                                 = (OLD.signed_by, OLD.signed_registration, OLD.signed_on))
                        THEN RETURN NEW; END IF;
                    END IF;
                    RAISE EXCEPTION USING ERRCODE = 'check_violation',
                        MESSAGE = 'A published questionnaire does not change.';
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"Questionnaire {self.number}"

    @property
    def is_draft(self) -> bool:
        return self.status == Version.Status.DRAFT

    @property
    def last_change(self) -> str:
        """When it was last changed, as a form carries it; empty for one that never was."""
        return self.changed_at.isoformat() if self.changed_at else ""
