"""Versions in the admin: preview, publish, restore, take down, and two who edit at a time."""

from typing import Any

import pytest
from django.test import Client

from bookings.tests.desk import at_desk, person
from conftest import Cast
from education.models import Article
from education.tests.shelf import article, page, saved
from education.tests.test_article_admin import address, form_data
from portal.models import User


@pytest.fixture
def one(cast: Cast) -> Article:
    return article()


@pytest.fixture
def lead(cast: Cast) -> Client:
    return at_desk(person("clinical lead"))


def beside(one: Article, part: str) -> str:
    return f"/admin/education/article/{one.pk}/{part}"


def told(response: Any) -> str:
    return " ".join(str(message) for message in response.context["messages"])


def test_saving_makes_a_draft_that_is_previewed_as_the_public_page(
    client: Client, lead: Client, one: Article
) -> None:
    data = form_data(lead, one) | {"lead": "A new opening line."}
    assert lead.post(address(one), data).status_code == 302
    preview = lead.get(beside(one, "versions/2/"))
    assert "A new opening line." in preview.content.decode()
    assert "The public does not see this." in preview.content.decode()
    assert preview.headers["Cache-Control"].startswith("max-age=0, no-cache, no-store")
    assert "A new opening line." not in page(client, one)
    assert "Published, newer draft" in lead.get("/admin/education/article/").content.decode()


def test_publishing_shows_what_differs_and_then_makes_it_public(
    client: Client, lead: Client, one: Article
) -> None:
    saved(one, lead="A new opening line.")
    asked = lead.get(beside(one, "publish/")).content.decode()
    assert "A new opening line." in asked
    assert "A page about heat." in asked
    done = lead.post(beside(one, "publish/"), {"seen": 2}, follow=True)
    assert "is public as it stands" in told(done)
    assert "A new opening line." in page(client, one)


def test_a_safety_page_is_refused_to_its_editor_and_taken_from_a_colleague(
    lead: Client, one: Article
) -> None:
    colleague = at_desk(person("practitioner"))
    one.safety = True
    by = User.objects.get(pk=lead.session["_auth_user_id"])
    saved(one, by=by, lead="A new opening line.")
    refused = lead.post(beside(one, "publish/"), {"seen": 2})
    assert refused.status_code == 409
    assert "ask a colleague" in refused.content.decode()
    assert colleague.post(beside(one, "publish/"), {"seen": 2}).status_code == 302


def test_what_has_to_be_mended_is_said_and_nothing_is_published(lead: Client, one: Article) -> None:
    saved(one, alternatives="")
    answer = lead.post(beside(one, "publish/"), {"seen": 2})
    assert answer.status_code == 409
    assert "alternatives: 0 of at least 1" in answer.content.decode()


def test_a_version_is_listed_with_what_it_changed_and_comes_back(
    lead: Client, one: Article
) -> None:
    saved(one, lead="A new opening line.")
    listed = lead.get(beside(one, "versions/")).content.decode()
    assert "Version 2" in listed
    assert "<ins>" in listed
    assert "A new opening line." in listed
    answer = lead.post(beside(one, "versions/1/restore/"), follow=True)
    assert "Version 1 is the draft again" in told(answer)
    one.refresh_from_db()
    assert one.lead == "A page about heat."


def test_a_page_is_taken_down_by_a_press_and_not_by_opening(
    client: Client, lead: Client, one: Article
) -> None:
    assert lead.get(beside(one, "take-down/")).status_code == 200
    assert page(client, one)
    lead.post(beside(one, "take-down/"))
    assert client.get(one.get_absolute_url()).status_code == 404


def test_whoever_may_not_publish_finds_no_way_to(one: Article, cast: Cast) -> None:
    manager = at_desk(person("manager"))
    assert manager.get(beside(one, "versions/1/")).status_code == 200
    for part in ("publish/", "take-down/"):
        assert manager.post(beside(one, part), {"seen": 1}).status_code == 404
    assert manager.post(beside(one, "versions/1/restore/")).status_code == 404
    reception = at_desk(person("reception"))
    assert reception.get(beside(one, "versions/1/")).status_code == 404
    assert reception.get(beside(one, "versions/9/")).status_code == 404


def test_a_colleagues_change_is_not_overwritten_unseen(lead: Client, one: Article) -> None:
    mine = form_data(lead, one) | {"lead": "Mine."}
    saved(one, lead="Theirs.")
    answer = lead.post(address(one), mine)
    assert "Somebody has saved this article since" in answer.content.decode()
    one.refresh_from_db()
    assert one.lead == "Theirs."


def test_an_address_is_changed_in_the_admin_and_the_old_one_stays_taken(
    client: Client, lead: Client, one: Article
) -> None:
    lead.post(address(one), form_data(lead, one) | {"slug": "warmth"})
    assert client.get("/education/heat/")["Location"] == "/education/warmth/"
    other = article(slug="cold")
    taken = lead.post(address(other), form_data(lead, other) | {"slug": "heat"})
    assert "which had it earlier" in taken.content.decode()
    own = lead.post(address(other), form_data(lead, other) | {"slug": "search"})
    assert "a page of its own" in own.content.decode()


def test_a_changed_word_reaches_the_public_pages(
    client: Client, lead: Client, one: Article
) -> None:
    word = {"term": "harm", "slug": "harm", "forms": "", "explanation": "When something hurts you."}
    lead.post("/admin/education/glossaryterm/add/", word)
    assert "When something hurts you." in page(client, one)
    banned = word | {"term": "x", "slug": "x", "explanation": "It is completely safe."}
    answer = lead.post("/admin/education/glossaryterm/add/", banned)
    assert "Please leave out" in answer.content.decode()
