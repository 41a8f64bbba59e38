"""Loads the shipped articles, glossary and evidence rows from their files.

Each file in education/content is one article: its fields, its questions, and the keys of
its references, which stand once in references.toml; glossary.toml and claims.toml hold one
table for each term and row. What a clinic has already is left alone, so that nothing a
clinician wrote is ever undone.
"""

import datetime as dt
import tomllib
from pathlib import Path
from typing import Any

from django.db import transaction

from education import searching
from education.drafting import keep
from education.models import Article, Claim, GlossaryTerm, Reference
from education.publishing import publish_shipped
from education.rendering import render_again
from education.texts import put_parts, write

CONTENT = Path(__file__).resolve().parent / "content"
REFERENCES = CONTENT / "references.toml"
GLOSSARY = CONTENT / "glossary.toml"
CLAIMS = CONTENT / "claims.toml"
# Kept one a line in the article, written as lists in the files.
LISTS = ("summary", "emergency_signs", "urgent_signs", "clinic_signs")
PARTS = ("faq", "rows", "claims")


def files() -> list[Path]:
    """The shipped articles' files."""
    return sorted(set(CONTENT.glob("*.toml")) - {REFERENCES, GLOSSARY, CLAIMS})


@transaction.atomic
def load(*, now: dt.datetime, publish: bool = True) -> int:
    """Add what is not there yet; return how many articles were added.

    With `publish` they are public from the day of `now`, under “Not yet checked by a clinician”.
    Raises ValidationError for a field that the admin would refuse.
    """
    shelf = tomllib.loads(REFERENCES.read_text())
    words = _add_terms() + _add_claims(shelf)
    known = set(Article.objects.values_list("slug", flat=True))
    # All are there before the first is published: they link to each other.
    new = [_add(path, shelf=shelf, now=now) for path in files() if path.stem not in known]
    if words:
        render_again()
        searching.index_words()
    if publish and new:
        publish_shipped(new, now=now)
    return len(new)


def _add_terms() -> int:
    known = set(GlossaryTerm.objects.values_list("slug", flat=True))
    return write(
        GlossaryTerm(slug=slug, **fields)
        for slug, fields in tomllib.loads(GLOSSARY.read_text()).items()
        if slug not in known
    )


def _add_claims(shelf: dict[str, Any]) -> int:
    known = set(Claim.objects.values_list("slug", flat=True))
    rows = tomllib.loads(CLAIMS.read_text())
    sources = {slug: fields.pop("references", []) for slug, fields in rows.items()}
    new = [Claim(slug=slug, **fields) for slug, fields in rows.items() if slug not in known]
    write(new)
    write(
        Reference(claim=claim, position=position, key=key, **shelf[key])
        for claim in new
        for position, key in enumerate(sources[claim.slug], 1)
    )
    return len(new)


def _add(path: Path, *, shelf: dict[str, Any], now: dt.datetime) -> Article:
    fields = tomllib.loads(path.read_text())
    parts = {name: fields.pop(name, []) for name in PARTS}
    sources = [{"key": key, **shelf[key]} for key in fields.pop("references")]
    lists = {name: "\n".join(fields.pop(name, [])) for name in LISTS}
    article = Article(slug=path.stem, **lists, **fields)
    article.clean_fields()
    article.save()
    put_parts(article, {**parts, "references": sources})
    keep(article, now=now)
    return article
