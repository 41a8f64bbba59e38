"""An article for search engines, as schema.org data."""

import json
from typing import TYPE_CHECKING, Any

from django.utils.safestring import SafeString, mark_safe

from education.models import Article
from education.models.parts import link_to

if TYPE_CHECKING:
    from education.pages import Check

_ESCAPES = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}


def as_json_ld(schema: dict[str, Any]) -> SafeString:
    """JSON that cannot end the script element that it stands in."""
    return mark_safe(json.dumps(schema).translate(_ESCAPES))  # noqa: S308


def schema_of(
    article: Article, content: dict[str, Any], check: "Check", address: str
) -> dict[str, Any]:
    """The page, and its questions where it has some."""
    graph = [_page(article, content, check, address)]
    if content["faq"]:
        graph.append(_questions(content, address))
    return {"@context": "https://schema.org", "@graph": graph}


def _page(
    article: Article, content: dict[str, Any], check: "Check", address: str
) -> dict[str, Any]:
    page: dict[str, Any] = {
        "@type": "MedicalWebPage",
        "@id": address,
        "url": address,
        "name": content["title"],
        "description": content["lead"],
        "inLanguage": "en-AU",
        "citation": [link_to(one["doi"], one["url"]) for one in content["references"]],
    }
    if article.first_published:
        page["datePublished"] = article.first_published.isoformat()
    if check.is_signed:
        page["lastReviewed"] = content["last_reviewed"]
        page["reviewedBy"] = {"@type": "Person", "name": content["reviewer_name"]}
    return page


def _questions(content: dict[str, Any], address: str) -> dict[str, Any]:
    return {
        "@type": "FAQPage",
        "@id": f"{address}#questions",
        "mainEntity": [
            {
                "@type": "Question",
                "name": one["question"],
                "acceptedAnswer": {"@type": "Answer", "text": one["answer"]},
            }
            for one in content["faq"]
        ],
    }
