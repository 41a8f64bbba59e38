"""The shipped articles: they load once, undo nothing, and pass the lint."""

import datetime as dt

import pytest
from django.core.management import call_command

from education.lint import lint, lint_claim, lint_term
from education.load import files, load
from education.models import Article, Claim, FaqEntry, GlossaryTerm, Reference

pytestmark = pytest.mark.django_db
ASKED_FOR = {
    "what-is-dry-needling",
    "first-visit-what-to-expect",
    "who-should-not-have-it",
    "aftercare",
}


def test_the_articles_that_every_clinic_needs_are_shipped(now: dt.datetime) -> None:
    load(now=now)
    assert set(Article.objects.published().values_list("slug", flat=True)) >= ASKED_FOR


def test_loading_twice_adds_nothing(now: dt.datetime) -> None:
    assert load(now=now) == len(files())
    before = (Article.objects.count(), FaqEntry.objects.count(), Reference.objects.count())
    assert load(now=now) == 0
    after = (Article.objects.count(), FaqEntry.objects.count(), Reference.objects.count())
    assert after == before


def test_loading_again_leaves_what_the_clinic_wrote(now: dt.datetime) -> None:
    load(now=now)
    Article.objects.filter(slug="aftercare").update(lead="Our own words.")
    load(now=now)
    assert Article.objects.get(slug="aftercare").lead == "Our own words."


def test_the_command_adds_drafts_unless_it_is_told_to_publish(
    capsys: pytest.CaptureFixture[str],
) -> None:
    call_command("load_articles")
    assert f"{len(files())} articles added, 0 were there already." in capsys.readouterr().out
    assert not Article.objects.published().exists()
    Article.objects.all().delete()
    call_command("load_articles", publish=True)
    assert Article.objects.published().count() == len(files())


def test_every_shipped_text_passes_the_lint(now: dt.datetime) -> None:
    load(now=now)
    found = [
        f"{article.slug}: {finding}"
        for article in Article.objects.all()
        for finding in lint(article)
    ]
    found += [str(one) for term in GlossaryTerm.objects.all() for one in lint_term(term)]
    found += [str(one) for claim in Claim.objects.all() for one in lint_claim(claim)]
    assert found == []


def test_the_lint_of_an_article_names_what_is_missing(now: dt.datetime) -> None:
    load(now=now)
    found = Article.objects.get(slug="aftercare")
    found.faq.all().delete()
    found.references.all().delete()
    found.lead = "It is completely safe."
    found.body = "<h2>One</h2><p>Text.</p>"
    assert [(finding.rule, finding.where) for finding in lint(found)] == [
        ("banned", "lead"),
        ("missing", "questions"),
        ("missing", "references"),
        ("missing", "headings"),
    ]


def test_the_lint_reads_the_questions_too(now: dt.datetime) -> None:
    load(now=now)
    found = Article.objects.get(slug="aftercare")
    FaqEntry.objects.create(article=found, question="Why?", answer="It cures pain.", position=99)
    assert [finding.rule for finding in lint(found)] == ["banned"]
