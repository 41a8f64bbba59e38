"""Search: what is found, how wrong spellings are taken, and what is shown of it."""

import logging
from typing import Any

import pytest
from django.test import Client

from conftest import Cast
from education import searching
from education.models import GlossaryTerm
from education.search import search
from education.tests.shelf import article, saved

ADDRESS = "/education/search/"
BODY = (
    "<h2>What is a pneumothorax?</h2><p>Air around the lung, a harm.</p>"
    "<h2>Does café heat help?</h2><p>Warmth for the neck & more <strong>words</strong>.</p>"
)


@pytest.fixture
def texts(cast: Cast) -> None:
    article(body=BODY)
    GlossaryTerm.objects.create(slug="sham", term="sham", explanation="A pretend needle.")
    searching.index_words()


def found(words: str) -> list[str]:
    return [hit.heading for hit in search(words).hits]


def test_a_section_is_found_at_its_heading_a_question_and_a_word_too(texts: None) -> None:
    lung = search("lung").hits[0]
    assert (lung.heading, lung.address) == (
        "What is a pneumothorax?",
        "/education/heat/#what-is-a-pneumothorax",
    )
    assert "Sham" in found("pretend needles")
    assert any(heading.startswith("Why") for heading in found("warm"))


@pytest.mark.parametrize("typed", ["pnemothorax", "PNEUMOTORAX", "pneumo", "cafe", "lungs"])
def test_wrong_spellings_beginnings_accents_and_endings_are_found(texts: None, typed: str) -> None:
    assert found(typed)


def test_it_says_what_a_word_was_taken_for(texts: None) -> None:
    taken = search("a pnemothorax")
    assert taken.understood == "a pneumothorax"
    assert taken.is_corrected
    assert not search("Pneumothorax").is_corrected


def test_places_with_every_word_come_alone_if_there_are_any(texts: None) -> None:
    assert found("air lung") == ["What is a pneumothorax?"]
    assert found("lung sham") != []


def test_the_found_words_are_marked_and_all_else_is_escaped(cast: Cast) -> None:
    one = article()
    saved(one, lead="<b>Warmth</b> & more")
    searching.index(one)
    entry = search("heat").hits[0]
    assert "<b>" not in entry.piece
    piece = search("warmth").hits[0].piece
    assert "<mark>" in piece


@pytest.mark.parametrize(
    "typed", ["", " ", "!!", "' | & :*", "\x00", "<script>", "%%%", "the", "x" * 500, "a b " * 90]
)
def test_anything_can_be_typed(client: Client, texts: None, typed: str) -> None:
    answer = client.get(ADDRESS, {"q": typed})
    assert answer.status_code == 200
    assert "<script>" not in answer.content.decode().split("<main")[1].split("</main>")[0]


def test_a_draft_is_not_found_and_a_changed_text_by_its_new_words_alone(cast: Cast) -> None:
    article(published=False)
    assert found("heat") == []


def test_services_are_found_by_a_wrong_spelling_too(
    client: Client, texts: None, cast: Cast
) -> None:
    html = client.get(ADDRESS, {"q": "masage"}).content.decode()
    assert cast.massage.get_absolute_url() in html


def test_nothing_typed_and_nothing_found_lead_on(client: Client, texts: None) -> None:
    assert "Type a word or a question" in client.get(ADDRESS).content.decode()
    html = client.get(ADDRESS, {"q": "xylophone"}).content.decode()
    assert "We found nothing for “xylophone”" in html
    assert "ask us" in html


def test_no_cache_and_no_log_keeps_what_was_looked_for(
    client: Client, texts: None, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="portal")
    answer = client.get(ADDRESS, {"q": "pneumothorax"})
    assert answer.headers["Cache-Control"] == "no-store, private"
    assert "pneumothorax" not in caplog.text
    assert not answer.cookies
    assert client.get(ADDRESS).headers["Cache-Control"] == "public, max-age=60"


def test_a_search_costs_five_queries(
    client: Client, texts: None, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(5):
        client.get(ADDRESS, {"q": "lung"})
