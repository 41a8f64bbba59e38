"""What an article can never be, held by the database, and the words for many of them."""

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from education.models import Article, Reference
from education.tests.shelf import article

pytestmark = pytest.mark.django_db
TODAY = dt.date(2027, 3, 2)


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("article_published_has_date", {"first_published": None}),
        ("article_signed_whole", {"reviewer_name": "Alex Demo", "last_reviewed": TODAY}),
        ("article_signed_whole", {"reviewer_name": "Alex Demo", "reviewer_registration": "D1"}),
        ("article_next_review_later", {"last_reviewed": TODAY, "next_review": TODAY}),
        ("article_choices_known", {"leads_to": "shop"}),
    ],
)
def test_the_database_refuses_an_article_that_must_not_be(
    name: str, changes: dict[str, Any]
) -> None:
    made = article()
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Article.objects.filter(pk=made.pk).update(**changes)


@pytest.mark.parametrize(
    ("doi", "url"),
    [("", ""), ("1179/jmt.2006.14.4.70E", ""), ("https://doi.org/10.1136/x", ""), ("", "ftp")],
)
def test_the_database_refuses_a_reference_that_nobody_can_find(doi: str, url: str) -> None:
    made = article()
    with pytest.raises(IntegrityError, match="reference_can_be_found"), transaction.atomic():
        Reference.objects.create(article=made, key="a", title="A paper", doi=doi, url=url)


def test_an_article_names_a_reference_once() -> None:
    made = article()
    Reference.objects.create(article=made, key="a", title="A paper", doi="10.1136/x")
    with pytest.raises(IntegrityError, match="reference_once"), transaction.atomic():
        Reference.objects.create(article=made, key="a", title="A paper", doi="10.1136/y")


def test_a_reference_links_to_its_doi_before_its_address() -> None:
    reference = Reference(doi="10.1136/x", url="https://journal.example/x")
    assert reference.link == "https://doi.org/10.1136/x"
    assert Reference(url="https://journal.example/x").link == "https://journal.example/x"


def test_published_unsigned_and_overdue_are_told_apart() -> None:
    plain = article()
    draft = article(slug="draft", published=False)
    signed = article(
        slug="signed",
        reviewer_name="Alex Demo",
        reviewer_registration="DEMO0001",
        last_reviewed=dt.date(2026, 2, 1),
        next_review=dt.date(2027, 2, 1),
    )
    assert set(Article.objects.published()) == {plain, signed}
    assert set(Article.objects.unsigned()) == {plain, draft}
    assert set(Article.objects.overdue(today=TODAY)) == {signed}
    assert set(Article.objects.due(today=dt.date(2027, 1, 18))) == {signed}
    assert not Article.objects.due(today=dt.date(2027, 1, 17)).exists()
    assert not Article.objects.overdue(today=dt.date(2027, 2, 1)).exists()
