"""A version of the questionnaire: drafted, published once, and frozen from then on."""

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from portal.kit import signing


class VersionQuerySet(models.QuerySet["Version"]):
    def published(self) -> "Version | None":
        """The one that patients answer now, or None."""
        return self.filter(status=Version.Status.PUBLISHED).first()


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

    objects = VersionQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        verbose_name = "questionnaire"
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
                        IF (NEW.number, NEW.page_titles, NEW.published_at)
                            IS NOT DISTINCT FROM (OLD.number, OLD.page_titles, OLD.published_at)
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
