"""Articles for patients: what they say, how sure anyone can be, and who has checked them."""

import datetime as dt

from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django_prose_editor.fields import ProseEditorField

from portal.kit import textlint

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


class Evidence(models.TextChoices):
    """How sure anyone can be; a scale of four, loosely after GRADE."""

    GOOD = "good", "Good evidence"
    SOME = "some", "Some evidence"
    EARLY = "early", "Early or mixed evidence"
    UNKNOWN = "unknown", "Not known or not supported"


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


class Checked(models.Model):
    """Who wrote a page, who checked it and when: entered by the clinic, never made up."""

    author_name = models.CharField("written by", max_length=80, blank=True)
    author_profession = models.CharField(max_length=60, blank=True)
    author_registration = models.CharField(
        "author's registration number", max_length=40, blank=True
    )
    reviewer_name = models.CharField(
        "checked by",
        max_length=80,
        blank=True,
        help_text="Empty: the page says “Not yet checked by a clinician”.",
    )
    reviewer_profession = models.CharField(max_length=60, blank=True)
    reviewer_registration = models.CharField(
        "reviewer's registration number", max_length=40, blank=True
    )
    first_published = models.DateField(null=True, blank=True)
    last_reviewed = models.DateField(null=True, blank=True)
    next_review = models.DateField(
        null=True, blank=True, help_text="A year after the last; half a year for safety pages."
    )
    change_note = models.CharField("what changed", max_length=200, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(reviewer_name="")
                | ~Q(reviewer_registration="") & Q(last_reviewed__isnull=False),
                name="%(class)s_signed_whole",
                violation_error_message=(
                    "A page is signed with a name, a registration number and a date of review."
                ),
            ),
            models.CheckConstraint(
                condition=Q(next_review__isnull=True)
                | Q(next_review__gt=models.F("last_reviewed")),
                name="%(class)s_next_review_later",
                violation_error_message="The next review comes after the last.",
            ),
        ]

    @property
    def is_signed(self) -> bool:
        """A clinician's name, number and date stand under the page (hazard H15)."""
        return bool(self.reviewer_name and self.reviewer_registration and self.last_reviewed)


class ArticleQuerySet(models.QuerySet["Article"]):
    def published(self) -> "ArticleQuerySet":
        """What the public may read."""
        return self.filter(status=Article.Status.PUBLISHED)

    def unsigned(self) -> "ArticleQuerySet":
        """Not yet checked by a clinician (hazard H15)."""
        return self.filter(reviewer_name="")

    def overdue(self, *, today: dt.date) -> "ArticleQuerySet":
        """Past the date of their next review."""
        return self.filter(next_review__lt=today)

    def with_parts(self) -> "ArticleQuerySet":
        """With questions and references, in two more queries for any number of articles."""
        return self.prefetch_related("faq", "references")


class Article(Checked):
    """One page of the education pages, by its slug."""

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        PUBLISHED = "published", "Published"

    slug = models.SlugField(unique=True)
    title = models.CharField(max_length=120)
    short_title = models.CharField(max_length=50, help_text="For lists and menus.")
    lead = models.CharField("opening line", max_length=250)
    position = models.PositiveSmallIntegerField("place in the list", default=100)
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)

    summary = models.TextField(help_text="Three to five points, one a line.")
    body = ProseEditorField(extensions=LONG_TEXT, sanitize=True)
    who_should_not = ProseEditorField(extensions=SHORT_TEXT, sanitize=True)
    alternatives = ProseEditorField(extensions=SHORT_TEXT, sanitize=True)
    in_short = models.CharField(max_length=300)

    emergency_signs = models.TextField(
        blank=True, help_text="Signs to call an ambulance for, one a line. The number is added."
    )
    urgent_signs = models.TextField(
        blank=True, help_text="Signs to see a doctor for the same day, one a line."
    )
    clinic_signs = models.TextField(blank=True, help_text="Signs to ring us about, one a line.")

    evidence = models.CharField("how sure", max_length=10, choices=Evidence)
    evidence_reason = models.CharField("why so sure", max_length=200)
    evidence_year = models.PositiveSmallIntegerField("year of the newest review", null=True)

    leads_to = models.CharField("next step", max_length=10, choices=LeadsTo)
    service_kinds = ArrayField(
        models.CharField(max_length=10, choices=Kind), default=list, blank=True
    )

    objects = ArticleQuerySet.as_manager()

    class Meta(Checked.Meta):
        ordering = ["position", "title"]
        constraints = [
            *Checked.Meta.constraints,
            models.CheckConstraint(
                condition=Q(status="draft") | Q(first_published__isnull=False),
                name="article_published_has_date",
                violation_error_message="A published article says when it was first published.",
            ),
            models.CheckConstraint(
                condition=Q(evidence__in=Evidence.values, leads_to__in=LeadsTo.values),
                name="article_choices_known",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("education:article", args=[self.slug])


class FaqEntry(models.Model):
    """A question that people ask, with its short answer in plain text."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="faq")
    position = models.PositiveSmallIntegerField(default=1)
    question = models.CharField(max_length=120)
    answer = models.TextField()

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = "question"

    def __str__(self) -> str:
        return self.question


class Reference(models.Model):
    """What an article rests on, said in plain words, with where it was published."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="references")
    position = models.PositiveSmallIntegerField(default=1)
    key = models.SlugField(help_text="Short and the same in every article, such as brady-2014.")
    title = models.CharField("what it is", max_length=200)
    citation = models.CharField("where it was published", max_length=200, blank=True)
    doi = models.CharField(
        "DOI",
        max_length=120,
        blank=True,
        validators=[RegexValidator(textlint.DOI, "A DOI looks like 10.1000/abc.")],
    )
    url = models.URLField("web address", blank=True, help_text="Where there is no DOI.")

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["article", "key"], name="reference_once_an_article"),
            models.CheckConstraint(
                condition=Q(doi="", url__startswith="http") | Q(doi__regex=textlint.DOI.pattern),
                name="reference_can_be_found",
                violation_error_message="A reference has a DOI such as 10.1000/abc, or an address.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def link(self) -> str:
        return f"https://doi.org/{self.doi}" if self.doi else self.url
