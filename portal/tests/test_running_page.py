"""docs/running.md names every variable that the settings read, and tests that are there."""

import re
from itertools import chain

from portal.demo.environment import HOUSE


def test_the_table_of_settings_is_complete_and_current() -> None:
    read = set(re.findall(r'env\.\w+\(\s*"(\w+)"', (HOUSE / "portal/settings.py").read_text()))
    told = set(re.findall(r"^\| `(\w+)`", (HOUSE / "docs/running.md").read_text(), re.MULTILINE))
    assert read
    assert told == read


def test_each_fault_names_tests_that_are_there() -> None:
    _, _, faults = (HOUSE / "docs/running.md").read_text().partition("## What may fail")
    named = [
        re.findall(r"`(test_\w+)`", line)
        for line in faults.splitlines()
        if line.startswith("|") and not line.startswith(("| Fault", "|---"))
    ]
    files = [
        *(HOUSE / "portal/tests").glob("test_faults_*.py"),
        HOUSE / "bookings/tests/test_messages_clock.py",
    ]
    written = [
        name
        for path in files
        for name in re.findall(r"^def (test_\w+)", path.read_text(), re.MULTILINE)
    ]
    assert all(named)
    assert sorted(chain.from_iterable(named)) == sorted(written)
