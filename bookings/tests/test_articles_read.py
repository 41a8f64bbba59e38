"""What was read on the way to a visit: kept with its consent, and forgotten otherwise."""

from typing import Any

import pytest

from bookings.models import Consent, Draft
from bookings.tests.walking import Walker
from conftest import melbourne
from education.models import Article, Kind
from education.publishing import publish
from education.tests.shelf import NOW, article, saved

START = melbourne(3, 10)


@pytest.fixture
def about(walker: Walker) -> Article:
    return article(service_kinds=[Kind.NEEDLING])


def to_check_from(walker: Walker, key: Any) -> None:
    walker.begin(read=key)
    walker.choose("dry-needling")
    walker.answer()
    walker.take(START)


def test_the_consent_keeps_the_version_that_led_to_the_road_and_those_opened_on_it(
    walker: Walker, about: Article
) -> None:
    other = article(slug="cold", title="Cold", short_title="Cold", service_kinds=[Kind.NEEDLING])
    form = walker.get(f"/book/?read={about.live_id}").content.decode()
    assert f'name="read" value="{about.live_id}"' in form
    to_check_from(walker, about.live_id)
    page = walker.get("/book/details/").content.decode()
    assert f'href="/book/read/{other.pk}/"' in page
    opened = walker.get(f"/book/read/{other.pk}/")
    assert opened["Location"] == other.get_absolute_url()
    walker.fill_in()
    walker.book()
    kept = Consent.objects.get().articles.values_list("pk", flat=True)
    assert set(kept) == {about.live_id, other.live_id}
    assert "read" not in Draft.objects.get().details


def test_the_version_that_was_shown_is_kept_though_a_newer_one_is_out(
    walker: Walker, about: Article
) -> None:

    read = about.live_id
    publish(article=saved(about, lead="Newer."), now=NOW)
    to_check_from(walker, read)
    walker.fill_in()
    walker.book()
    assert [one.pk for one in Consent.objects.get().articles.all()] == [read]


def test_whoever_leaves_leaves_nothing_behind(walker: Walker, about: Article) -> None:
    to_check_from(walker, about.live_id)
    walker.post("/book/leave/")
    assert not Draft.objects.exists()
    assert not Consent.articles.through.objects.exists()


@pytest.mark.parametrize("key", ["", "0", "-1", "999999", "x", "9" * 40, "1;--"])
def test_what_is_no_version_of_ours_is_not_kept_and_stops_nobody(walker: Walker, key: str) -> None:
    walker.begin(read=key)
    draft = Draft.objects.first()
    assert draft is None or "read" not in draft.details


def test_a_draft_of_an_article_is_not_taken_for_read(walker: Walker) -> None:
    hidden = article(published=False)
    walker.begin(read=hidden.revisions.get().pk)
    assert walker.get(f"/book/read/{hidden.pk}/")["Location"] == "/education/"
    assert "read" not in walker.draft.details


def test_a_stranger_without_a_booking_in_the_making_leaves_no_trace(
    walker: Walker, about: Article
) -> None:
    assert walker.get(f"/book/read/{about.pk}/")["Location"] == "/book/"
    assert not Draft.objects.exists()
