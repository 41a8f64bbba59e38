"""Anchors for the headings of an article, and the list of contents made from them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import unescape

from django.utils.html import strip_tags
from django.utils.text import slugify

# Bodies come out of the sanitiser, so a heading has no attributes.
_HEADING = re.compile(r"<h2>(.*?)</h2>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Heading:
    """A second-level heading with the id that the page gives it."""

    id: str
    text: str


def with_anchors(html: str, *, taken: Iterable[str] = ()) -> tuple[str, list[Heading]]:
    """The same HTML with an id on each h2, and the headings in their order.

    Ids are unique on the page: a repeated one gets a number, and none is in `taken`.
    """
    headings: list[Heading] = []
    used = set(taken)

    def anchor(found: re.Match[str]) -> str:
        text = unescape(strip_tags(found[1])).strip()
        name = _free(slugify(text) or "section", used)
        used.add(name)
        headings.append(Heading(name, text))
        return f'<h2 id="{name}">{found[1]}</h2>'

    return _HEADING.sub(anchor, html), headings


def _free(name: str, used: set[str]) -> str:
    number, candidate = 1, name
    while candidate in used:
        number += 1
        candidate = f"{name}-{number}"
    return candidate
