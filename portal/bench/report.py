"""What a bench hands back: rows of one shape, which the command prints."""

from dataclasses import dataclass, field
from math import ceil
from statistics import median
from typing import Any

Row = dict[str, Any]


@dataclass
class Report:
    """`notes` are long texts below the table; `broken` are promises that did not hold."""

    rows: list[Row]
    notes: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)


def percentile(taken: list[float], share: float) -> float:
    """The smallest of them that this share, such as 0.95, does not pass."""
    return sorted(taken)[max(0, ceil(len(taken) * share) - 1)]


def spread(taken: list[float]) -> Row:
    """Median, best and 95th percentile of milliseconds."""
    return {
        "median_ms": round(median(taken), 1),
        "best_ms": round(min(taken), 1),
        "p95_ms": round(percentile(taken, 0.95), 1),
    }


def table(rows: list[Row]) -> str:
    """Text in columns; the rows share their keys, and the first column stands to the left."""
    if not rows:
        return "Nothing was measured."
    lines = [list(rows[0]), *([str(value) for value in row.values()] for row in rows)]
    widths = [max(len(line[number]) for line in lines) for number in range(len(lines[0]))]
    return "\n".join(
        "  ".join(
            word.rjust(width) if number else word.ljust(width)
            for number, (word, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )
