"""What the templates show of an article: words and classes come from here."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from education.contents import Heading
from education.models import Article, Claim, Evidence, LeadsTo, Revision
from education.models.parts import link_to
from education.schema import as_json_ld, schema_of
from education.steps import NEXT_STEPS
from education.texts import date_of

EVIDENCE_MEANS = {
    Evidence.GOOD: "Several good studies agree. New research is unlikely to change the answer.",
    Evidence.SOME: "Studies mostly point one way, with limits. Any benefit is short-term.",
    Evidence.EARLY: "There are few studies, or small ones, or they disagree.",
    Evidence.UNKNOWN: "There are no good studies, or studies show no added benefit.",
}
EVIDENCE_BARS = {Evidence.GOOD: 3, Evidence.SOME: 2, Evidence.EARLY: 1, Evidence.UNKNOWN: 0}

# Sections that every page has in the same place.
COMPARED = Heading("compared", "Side by side")
WHO_SHOULD_NOT = Heading("who-should-not", "Who should not have it?")
ALTERNATIVES = Heading("alternatives", "What else could help?")
SUGGESTED = Heading("what-we-suggest", "What our physiotherapists suggest")
WARNING_SIGNS = Heading("warning-signs", "When do I need help?")
QUESTIONS = Heading("questions", "Questions people ask")
REFERENCES = Heading("references", "Where does this come from?")


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
    """A label in words, with the bars of its icon; `claim` is what it is about, if anything."""

    name: str
    means: str
    bars: list[bool]
    claim: Claim | None = None

    @classmethod
    def of(cls, level: Evidence, claim: Claim | None = None) -> "EvidenceLabel":
        bars = [bar < EVIDENCE_BARS[level] for bar in range(3)]
        return cls(level.label, EVIDENCE_MEANS[level], bars, claim)


def label_of(claim: Claim) -> EvidenceLabel:
    return EvidenceLabel.of(Evidence(claim.label), claim)


def evidence_scale() -> list[EvidenceLabel]:
    """The four labels, the surest first."""
    return [EvidenceLabel.of(level) for level in Evidence]


@dataclass(frozen=True, slots=True)
class Card:
    """An article in a list; a page whose evidence row is gone has no label."""

    article: Article
    evidence: EvidenceLabel | None

    @property
    def revision(self) -> Revision:
        assert self.article.live is not None  # noqa: S101 - tells the type checker
        return self.article.live


def cards(articles: Iterable[Article]) -> list[Card]:
    """Cards of published articles with their labels; two queries for any number."""
    listed = list(articles)
    first = {one.live.first_claim for one in listed if one.live}
    labels = {claim.slug: label_of(claim) for claim in Claim.objects.filter(slug__in=first)}
    return [Card(one, labels.get(one.live.first_claim)) for one in listed if one.live]


@dataclass(frozen=True, slots=True)
class Check:
    """Who wrote and checked a version, and whether it is due to be checked again."""

    content: dict[str, Any]
    first_published: dt.date | None
    today: dt.date

    @property
    def is_signed(self) -> bool:
        """A clinician's name, number and date stand under the page (hazard H15)."""
        names = ("reviewer_name", "reviewer_registration", "last_reviewed")
        return all(self.content.get(name) for name in names)

    @property
    def last_reviewed(self) -> dt.date | None:
        return date_of(self.content, "last_reviewed")

    @property
    def next_review(self) -> dt.date | None:
        return date_of(self.content, "next_review")

    @property
    def is_overdue(self) -> bool:
        return self.next_review is not None and self.next_review < self.today


class ArticlePage:
    """A version of an article as its page shows it.

    `address` is the absolute URL of the page, `claims` the rows that the version names, `html`
    another rendering than the one that was kept with it.
    """

    def __init__(
        self,
        article: Article,
        revision: Revision,
        address: str,
        *,
        claims: Iterable[Claim],
        today: dt.date,
        html: dict[str, Any] | None = None,
    ) -> None:
        self.article, self.revision, self.address = article, revision, address
        self.content = content = revision.content
        self.html = html or revision.html
        self.check = Check(content, article.first_published, today)
        self.summary = lines(content["summary"])
        by_slug = {claim.slug: label_of(claim) for claim in claims}
        self.labels = [by_slug[slug] for slug in content["claims"] if slug in by_slug]
        self.next_step = NEXT_STEPS[LeadsTo(article.leads_to)]
        self.care_cards = list(_care_cards(content))
        self.warns_of_emergency = bool(content["emergency_signs"])
        self.references = [
            {**one, "link": link_to(one["doi"], one["url"])} for one in content["references"]
        ]

    @property
    def body(self) -> SafeString:
        return self._part("body")

    @property
    def who_should_not(self) -> SafeString:
        return self._part("who_should_not")

    @property
    def alternatives(self) -> SafeString:
        return self._part("alternatives")

    @property
    def what_we_suggest(self) -> SafeString:
        return self._part("what_we_suggest")

    def _part(self, name: str) -> SafeString:
        # It passed the sanitiser when it was written: its form and the loader clean it.
        return mark_safe(self.html.get(name, ""))  # noqa: S308

    @property
    def rows(self) -> list[dict[str, str]]:
        """The comparison: cells are escaped when they are rendered, and hold labels."""
        return [
            {name: mark_safe(cell) if name != "question" else cell for name, cell in row.items()}  # noqa: S308
            for row in self.html.get("rows", [])
        ]

    @property
    def contents(self) -> list[Heading]:
        """Every section after the summary, in the order of the page."""
        here = [
            (COMPARED, self.content["rows"]),
            (WHO_SHOULD_NOT, self.who_should_not),
            (ALTERNATIVES, self.alternatives),
            (SUGGESTED, self.what_we_suggest),
            (WARNING_SIGNS, self.care_cards),
            (QUESTIONS, self.content["faq"]),
            (REFERENCES, self.references),
        ]
        own = [Heading(*one) for one in self.html.get("headings", [])]
        return [*own, *(heading for heading, is_there in here if is_there)]

    @property
    def shows_free_time(self) -> bool:
        return bool(self.article.service_kinds)

    @property
    def json_ld(self) -> SafeString:
        """The page for search engines, as schema.org data; safe inside a script element."""
        return as_json_ld(schema_of(self.article, self.content, self.check, self.address))


def _care_cards(content: dict[str, Any]) -> Iterable[CareCard]:
    levels = (
        ("emergency", "Call an ambulance now", "", content["emergency_signs"]),
        (
            "urgent",
            "See a doctor today",
            "See your doctor, or ring a health advice line, on the same day.",
            content["urgent_signs"],
        ),
        ("nonurgent", "Ring the clinic", "Ring us in opening hours.", content["clinic_signs"]),
    )
    for level, heading, act, signs in levels:
        if signs:
            yield CareCard(level, heading, act, lines(signs))
