"""The lint of an article: its texts, its parts, its links and its references."""

import re
from collections.abc import Iterable
from typing import Any

from django.utils.html import strip_tags

from education.marking import LABEL, named
from education.models import Article, Claim, FormerSlug, GlossaryTerm
from education.texts import snapshot
from portal.kit import textlint
from portal.kit.textlint import Finding

# What a page is read as. Addresses, names and dates are not prose.
TEXTS = (
    "title",
    "short_title",
    "lead",
    "summary",
    "body",
    "who_should_not",
    "alternatives",
    "what_we_suggest",
    "in_short",
    "emergency_signs",
    "urgent_signs",
    "clinic_signs",
)
# Pages below /education/ that are no articles.
PAGES = {"evidence", "glossary", "search"}
LEAST_REFERENCES = 2
LEAST_ROWS = 5
STOPS = {"banned", "doi", "missing", "link"}
_INTERNAL = re.compile(r'href="/education/([-\w]+)/')


def stops(finding: Finding) -> bool:
    """Whether a text with this finding is kept from the public; the others are advice."""
    return finding.rule in STOPS


def lint(article: Article) -> list[Finding]:
    """Everything to mend in a saved article, what stops publishing first."""
    content = snapshot(article)
    texts = {name: LABEL.sub("", text) for name, text in _texts(content)}
    whole = "\n".join(texts.values())
    return [
        *(f for name, text in texts.items() for f in textlint.banned_claims(text, where=name)),
        *textlint.bad_dois(reference["doi"] for reference in content["references"]),
        *textlint.missing_parts(_parts(content)),
        *_leads_nowhere(content),
        *(f for name, text in texts.items() for f in textlint.long_sentences(text, where=name)),
        *textlint.hard_to_read(whole, where="the whole page"),
    ]


def lint_term(term: GlossaryTerm) -> list[Finding]:
    """What to mend in a glossary term."""
    return _short(term.explanation, where=term.term)


def lint_claim(claim: Claim) -> list[Finding]:
    """What to mend in a row of the evidence page."""
    said = "\n".join((claim.condition, claim.comparison, claim.outcome, claim.reason))
    return _short(said, where=claim.condition)


def _short(text: str, *, where: str) -> list[Finding]:
    return [
        *textlint.banned_claims(text, where=where),
        *textlint.long_sentences(text, where=where),
    ]


def _texts(content: dict[str, Any]) -> Iterable[tuple[str, str]]:
    yield from ((name, content[name]) for name in TEXTS)
    for number, entry in enumerate(content["faq"], 1):
        yield f"question {number}", f"{entry['question']}\n{entry['answer']}"
    for number, row in enumerate(content["rows"], 1):
        yield f"row {number}", f"{row['question']}\n{row['needling']}\n{row['other']}"


def _parts(content: dict[str, Any]) -> dict[str, tuple[int, int]]:
    """How many there are of each part, and how many it takes."""
    prose = "\n".join(text for _, text in _texts(content)).lower()
    comparison = bool(content["compared_with"])
    own = (
        {"rows": (len(content["rows"]), LEAST_ROWS)}
        if comparison
        else {
            "headings": (content["body"].count("<h2>"), 2),
            **{
                name: (int(bool(strip_tags(content[name]).strip())), 1)
                for name in ("who_should_not", "alternatives", "what_we_suggest")
            },
        }
    )
    return {
        "summary": (len(content["summary"].splitlines()), 3),
        "questions": (len(content["faq"]), 3),
        "references": (len(content["references"]), LEAST_REFERENCES),
        "evidence": (len(content["claims"]), 1),
        "risks": (sum(word in prose for word in ("risk", "sore", "harm")), 1),
        **own,
    }


def _leads_nowhere(content: dict[str, Any]) -> list[Finding]:
    """Links to no page of ours, and labels of no row."""
    texts = [text for _, text in _texts(content)]
    linked = {slug for text in texts for slug in _INTERNAL.findall(text)} - PAGES
    known = {*Article.objects.filter(slug__in=linked).values_list("slug", flat=True)}
    known |= {*FormerSlug.objects.filter(slug__in=linked).values_list("slug", flat=True)}
    labels = named(texts)
    rows = {*Claim.objects.filter(slug__in=labels).values_list("slug", flat=True)}
    return [
        *(Finding("link", "links", f"there is no page {slug}") for slug in sorted(linked - known)),
        *(
            Finding("link", "evidence labels", f"there is no row {slug}")
            for slug in sorted(labels - rows)
        ),
    ]
