"""The evidence page: the rows as a table, and the same rows drawn as a picture."""

from dataclasses import dataclass
from textwrap import wrap

from education.models import About, Claim, Evidence
from education.pages import EvidenceLabel, label_of

# Units of the drawing: as wide as a small phone, so that its words are nowhere too small.
ROW, TOP, COLUMN = 46, 62, 84
# A longer name of a condition is squeezed into the width rather than cut off.
FITS = 44


@dataclass(frozen=True, slots=True)
class Mark:
    """A row of the picture: its words, and below them a bar that ends at its label."""

    claim: Claim
    x: int
    y: int

    @property
    def bar(self) -> int:
        return self.y + 14

    @property
    def is_long(self) -> bool:
        return len(self.claim.condition) > FITS


@dataclass(frozen=True, slots=True)
class Column:
    """A label's column, its words on three lines: the less sure, the further to the left."""

    x: int
    lines: list[tuple[int, str]]


class Picture:
    """How sure across, conditions down: bars as long as anyone can be sure."""

    def __init__(self, claims: list[Claim]) -> None:
        levels = list(reversed(Evidence))
        centre = {level: COLUMN * n + COLUMN // 2 for n, level in enumerate(levels)}
        self.width = COLUMN * len(levels)
        self.height = TOP + ROW * len(claims)
        self.columns = [
            Column(x, [(14 + 15 * n, words) for n, words in enumerate(_lines(level.label))])
            for level, x in centre.items()
        ]
        self.marks = [
            Mark(claim, centre[Evidence(claim.label)], TOP + 20 + ROW * n)
            for n, claim in enumerate(claims)
        ]


def _lines(label: str) -> list[str]:
    """A label's words on lines that fit a column."""
    return wrap(label, 10, break_long_words=False)


@dataclass(frozen=True, slots=True)
class Filter:
    """What the address asks for; unknown values ask for nothing."""

    label: str = ""
    about: str = ""

    @classmethod
    def of(cls, asked: dict[str, str]) -> "Filter":
        label, about = asked.get("label", ""), asked.get("about", "")
        return cls(
            label if label in Evidence.values else "", about if about in About.values else ""
        )

    @property
    def is_on(self) -> bool:
        return bool(self.label or self.about)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table."""

    claim: Claim
    label: EvidenceLabel


class EvidencePage:
    """The rows that a filter lets through; two queries, however many."""

    def __init__(self, asked: Filter) -> None:
        self.filter = asked
        claims = list(
            Claim.objects.labelled(asked.label)
            .concerning(asked.about)
            .prefetch_related("references")
        )
        self.rows = [Row(claim, label_of(claim)) for claim in claims]
        self.picture = Picture(claims)
        self.labels, self.abouts = Evidence.choices, About.choices
