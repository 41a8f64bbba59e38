"""What the search looks through: written when a text is published."""

import re
from collections.abc import Iterator

from django.db import connection, transaction

from education.marking import LABEL
from education.models import Article, Claim, Found, GlossaryTerm, SearchEntry
from portal.kit.textlint import plain

# The words as they are written, of texts, for what is typed wrongly.
_WORDS = """
    DELETE FROM education_searchword;
    INSERT INTO education_searchword (word)
    SELECT word FROM ts_stat(
        'SELECT to_tsvector(''portal_words'', heading || '' '' || opening || '' '' || text)
         FROM education_searchentry'
    ) WHERE length(word) BETWEEN 3 AND 60 AND word !~ '[0-9]'
"""


@transaction.atomic
def index(article: Article) -> None:
    """Find the published text of this article; `learn_words` comes after the last one."""
    SearchEntry.objects.filter(article=article).delete()
    SearchEntry.objects.bulk_create(_entries(article))


@transaction.atomic
def forget(article: Article) -> None:
    """Find the article no more; `learn_words` comes after the last one."""
    SearchEntry.objects.filter(article=article).delete()


@transaction.atomic
def index_words() -> None:
    """Find the glossary and the evidence rows as they stand."""
    SearchEntry.objects.filter(article=None).delete()
    terms = [
        SearchEntry(
            kind=Found.TERM,
            page="Glossary",
            heading=term.term.capitalize(),
            opening=f"Also: {', '.join(term.forms)}." if term.forms else "",
            text=term.explanation,
            address=term.get_absolute_url(),
        )
        for term in GlossaryTerm.objects.all()
    ]
    rows = [
        SearchEntry(
            kind=Found.EVIDENCE,
            page="How sure is the research?",
            heading=claim.condition,
            opening=f"{claim.get_label_display()}. {claim.outcome}.",
            text=f"{claim.comparison}. {claim.reason}",
            address=claim.get_absolute_url(),
        )
        for claim in Claim.objects.all()
    ]
    SearchEntry.objects.bulk_create(terms + rows)
    learn_words()


def _entries(article: Article) -> Iterator[SearchEntry]:
    """The head of the page, each section, each question."""
    revision = article.live
    assert revision is not None  # noqa: S101 - tells the type checker
    content, address = revision.content, article.get_absolute_url()

    def entry(
        kind: str, heading: str, text: str, anchor: str = "", opening: str = ""
    ) -> SearchEntry:
        return SearchEntry(
            kind=kind,
            article=article,
            page=content["title"],
            heading=heading,
            opening=opening,
            text=text,
            address=f"{address}#{anchor}" if anchor else address,
        )

    head = f"{content['summary']}\n{content['in_short']}"
    yield entry(Found.ARTICLE, content["title"], head, opening=content["lead"])
    for anchor, heading, text in _sections(content, revision.html):
        if text:
            yield entry(Found.ARTICLE, heading, text, anchor)
    for number, question in enumerate(content["faq"], 1):
        yield entry(Found.QUESTION, question["question"], question["answer"], f"question-{number}")


def _sections(content: dict, html: dict) -> Iterator[tuple[str, str, str]]:
    """Anchor, heading and words of each section, as it was written: without explanations."""
    bounds = iter(html["headings"])
    for piece in re.split(r"(?=<h2>)", content["body"]):
        if piece.startswith("<h2>"):
            anchor, heading = next(bounds)
            yield anchor, heading, _plain(piece.partition("</h2>")[2])
    for anchor, heading, name in (
        ("who-should-not", "Who should not have it?", "who_should_not"),
        ("alternatives", "What else could help?", "alternatives"),
        ("what-we-suggest", "What our physiotherapists suggest", "what_we_suggest"),
    ):
        yield anchor, heading, _plain(content.get(name, ""))
    signs = "\n".join(content[name] for name in ("emergency_signs", "urgent_signs", "clinic_signs"))
    yield "warning-signs", "When do I need help?", signs.strip()
    rows = "\n".join(
        f"{row['question']} {row['needling']} {row['other']}" for row in content["rows"]
    )
    yield "compared", f"Compared with {content['compared_with']}", _plain(rows)


def _plain(html: str) -> str:
    return LABEL.sub("", plain(html))


def learn_words() -> None:
    """Know the words of all that can be found, for what is typed wrongly."""
    with connection.cursor() as cursor:
        cursor.execute(_WORDS)
