"""What an article is made of besides its own fields; all of it is the working copy."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from education.models.article import Article
from education.models.evidence import Claim
from portal.kit import textlint


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


class ComparisonRow(models.Model):
    """One row of a comparison page: needling beside the other treatment, in plain text."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="rows")
    position = models.PositiveSmallIntegerField(default=1)
    question = models.CharField(max_length=80)
    needling = models.TextField("dry needling")
    other = models.TextField("the other treatment")

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = "row of the comparison"
        verbose_name_plural = "rows of the comparison"

    def __str__(self) -> str:
        return self.question


class ArticleClaim(models.Model):
    """An article speaks of a row of the evidence page; the first gives the page its label."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="named_claims")
    claim = models.ForeignKey(Claim, models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = "evidence row that it names"
        verbose_name_plural = "evidence rows that it names"
        constraints = [
            models.UniqueConstraint(fields=["article", "claim"], name="claim_once_an_article")
        ]

    def __str__(self) -> str:
        return str(self.claim)


class Reference(models.Model):
    """What an article or an evidence row rests on, in plain words, with where to find it."""

    article = models.ForeignKey(
        Article, models.CASCADE, null=True, blank=True, related_name="references"
    )
    claim = models.ForeignKey(
        Claim, models.CASCADE, null=True, blank=True, related_name="references"
    )
    position = models.PositiveSmallIntegerField(default=1)
    key = models.SlugField(help_text="Short and the same everywhere, such as brady-2014.")
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
            models.UniqueConstraint(fields=["claim", "key"], name="reference_once_a_claim"),
            models.CheckConstraint(
                condition=Q(article__isnull=False, claim__isnull=True)
                | Q(article__isnull=True, claim__isnull=False),
                name="reference_of_one_thing",
            ),
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
        return link_to(self.doi, self.url)


def link_to(doi: str, url: str) -> str:
    """The address of a reference: its DOI's before its own."""
    return f"https://doi.org/{doi}" if doi else url
