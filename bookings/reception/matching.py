"""Two records side by side: what is the same, nothing of health (hazards H10, H12)."""

from dataclasses import dataclass

from bookings.models import Patient
from bookings.models.search import fold

SHOWN = 6


@dataclass(frozen=True)
class Fact:
    """One line of the comparison."""

    name: str
    this: str
    other: str
    same: bool


@dataclass(frozen=True)
class Likely:
    """A record that may be the same person, and the facts of both."""

    other: Patient
    facts: list[Fact]


def likely(patient: Patient) -> list[Likely]:
    """Those who agree most first; two queries however many there are."""
    rows = list(Patient.objects.likely_same(patient).with_visits()[:SHOWN])
    this = Patient.objects.with_visits().get(pk=patient.pk)
    found = [Likely(other, _facts(this, other)) for other in rows]
    return sorted(found, key=lambda one: -sum(fact.same for fact in one.facts))


def _facts(this: Patient, other: Patient) -> list[Fact]:
    mine, theirs = _said(this), _said(other)
    return [
        Fact(name, mine[name], theirs[name], bool(mine[name]) and _same(mine[name], theirs[name]))
        for name in mine
    ] + [
        Fact("Visits", str(this.visits_made), str(other.visits_made), same=False),
        Fact("Record", this.reference, other.reference, same=False),
    ]


def _said(one: Patient) -> dict[str, str]:
    return {
        "First name": one.first_name,
        "Last name": one.last_name,
        "Born": f"{one.date_of_birth:%-d %B %Y}",
        "Phone": one.phone,
        "Email": one.email,
    }


def _same(mine: str, theirs: str) -> bool:
    return fold(mine).replace(" ", "") == fold(theirs).replace(" ", "")
