"""Loads the shipped articles from their files.

Each file in education/content is one article: its fields, its questions, and the keys of
its references, which stand once in references.toml. What a clinic has already is left
alone, so that nothing a clinician wrote is ever undone.
"""

import datetime as dt
import tomllib
from pathlib import Path
from typing import Any

from django.db import transaction

from education.models import Article, FaqEntry, Reference

CONTENT = Path(__file__).resolve().parent / "content"
REFERENCES = CONTENT / "references.toml"
# Kept one a line in the article, written as lists in the files.
LISTS = ("summary", "emergency_signs", "urgent_signs", "clinic_signs")


def files() -> list[Path]:
    """The shipped articles' files."""
    return sorted(path for path in CONTENT.glob("*.toml") if path != REFERENCES)


def load(*, now: dt.datetime, publish: bool = True) -> int:
    """Add the shipped articles that are not there yet; return how many were added.

    With `publish` they are public from the day of `now`, under “Not yet checked by a clinician”.
    Raises ValidationError for a file that the admin would refuse.
    """
    shelf = tomllib.loads(REFERENCES.read_text())
    known = set(Article.objects.values_list("slug", flat=True))
    new = [path for path in files() if path.stem not in known]
    for path in new:
        _add(path, shelf=shelf, published_on=now.date() if publish else None)
    return len(new)


@transaction.atomic
def _add(path: Path, *, shelf: dict[str, Any], published_on: dt.date | None) -> None:
    fields = tomllib.loads(path.read_text())
    questions, keys = fields.pop("faq"), fields.pop("references")
    lists = {name: "\n".join(fields.pop(name, [])) for name in LISTS}
    article = Article(
        slug=path.stem,
        status=Article.Status.PUBLISHED if published_on else Article.Status.DRAFT,
        first_published=published_on,
        **lists,
        **fields,
    )
    article.full_clean()
    article.save()
    for position, entry in enumerate(questions, 1):
        question = FaqEntry(article=article, position=position, **entry)
        question.full_clean()
        question.save()
    for position, key in enumerate(keys, 1):
        reference = Reference(article=article, position=position, key=key, **shelf[key])
        reference.full_clean()
        reference.save()
