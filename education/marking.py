"""Marks in an article's HTML: explained words, and labels of evidence.

Both are made once, when a text is published or a term or an evidence row changes.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.template.loader import render_to_string

from education.models import Claim, GlossaryTerm

LABEL = re.compile(r"\[evidence: ?([-\w]+)\]")
_TAG = re.compile(r"(<[^>]+>)")
# No word is explained inside these: a heading is in the contents, a link leads elsewhere.
_QUIET = re.compile(r"<(/?)(?:h[1-6]|a|th|button)\b")


@dataclass(slots=True)
class Marker:
    """Marks the parts of one page; each explanation gets an id of its own."""

    terms: list[GlossaryTerm]
    claims: dict[str, Claim]
    count: int = 0
    _by_form: dict[str, GlossaryTerm] = field(init=False)
    _words: re.Pattern[str] | None = field(init=False)

    def __post_init__(self) -> None:
        self._by_form = {
            form.casefold(): term for term in self.terms for form in (term.term, *term.forms)
        }
        longest_first = sorted(self._by_form, key=len, reverse=True)
        self._words = (
            re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, longest_first))})(?![\w-])", re.I)
            if longest_first
            else None
        )

    def afresh(self) -> "Marker":
        """For the next page: its explanations are counted from one again."""
        return Marker(self.terms, self.claims)

    def mark(self, html: str) -> str:
        """The same HTML, the first place of each term in each section explained."""
        return "".join(self._pieces(html))

    def _pieces(self, html: str) -> Iterator[str]:
        quiet, seen = 0, set[str]()
        for piece in _TAG.split(html):
            if piece.startswith("<"):
                if piece.startswith("<h2"):
                    seen = set()
                if found := _QUIET.match(piece):
                    quiet += -1 if found[1] else 1
                yield piece
            else:
                yield self.labels(piece if quiet else self._explained(piece, seen))

    def _explained(self, text: str, seen: set[str]) -> str:
        if self._words is None or not text.strip():
            return text

        def explain(found: re.Match[str]) -> str:
            term = self._by_form[found[0].casefold()]
            if term.slug in seen:
                return found[0]
            seen.add(term.slug)
            self.count += 1
            return render_to_string(
                "education/_term.html",
                {"words": found[0], "term": term, "number": self.count},
            ).strip()

        return _outside_labels(self._words, explain, text)

    def labels(self, text: str) -> str:
        """The same text with each [evidence: slug] as its label; an unknown one says nothing."""

        def label(found: re.Match[str]) -> str:
            claim = self.claims.get(found[1])
            if claim is None:
                return ""
            return render_to_string("education/_evidence_inline.html", {"claim": claim}).strip()

        return LABEL.sub(label, text)


def _outside_labels(words: re.Pattern[str], explain: object, text: str) -> str:
    """Substitute in what lies between the marks of evidence: a mark is no prose."""
    pieces = re.split(r"(\[evidence: ?[-\w]+\])", text)
    return "".join(
        piece if LABEL.fullmatch(piece) else words.sub(explain, piece)  # type: ignore[call-overload]
        for piece in pieces
    )


def marker() -> Marker:
    """With all terms and claims as they stand; two queries."""
    return Marker(list(GlossaryTerm.objects.all()), {one.slug: one for one in Claim.objects.all()})


def named(texts: Iterable[str]) -> set[str]:
    """The slugs of the claims that texts name in their marks."""
    return {slug for text in texts for slug in LABEL.findall(text)}
