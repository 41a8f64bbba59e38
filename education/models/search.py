"""What the search looks through: small pieces of the published texts, and their words."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models

from education.models.article import Article

# English with its stems, and without accents; a migration makes it.
ENGLISH = "portal_english"


def _weighed(field: str, weight: str) -> SearchVector:
    return SearchVector(field, weight=weight, config=ENGLISH)


class Found(models.TextChoices):
    """What a piece is, in the words of the results."""

    ARTICLE = "article", "Article"
    QUESTION = "question", "Question"
    TERM = "term", "Word explained"
    EVIDENCE = "evidence", "Evidence"


class SearchEntry(models.Model):
    """One place that a search can lead to: the head or a section of an article, a question,
    a glossary term, or an evidence row.

    `vector` is made by the database: heading (A), opening (B), text (C), page (D).
    """

    kind = models.CharField(max_length=10, choices=Found)
    article = models.ForeignKey(Article, models.CASCADE, null=True, related_name="+")
    page = models.CharField(max_length=120, help_text="The title of the page that it is on.")
    heading = models.CharField(max_length=300)
    opening = models.TextField(blank=True)
    text = models.TextField(blank=True)
    address = models.CharField(max_length=160)
    vector = models.GeneratedField(
        expression=(
            _weighed("heading", "A")
            + _weighed("opening", "B")
            + _weighed("text", "C")
            + _weighed("page", "D")
        ),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    class Meta:
        indexes = [GinIndex(fields=["vector"], name="search_entry_vector")]

    def __str__(self) -> str:
        return self.heading


class SearchWord(models.Model):
    """A word of the texts, in small letters and without accents, for words typed wrongly."""

    word = models.CharField(max_length=60, primary_key=True)

    class Meta:
        indexes = [GinIndex(OpClass("word", "gin_trgm_ops"), name="search_word_trigrams")]

    def __str__(self) -> str:
        return self.word
