"""Every rule of docs/time.md names a test, and that test is there."""

import re

from portal.demo.environment import HOUSE


def test_each_rule_of_time_names_tests_that_are_there() -> None:
    rows = [
        line
        for line in (HOUSE / "docs" / "time.md").read_text().splitlines()
        if line.startswith("|") and not line.startswith(("| rule", "|---"))
    ]
    named = [set(re.findall(r"`(test_\w+)`", row)) for row in rows]
    assert len(rows) > 15
    assert all(named)
    written = {
        name
        for app in ("portal", "bookings", "education", "screening")
        for path in (HOUSE / app).rglob("test_*.py")
        for name in re.findall(r"^def (test_\w+)", path.read_text(), re.MULTILINE)
    }
    assert set.union(*named) <= written
