"""What an article said at one moment: kept for good, and published as it stands."""

import datetime as dt

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.fields.json import KT

from education.models.article import Article

# Whoever edited a safety page waits this long before publishing it alone.
ALONE_AFTER = dt.timedelta(hours=24)


def _of_content(key: str) -> models.GeneratedField:
    """A column with one value of the content, so that lists need not read all of it."""
    return models.GeneratedField(
        expression=KT(f"content__{key}"), output_field=models.TextField(), db_persist=True
    )


class Revision(models.Model):
    """A version of an article's text.

    `content` is what education.texts.snapshot made of the working copy and never changes;
    `html` holds its parts as they are shown, made again when a glossary term or an evidence
    row changes.
    """

    article = models.ForeignKey(Article, models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    html = models.JSONField(default=dict)
    made_at = models.DateTimeField()
    edited_by = ArrayField(
        models.IntegerField(),
        default=list,
        help_text="The accounts that have changed the text since it was last published.",
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    second_person = models.BooleanField(
        default=False, help_text="It was a safety page when it was published."
    )
    alone_because = models.CharField(
        max_length=300, blank=True, help_text="Why one person published a safety page alone."
    )

    title = _of_content("title")
    short_title = _of_content("short_title")
    lead = _of_content("lead")
    first_claim = _of_content("claims__0")
    reviewer_name = _of_content("reviewer_name")
    next_review = _of_content("next_review")

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="revision_number_once"),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True)
                | Q(published_by__isnull=True)
                | Q(second_person=False)
                | ~Q(edited_by__contains=[F("published_by_id")])
                | (~Q(alone_because="") & Q(published_at__gte=F("made_at") + ALONE_AFTER)),
                name="a_second_person_publishes_safety_pages",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="revision_text_frozen",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "((OLD.article_id, OLD.number, OLD.content, OLD.made_at, OLD.made_by_id,"
                    " OLD.edited_by) IS DISTINCT FROM (NEW.article_id, NEW.number, NEW.content,"
                    " NEW.made_at, NEW.made_by_id, NEW.edited_by))"
                ),
            )
        ]

    def __str__(self) -> str:
        return f"{self.title}, version {self.number}"

    @property
    def is_published(self) -> bool:
        """Was shown to the public, now or earlier."""
        return self.published_at is not None
