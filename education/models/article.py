"""An article: its working copy, beside which the published text stands until the next is out."""

import datetime as dt

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django_prose_editor.fields import ProseEditorField

from education.models.checked import Checked

# What the editor offers is what the server lets through: no classes, no pictures, no
# targets. Article pages add their own anchors to the headings.
_LINK = {"enableTarget": False, "protocols": ["http", "https", "mailto", "tel"]}
SHORT_TEXT = {
    "Bold": True,
    "BulletList": True,
    "OrderedList": True,
    "ListItem": True,
    "Link": _LINK,
}
LONG_TEXT = SHORT_TEXT | {
    "Heading": {"levels": [2, 3]},
    "Table": True,
    "TableRow": True,
    "TableHeader": True,
    "TableCell": True,
}

# A page is on the list of reviews this long before it is due.
REMIND_BEFORE = dt.timedelta(days=14)


class LeadsTo(models.TextChoices):
    """The one next step of a page."""

    SCREENING = "screening", "The health questions"
    BOOKING = "booking", "Booking a visit"
    CONTACT = "contact", "Asking the clinic"


class Kind(models.TextChoices):
    """Kinds of service, in the words that screening rules use too."""

    NEEDLING = "needling", "With needles"
    HANDS_ON = "hands_on", "Hands-on, without needles"
    EVERY = "every", "Without touch, such as exercise"


class ArticleQuerySet(models.QuerySet["Article"]):
    def published(self) -> "ArticleQuerySet":
        """What the public may read."""
        return self.filter(live__isnull=False)

    def read(self) -> "ArticleQuerySet":
        """Published, each with its published text, in one query."""
        return self.published().select_related("live")

    def listed(self) -> "ArticleQuerySet":
        """Published, with title and opening line of the published text but not the whole of it."""
        return self.read().defer("live__content", "live__html")

    def unsigned(self) -> "ArticleQuerySet":
        """What the public reads, or would, is not yet checked by a clinician (hazard H15)."""
        return self.filter(Q(live__isnull=True, reviewer_name="") | Q(live__reviewer_name=""))

    def overdue(self, *, today: dt.date) -> "ArticleQuerySet":
        """Published, and past the date of their next review."""
        return self.filter(live__next_review__lt=today.isoformat())

    def due(self, *, today: dt.date) -> "ArticleQuerySet":
        """Published, and to be looked at again by their next review, now or within two weeks."""
        return self.filter(live__next_review__lte=(today + REMIND_BEFORE).isoformat())

    def with_newest(self) -> "ArticleQuerySet":
        """Each with `newest`, the key of its newest version."""
        return self.annotate(newest=models.Max("revisions__pk"))

    def for_kind(self, kind: str) -> "ArticleQuerySet":
        """Those that lead to services of this kind."""
        return self.filter(service_kinds__contains=[kind])


class Article(Checked):
    """One page of the education pages, by its slug.

    The fields are the working copy that clinicians edit. Each saving keeps a Revision; `live`
    is the one that the public reads.
    """

    slug = models.SlugField(
        unique=True, help_text="The address. After a change the old one leads to the new one."
    )
    title = models.CharField(max_length=120)
    short_title = models.CharField(max_length=50, help_text="For lists and menus.")
    lead = models.CharField("opening line", max_length=250)
    position = models.PositiveSmallIntegerField("place in the list", default=100)
    safety = models.BooleanField(
        "safety page", default=False, help_text="Somebody who has not edited it publishes it."
    )
    live = models.ForeignKey(
        "education.Revision",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
    )
    first_published = models.DateField(null=True, blank=True, editable=False)

    summary = models.TextField(help_text="Three to five points, one a line.")
    body = ProseEditorField(extensions=LONG_TEXT, sanitize=True)
    who_should_not = ProseEditorField(extensions=SHORT_TEXT, sanitize=True, blank=True)
    alternatives = ProseEditorField(extensions=SHORT_TEXT, sanitize=True, blank=True)
    what_we_suggest = ProseEditorField(
        "what our physiotherapists suggest", extensions=SHORT_TEXT, sanitize=True, blank=True
    )
    in_short = models.CharField(max_length=300)
    compared_with = models.CharField(
        max_length=40, blank=True, help_text="Makes this a comparison page: head of its column."
    )

    emergency_signs = models.TextField(
        blank=True, help_text="Signs to call an ambulance for, one a line. The number is added."
    )
    urgent_signs = models.TextField(
        blank=True, help_text="Signs to see a doctor for the same day, one a line."
    )
    clinic_signs = models.TextField(blank=True, help_text="Signs to ring us about, one a line.")

    leads_to = models.CharField("next step", max_length=10, choices=LeadsTo)
    service_kinds = ArrayField(
        models.CharField(max_length=10, choices=Kind), default=list, blank=True
    )

    objects = ArticleQuerySet.as_manager()

    class Meta(Checked.Meta):
        ordering = ["position", "title"]
        permissions = [("publish_article", "Can publish an article")]
        constraints = [
            *Checked.Meta.constraints,
            models.CheckConstraint(
                condition=Q(live__isnull=True) | Q(first_published__isnull=False),
                name="article_published_has_date",
                violation_error_message="A published article says when it was first published.",
            ),
            models.CheckConstraint(
                condition=Q(leads_to__in=LeadsTo.values), name="article_choices_known"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("education:article", args=[self.slug])


class FormerSlug(models.Model):
    """An address that an article had: it leads to the article for good."""

    slug = models.SlugField(unique=True)
    article = models.ForeignKey(Article, models.CASCADE, related_name="former_slugs")

    def __str__(self) -> str:
        return self.slug
