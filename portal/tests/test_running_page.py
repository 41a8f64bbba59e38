"""docs/running.md names every variable that the settings read."""

import re

from portal.demo.environment import HOUSE


def test_the_table_of_settings_is_complete_and_current() -> None:
    read = set(re.findall(r'env\.\w+\(\s*"(\w+)"', (HOUSE / "portal/settings.py").read_text()))
    told = set(re.findall(r"^\| `(\w+)`", (HOUSE / "docs/running.md").read_text(), re.MULTILINE))
    assert read
    assert told == read
