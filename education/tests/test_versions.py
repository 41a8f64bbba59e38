"""Versions of an article: a draft beside what the public reads, brought back, and published."""

import datetime as dt

import pytest
from django.contrib.auth.models import Permission
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client

from education.drafting import keep, restore
from education.models import ALONE_AFTER, Article, Revision
from education.publishing import NotPublishable, publish, take_down
from education.tests.shelf import NOW, article, page, saved
from portal.models import User

pytestmark = pytest.mark.django_db
LATER = NOW + dt.timedelta(days=2)


@pytest.fixture
def writer() -> User:
    return User.objects.create_user("writer@staff.example", is_staff=True)


@pytest.fixture
def colleague() -> User:
    user = User.objects.create_user("colleague@staff.example", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="publish_article"))
    return user


def test_a_published_page_stays_until_the_new_text_is_published(
    client: Client, writer: User
) -> None:
    one = saved(article(), by=writer, lead="A better opening line.")
    assert "A page about heat." in page(client, one)
    publish(article=one, now=NOW, by=writer)
    assert "A better opening line." in page(client, one)


def test_each_saving_is_a_version_with_who_and_when_and_an_unchanged_one_is_none(
    writer: User,
) -> None:
    one = saved(article(), by=writer, now=LATER, lead="Second.")
    assert keep(one, now=LATER, by=writer) == one.revisions.first()
    newest, first = one.revisions.all()
    assert [(newest.number, newest.made_by, newest.made_at), first.number] == [
        (2, writer, LATER),
        1,
    ]


def test_a_version_comes_back_as_a_draft_with_its_questions_and_references(
    client: Client, writer: User
) -> None:
    one = article()
    first = one.revisions.get()
    one.faq.all().delete()
    one.references.all().delete()
    saved(one, by=writer, lead="Second.", body="<h2>Other</h2>")
    publish_anyway(one)
    restore(first, now=LATER, by=writer)
    one.refresh_from_db()
    assert (one.lead, one.faq.count(), one.references.count()) == ("A page about heat.", 3, 2)
    assert one.revisions.latest("number").content == first.content
    assert "Second." in page(client, one)


def publish_anyway(one: Article) -> None:
    """Make the newest version public as a text that was published before there was a lint."""
    newest = one.revisions.latest("number")
    Revision.objects.filter(pk=newest.pk).update(published_at=NOW, html={"body": ""})
    Article.objects.filter(pk=one.pk).update(live=newest)


def test_whoever_edited_a_safety_page_does_not_publish_it(writer: User, colleague: User) -> None:
    one = saved(article(safety=True), by=writer, lead="Second.")
    with pytest.raises(NotPublishable, match="ask a colleague"):
        publish(article=one, now=LATER + ALONE_AFTER, by=writer, alone_because="In a hurry")
    assert publish(article=one, now=NOW, by=colleague).published_by == colleague


def test_a_lone_clinician_publishes_a_safety_page_a_day_later_and_with_a_reason(
    writer: User,
) -> None:
    one = saved(article(safety=True), by=writer, lead="Second.")
    with pytest.raises(NotPublishable, match="24 hours"):
        publish(article=one, now=NOW, by=writer, alone_because="Nobody else")
    with pytest.raises(NotPublishable, match="say why"):
        publish(article=one, now=NOW + ALONE_AFTER, by=writer)
    done = publish(article=one, now=NOW + ALONE_AFTER, by=writer, alone_because="Nobody else")
    assert done.alone_because == "Nobody else"


def test_the_database_holds_a_safety_page_to_its_second_person(writer: User) -> None:
    newest = saved(article(safety=True), by=writer, lead="Second.").revisions.latest("number")
    with pytest.raises(IntegrityError, match="second_person"), transaction.atomic():
        Revision.objects.filter(pk=newest.pk).update(
            published_at=NOW, published_by=writer, second_person=True
        )


def test_the_text_of_a_version_never_changes() -> None:
    one = article()
    with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
        Revision.objects.filter(article=one).update(content={})


@pytest.mark.parametrize(
    ("field", "text", "rule"),
    [
        ("lead", "It is completely safe.", "completely safe"),
        ("who_should_not", "", "who_should_not: 0 of at least 1"),
        ("what_we_suggest", "<p></p>", "what_we_suggest"),
        (
            "body",
            '<h2>A</h2><h2>B</h2>risk <a href="/education/gone/">x</a>',
            "no page gone",
        ),
        ("body", "<h2>A</h2><h2>B</h2><p>risk [evidence: gone]</p>", "no row gone"),
    ],
)
def test_what_the_lint_stops_is_not_published(field: str, text: str, rule: str) -> None:
    one = saved(article(), **{field: text})
    with pytest.raises(NotPublishable, match=rule):
        publish(article=one, now=NOW)
    one.refresh_from_db()
    assert one.live
    assert one.live.number == 1


def test_what_was_looked_at_is_what_is_published() -> None:
    one = saved(article(), lead="Second.")
    with pytest.raises(NotPublishable, match="Please look again"):
        publish(article=one, now=NOW, seen=1)


def test_a_page_that_is_taken_down_is_found_no_more(client: Client) -> None:
    one = article()
    take_down(one)
    assert client.get(one.get_absolute_url()).status_code == 404
    assert one.revisions.exists()
