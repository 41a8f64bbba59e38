"""What was public stays so: each article gets its first version and its evidence row."""

import re

from django.db import migrations
from django.utils import timezone
from django.utils.text import slugify

WORDS = (
    "title", "short_title", "lead", "summary", "body", "who_should_not", "alternatives",
    "what_we_suggest", "in_short", "compared_with", "emergency_signs", "urgent_signs",
    "clinic_signs", "author_name", "author_profession", "author_registration", "reviewer_name",
    "reviewer_profession", "reviewer_registration", "change_note",
)
DATES = ("last_reviewed", "next_review")


def keep(apps, schema_editor):
    for article in apps.get_model("education", "Article").objects.all():
        _keep(apps, article)


def _keep(apps, article):
    claim = apps.get_model("education", "Claim").objects.create(
        slug=article.slug,
        condition=article.short_title,
        comparison="As the page says",
        outcome=article.in_short[:160],
        label=article.evidence,
        reason=article.evidence_reason,
        year=article.evidence_year,
    )
    named = apps.get_model("education", "ArticleClaim")
    named.objects.create(article=article, claim=claim)
    if article.status != "published":
        return
    html, headings = _anchored(article.body)
    article.live = apps.get_model("education", "Revision").objects.create(
        article=article,
        number=1,
        content=_content(article, claim),
        html={
            "body": html,
            "headings": headings,
            "who_should_not": article.who_should_not,
            "alternatives": article.alternatives,
            "what_we_suggest": "",
            "rows": [],
        },
        made_at=timezone.now(),
        published_at=timezone.now(),
    )
    article.save(update_fields=["live"])


def _content(article, claim):
    dates = {name: getattr(article, name) for name in DATES}
    reference = ("key", "title", "citation", "doi", "url")
    return {
        **{name: getattr(article, name) for name in WORDS},
        **{name: date.isoformat() if date else None for name, date in dates.items()},
        "faq": list(article.faq.order_by("position", "pk").values("question", "answer")),
        "rows": [],
        "references": list(article.references.order_by("position", "pk").values(*reference)),
        "claims": [claim.slug],
    }


def _anchored(body):
    headings = []

    def anchor(found):
        text = re.sub("<[^>]+>", "", found[1])
        name = f"{slugify(text) or 'section'}-{len(headings) + 1}"
        headings.append([name, text])
        return f'<h2 id="{name}">{found[1]}</h2>'

    return re.sub(r"<h2>(.*?)</h2>", anchor, body, flags=re.S), headings


class Migration(migrations.Migration):

    dependencies = [
        ('education', '0002_evidence_glossary_versions'),
    ]

    operations = [migrations.RunPython(keep, migrations.RunPython.noop)]
