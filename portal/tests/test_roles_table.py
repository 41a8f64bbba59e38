"""docs/roles.md says what portal/groups.py gives, and leaves nothing out."""

import re

import pytest

from portal.demo.environment import HOUSE
from portal.groups import GROUPS, codenames

PAGE = HOUSE / "docs" / "roles.md"
ROW = re.compile(r"^\| ([^|]+) \| `([a-z]+)\.([a-z_]+)` \| (.+) \|$", re.MULTILINE)
WORDS = {"look": "view", "add": "add", "change": "change", "delete": "delete"}


def said() -> dict[str, set[str]]:
    """By group, the permissions that the two tables give it."""
    given: dict[str, set[str]] = {group: set() for group in GROUPS}
    for _, app, name, cells in ROW.findall(PAGE.read_text()):
        for group, cell in zip(GROUPS, cells.split(" | "), strict=True):
            if cell == "yes":
                given[group].add(f"{app}.{name}")
            elif cell != "–":
                given[group] |= {f"{app}.{WORDS[word]}_{name}" for word in cell.split(", ")}
    return given


@pytest.mark.parametrize("group", GROUPS)
def test_the_tables_say_what_a_group_may_do(group: str) -> None:
    assert said()[group] == codenames(group)


def test_both_tables_name_the_groups_in_their_order() -> None:
    heads = re.findall(r"^\| What \| Permission \| (.+) \|$", PAGE.read_text(), re.MULTILINE)
    assert heads == [" | ".join(GROUPS)] * 2
