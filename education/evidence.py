"""The evidence page: the rows as a table, and the same rows drawn as a picture."""

from dataclasses import dataclass

from education.models import About, Claim, Evidence
from education.pages import EvidenceLabel, label_of

# Units of the drawing; its text is as large as the page's when it is as wide as its column.
ROW, TOP, LEFT, COLUMN = 40, 64, 250, 118
# Longer names of conditions are set smaller rather than cut off.
FITS = 30


@dataclass(frozen=True, slots=True)
class Dot:
    """A row of the picture: where its words and its mark stand."""

    claim: Claim
    y: int
    x: int
    bar: int

    @property
    def middle(self) -> int:
        return self.y + ROW // 2

    @property
    def baseline(self) -> int:
        return self.middle + 5

    @property
    def is_long(self) -> bool:
        return len(self.claim.condition) > FITS


@dataclass(frozen=True, slots=True)
class Column:
    """A label's column: the less sure, the further to the left."""

    label: str
    x: int
    words: list[str]


class Picture:
    """Conditions down, how sure across: bars as long as anyone can be sure."""

    def __init__(self, claims: list[Claim]) -> None:
        levels = list(reversed(Evidence))
        centre = {level: LEFT + COLUMN * n + COLUMN // 2 for n, level in enumerate(levels)}
        self.left = LEFT
        self.width = LEFT + COLUMN * len(levels)
        self.height = TOP + ROW * len(claims)
        self.columns = [
            Column(level.label, centre[level], _halves(level.label)) for level in levels
        ]
        self.dots = [
            Dot(
                claim,
                TOP + ROW * n,
                centre[Evidence(claim.label)],
                centre[Evidence(claim.label)] - LEFT,
            )
            for n, claim in enumerate(claims)
        ]


def _halves(words: str) -> list[str]:
    """A label on two lines of about one length."""
    parts = words.split()
    cut = (len(parts) + 1) // 2
    return [" ".join(parts[:cut]), " ".join(parts[cut:])]


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
