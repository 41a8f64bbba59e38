"""An article of the tests, whole enough to be shown, and its page."""

import datetime as dt
from typing import Any

from django.test import Client

from education.drafting import keep
from education.models import Article, Claim, LeadsTo
from education.publishing import publish
from education.texts import put_parts

NOW = dt.datetime(2027, 1, 5, 3, 0, tzinfo=dt.UTC)


def claim(slug: str = "warmth", **changes: Any) -> Claim:
    """A row of the evidence page; keywords change its fields."""
    fields: dict[str, Any] = {
        "slug": slug,
        "condition": "Cold hands",
        "about": "arm",
        "comparison": "Warmth against none",
        "outcome": "Warmer hands",
        "label": "early",
        "reason": "There are few studies.",
        "year": 2024,
        **changes,
    }
    made = Claim(**fields)
    made.full_clean()
    made.save()
    return made


def article(*, published: bool = True, by: Any = None, **changes: Any) -> Article:
    """An article that is cleaned and saved with all its parts; keywords change its fields."""
    fields: dict[str, Any] = {
        "slug": "heat",
        "title": "Does heat help?",
        "short_title": "Heat",
        "lead": "A page about heat.",
        "summary": "One.\nTwo.\nThree.",
        "body": "<h2>What is it?</h2><p>Some harm.</p><h2>What is it?</h2><p>Warmth.</p>",
        "who_should_not": "<p>People with numb skin.</p>",
        "alternatives": "<p>Waiting.</p>",
        "what_we_suggest": "<p>Try it for a day.</p>",
        "in_short": "Warmth can feel good.",
        "leads_to": LeadsTo.CONTACT,
        **changes,
    }
    made = Article(**fields)
    made.full_clean()
    made.save()
    put_parts(made, parts())
    keep(made, now=NOW, by=by)
    if published:
        publish(article=made, now=NOW)
        made.refresh_from_db()
    return made


def parts(**changes: Any) -> dict[str, Any]:
    """Three questions, two references and one evidence row."""
    if not Claim.objects.filter(slug="warmth").exists():
        claim()
    return {
        "faq": [{"question": f"Why {n}?", "answer": "It is warm."} for n in range(3)],
        "rows": [],
        "references": [
            {
                "key": f"demo-{n}",
                "title": "A paper",
                "citation": "",
                "doi": f"10.1000/{n}",
                "url": "",
            }
            for n in range(2)
        ],
        "claims": ["warmth"],
        **changes,
    }


def saved(one: Article, *, by: Any = None, now: Any = NOW, **changes: Any) -> Article:
    """The article with its fields changed, and the version that this makes."""
    for name, value in changes.items():
        setattr(one, name, value)
    one.save()
    keep(one, now=now, by=by)
    return one


def page(client: Client, one: Article) -> str:
    """The HTML of an article's page."""
    response = client.get(one.get_absolute_url())
    assert response.status_code == 200
    return response.content.decode()
