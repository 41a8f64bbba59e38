"""The lint of an article: its texts, its parts and its references."""

from education.models import Article
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
    "in_short",
    "emergency_signs",
    "urgent_signs",
    "clinic_signs",
    "evidence_reason",
)


def lint(article: Article) -> list[Finding]:
    """Everything to mend in a saved article, the errors (banned, doi, missing) first."""
    texts = {name: getattr(article, name) for name in TEXTS}
    questions, references = list(article.faq.all()), list(article.references.all())
    texts |= {f"question {n}": f"{q.question}\n{q.answer}" for n, q in enumerate(questions, 1)}
    parts = {
        "summary": (len(article.summary.splitlines()), 3),
        "headings": (article.body.count("<h2>"), 2),
        "questions": (len(questions), 3),
        "references": (len(references), 2),
        "risks": (sum(word in article.body.lower() for word in ("risk", "sore", "harm")), 1),
        **{name: (int(bool(texts[name])), 1) for name in ("who_should_not", "alternatives")},
    }
    findings = [f for name, text in texts.items() for f in textlint.banned_claims(text, where=name)]
    findings += textlint.bad_dois(reference.doi for reference in references)
    findings += textlint.missing_parts(parts)
    findings += [
        f for name, text in texts.items() for f in textlint.long_sentences(text, where=name)
    ]
    return findings + textlint.hard_to_read("\n".join(texts.values()), where="the whole page")
