"""An article of the tests, whole enough to be shown, and its page."""

import datetime as dt
from typing import Any

from django.test import Client

from education.models import Article, Evidence, LeadsTo


def article(**changes: Any) -> Article:
    """A published article that is cleaned and saved; keywords change its fields."""
    fields: dict[str, Any] = {
        "slug": "heat",
        "title": "Does heat help?",
        "short_title": "Heat",
        "lead": "A page about heat.",
        "status": Article.Status.PUBLISHED,
        "first_published": dt.date(2027, 1, 5),
        "summary": "One.\nTwo.\nThree.",
        "body": "<h2>What is it?</h2><p>Some harm.</p><h2>What is it?</h2><p>Warmth.</p>",
        "who_should_not": "<p>People with numb skin.</p>",
        "alternatives": "<p>Waiting.</p>",
        "in_short": "Warmth can feel good.",
        "evidence": Evidence.EARLY,
        "evidence_reason": "There are few studies.",
        "evidence_year": 2024,
        "leads_to": LeadsTo.CONTACT,
        **changes,
    }
    made = Article(**fields)
    made.full_clean()
    made.save()
    return made


def page(client: Client, one: Article) -> str:
    """The HTML of an article's page."""
    response = client.get(one.get_absolute_url())
    assert response.status_code == 200
    return response.content.decode()
