"""What the templates show of an article: words and classes come from here."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from education.contents import Heading, with_anchors
from education.models import Article, Evidence, Kind, LeadsTo

EVIDENCE_MEANS = {
    Evidence.GOOD: "Several good studies agree. New research is unlikely to change the answer.",
    Evidence.SOME: "Studies mostly point one way, with limits. Any benefit is short-term.",
    Evidence.EARLY: "There are few studies, or small ones, or they disagree.",
    Evidence.UNKNOWN: "There are no good studies, or studies show no added benefit.",
}
EVIDENCE_BARS = {Evidence.GOOD: 3, Evidence.SOME: 2, Evidence.EARLY: 1, Evidence.UNKNOWN: 0}

# Sections that every page has in the same place: their ids are spoken for.
WHO_SHOULD_NOT = Heading("who-should-not", "Who should not have it?")
ALTERNATIVES = Heading("alternatives", "What else could help?")
WARNING_SIGNS = Heading("warning-signs", "When do I need help?")
QUESTIONS = Heading("questions", "Questions people ask")
REFERENCES = Heading("references", "Where does this come from?")
RESERVED = (
    "main",
    "summary",
    "contents",
    "in-short",
    "how-sure",
    "next-step",
    "checked",
    "signs-emergency",
    "signs-urgent",
    "signs-nonurgent",
)

_JSON_ESCAPES = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}


@dataclass(frozen=True, slots=True)
class NextStep:
    """The one step that a page leads to."""

    heading: str
    text: str
    label: str
    url_name: str


NEXT_STEPS = {
    LeadsTo.SCREENING: NextStep(
        "Is it for me?",
        "Answer some health questions. They show whether you can book online,"
        " or should talk to us first. They are not a diagnosis.",
        "Start the health questions",
        "bookings:start",
    ),
    LeadsTo.BOOKING: NextStep(
        "Ready for a visit?",
        "Choose what you need help with, and a time that suits you.",
        "Choose a visit",
        "bookings:start",
    ),
    LeadsTo.CONTACT: NextStep(
        "Do you have a question?",
        "Ring us or write to us. In an emergency, call the emergency number.",
        "Ask the clinic",
        "contact",
    ),
}


@dataclass(frozen=True, slots=True)
class CareCard:
    """Warning signs of one level, with the class that colours them and what to do."""

    level: str
    heading: str
    act: str
    signs: list[str]

    @property
    def is_emergency(self) -> bool:
        return self.level == "emergency"

    @property
    def is_clinic(self) -> bool:
        return self.level == "nonurgent"


def lines(text: str) -> list[str]:
    """The points of a field that holds one a line."""
    return [line.strip() for line in text.splitlines() if line.strip()]


@dataclass(frozen=True, slots=True)
class EvidenceLabel:
    """A label in words, with the bars of its icon; reason and year belong to an article."""

    name: str
    means: str
    bars: list[bool]
    reason: str = ""
    year: int | None = None

    @classmethod
    def of(cls, level: Evidence, *, reason: str = "", year: int | None = None) -> "EvidenceLabel":
        bars = [bar < EVIDENCE_BARS[level] for bar in range(3)]
        return cls(level.label, EVIDENCE_MEANS[level], bars, reason, year)


@dataclass(frozen=True, slots=True)
class Card:
    """An article in a list."""

    article: Article
    evidence: EvidenceLabel


def evidence_of(article: Article) -> EvidenceLabel:
    return EvidenceLabel.of(
        Evidence(article.evidence), reason=article.evidence_reason, year=article.evidence_year
    )


def cards(articles: Iterable[Article]) -> list[Card]:
    return [Card(article, evidence_of(article)) for article in articles]


def evidence_scale() -> list[EvidenceLabel]:
    """The four labels, the surest first."""
    return [EvidenceLabel.of(level) for level in Evidence]


class ArticlePage:
    """One article as its page shows it; `address` is the absolute URL of the page."""

    def __init__(self, article: Article, address: str) -> None:
        self.article = article
        self.address = address
        self.summary = lines(article.summary)
        self.evidence = evidence_of(article)
        self.next_step = NEXT_STEPS[LeadsTo(article.leads_to)]
        self.care_cards = list(_care_cards(article))
        self.warns_of_emergency = bool(article.emergency_signs)
        self.shows_free_time = Kind.NEEDLING in article.service_kinds
        self.after = [
            WHO_SHOULD_NOT,
            ALTERNATIVES,
            *([WARNING_SIGNS] if self.care_cards else []),
            *([QUESTIONS] if article.faq.all() else []),
            *([REFERENCES] if article.references.all() else []),
        ]

    @cached_property
    def _anchored(self) -> tuple[str, list[Heading]]:
        taken = [*RESERVED, *(heading.id for heading in self.after)]
        return with_anchors(self.article.body, taken=taken)

    @property
    def body(self) -> SafeString:
        # The body passed the sanitiser when it was written: its form and the loader clean it.
        return mark_safe(self._anchored[0])  # noqa: S308

    @property
    def contents(self) -> list[Heading]:
        """Every section after the summary, in the order of the page."""
        return [*self._anchored[1], *self.after]

    @property
    def json_ld(self) -> SafeString:
        """The page for search engines, as schema.org data; safe inside a script element."""
        return mark_safe(json.dumps(self._schema()).translate(_JSON_ESCAPES))  # noqa: S308

    def _schema(self) -> dict[str, Any]:
        article = self.article
        schema: dict[str, Any] = {
            "@context": "https://schema.org",
            "@type": "MedicalWebPage",
            "url": self.address,
            "name": article.title,
            "description": article.lead,
            "inLanguage": "en-AU",
            "datePublished": f"{article.first_published:%Y-%m-%d}",
            "citation": [reference.link for reference in article.references.all()],
        }
        if article.is_signed:
            schema["lastReviewed"] = f"{article.last_reviewed:%Y-%m-%d}"
            schema["reviewedBy"] = {"@type": "Person", "name": article.reviewer_name}
        return schema


def _care_cards(article: Article) -> Iterable[CareCard]:
    levels = (
        ("emergency", "Call an ambulance now", "", article.emergency_signs),
        (
            "urgent",
            "See a doctor today",
            "See your doctor, or ring a health advice line, on the same day.",
            article.urgent_signs,
        ),
        ("nonurgent", "Ring the clinic", "Ring us in opening hours.", article.clinic_signs),
    )
    for level, heading, act, signs in levels:
        if signs:
            yield CareCard(level, heading, act, lines(signs))
