"""The HTML of a version's parts, made when it is published and kept with it.

A page is then read, not made: no text is parsed while a patient waits.
"""

from typing import Any

from django.db import transaction
from django.utils.html import escape

from education.contents import with_anchors
from education.marking import Marker, marker
from education.models import Article, Revision

PROSE = ("body", "who_should_not", "alternatives", "what_we_suggest")
# Sections that every page has in the same place: their ids are spoken for.
RESERVED = (
    "main",
    "summary",
    "contents",
    "in-short",
    "how-sure",
    "next-step",
    "checked",
    "signs-emergency",
    "signs-urgent",
    "signs-nonurgent",
    "who-should-not",
    "alternatives",
    "what-we-suggest",
    "warning-signs",
    "questions",
    "references",
    "compared",
)


def render(content: dict[str, Any], by: Marker) -> dict[str, Any]:
    """The parts of PROSE as HTML, `headings` of the body as [id, text], and `rows` of cells.

    Ids of headings are unique on the page.
    """
    body, headings = with_anchors(content["body"], taken=RESERVED)
    parts = {**{name: content.get(name, "") for name in PROSE}, "body": body}
    return {
        **{name: by.mark(html) for name, html in parts.items()},
        "headings": [[heading.id, heading.text] for heading in headings],
        "rows": [
            {
                "question": row["question"],
                "needling": by.labels(escape(row["needling"])),
                "other": by.labels(escape(row["other"])),
            }
            for row in content.get("rows", [])
        ],
    }


def fresh(revision: Revision) -> dict[str, Any]:
    """The HTML of any version as it would be published now; nothing is kept."""
    return render(revision.content, marker())


@transaction.atomic
def render_again() -> int:
    """Make the HTML of every published text anew; returns how many.

    Called where a glossary term or an evidence row has changed.
    """
    in_use = Article.objects.published().values("live")
    live = list(Revision.objects.filter(pk__in=in_use).select_for_update())
    known = marker()
    for revision in live:
        revision.html = render(revision.content, known.afresh())
    Revision.objects.bulk_update(live, ["html"])
    return len(live)
