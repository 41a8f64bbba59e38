"""An article's text as one value: taken from the working copy, and put back into it."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction

from education.models import Article, ArticleClaim, Claim, ComparisonRow, FaqEntry, Reference

# What a patient reads and what vouches for it. The address, the place in the list and the
# marks of the page itself take effect at once and are no part of a version.
WORDS = (
    "title",
    "short_title",
    "lead",
    "summary",
    "body",
    "who_should_not",
    "alternatives",
    "what_we_suggest",
    "in_short",
    "compared_with",
    "emergency_signs",
    "urgent_signs",
    "clinic_signs",
)
CHECKS = (
    "author_name",
    "author_profession",
    "author_registration",
    "reviewer_name",
    "reviewer_profession",
    "reviewer_registration",
    "change_note",
)
DATES = ("last_reviewed", "next_review")
QUESTION = ("question", "answer")
ROW = ("question", "needling", "other")
REFERENCE = ("key", "title", "citation", "doi", "url")


def snapshot(article: Article) -> dict[str, Any]:
    """The working copy as JSON: fields, dates as ISO text, `faq`, `rows`, `references`, `claims`.

    `claims` are slugs, the first of which labels the page.
    """
    dates = {name: getattr(article, name) for name in DATES}
    named = article.named_claims.select_related("claim")
    return {
        **{name: getattr(article, name) for name in WORDS + CHECKS},
        **{name: date.isoformat() if date else None for name, date in dates.items()},
        "faq": list(article.faq.values(*QUESTION)),
        "rows": list(article.rows.values(*ROW)),
        "references": list(article.references.values(*REFERENCE)),
        "claims": [one.claim.slug for one in named],
    }


@transaction.atomic
def put_back(article: Article, content: dict[str, Any]) -> None:
    """Make the working copy say `content` again; an evidence row that is gone is left out."""
    for name in WORDS + CHECKS:
        setattr(article, name, content.get(name, ""))
    for name in DATES:
        setattr(article, name, date_of(content, name))
    article.save()
    put_parts(article, content)


def put_parts(article: Article, content: dict[str, Any]) -> None:
    """Questions, rows, references and named claims, in the place of those there are."""
    article.faq.all().delete()
    article.rows.all().delete()
    article.references.all().delete()
    article.named_claims.all().delete()
    for model, part in ((FaqEntry, "faq"), (ComparisonRow, "rows"), (Reference, "references")):
        write(
            model(article=article, position=position, **entry)
            for position, entry in enumerate(content.get(part, []), 1)
        )
    claims = {claim.slug: claim for claim in Claim.objects.filter(slug__in=content["claims"])}
    write(
        ArticleClaim(article=article, position=position, claim=claims[slug])
        for position, slug in enumerate(content["claims"], 1)
        if slug in claims
    )


def write(rows: Iterable[Any]) -> int:
    """Save new rows of one kind, each cleaned; what they are together the database checks."""
    cleaned = list(rows)
    for row in cleaned:
        row.clean_fields()
    if cleaned:
        type(cleaned[0]).objects.bulk_create(cleaned)
    return len(cleaned)


def date_of(content: dict[str, Any], name: str) -> dt.date | None:
    """A date of a snapshot."""
    value = content.get(name)
    return dt.date.fromisoformat(value) if value else None
