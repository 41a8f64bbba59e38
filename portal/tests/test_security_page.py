"""docs/security.md names tests that there are."""

import re

from portal.demo.environment import HOUSE


def test_each_test_that_the_page_names_is_written() -> None:
    named = set(re.findall(r"`(test_\w+)`", (HOUSE / "docs" / "security.md").read_text()))
    written = {
        name
        for app in ("portal", "bookings")
        for path in (HOUSE / app).rglob("test_*.py")
        for name in re.findall(r"^def (test_\w+)", path.read_text(), re.MULTILINE)
    }
    assert len(named) > 40
    assert named - written == set()
