"""docs/safety.md and the tests named after its hazards know each other."""

import re

from portal.demo.environment import HOUSE

TABLE = HOUSE / "docs" / "safety.md"
TEST = re.compile(r"^\s*def (test_h\d\d_\w+)", re.MULTILINE)


def rows() -> dict[str, set[str]]:
    """The names of the tests in each hazard's row."""
    lines = [line for line in TABLE.read_text().splitlines() if re.match(r"\| H\d\d ", line)]
    return {line[2:5]: set(re.findall(r"`(test_\w+)`", line)) for line in lines}


def written() -> set[str]:
    """Every test of the project that is named after a hazard."""
    return {
        name
        for app in ("portal", "bookings", "education", "screening")
        for path in (HOUSE / app).rglob("test_*.py")
        for name in TEST.findall(path.read_text())
    }


def test_every_test_named_after_a_hazard_stands_in_its_row() -> None:
    named = {name for names in rows().values() for name in names}
    assert named == written()
    for hazard, names in rows().items():
        assert all(name.startswith(f"test_{hazard.lower()}_") for name in names), hazard


def test_a_row_without_tests_says_what_is_not_built() -> None:
    assert len(rows()) == 22
    for line in TABLE.read_text().splitlines():
        if re.match(r"\| H\d\d ", line) and "`test_" not in line:
            assert line.split("|")[-2].strip(), line
