"""An article changes its address: the old one leads to it for good."""

from django.test import Client

from conftest import Cast
from education.drafting import moved
from education.models import Article
from education.tests.shelf import article

OLD = "/education/heat/"


def move(one: Article, slug: str) -> None:
    before, one.slug = one.slug, slug
    one.save()
    moved(one, before=before)


def test_an_old_address_answers_301_to_the_newest(client: Client, cast: Cast) -> None:
    one = article()
    move(one, "warmth-and-you")
    move(one, "warmth")
    for old in (OLD, "/education/warmth-and-you/"):
        answer = client.get(old)
        assert (answer.status_code, answer["Location"]) == (301, "/education/warmth/")
        assert answer.headers["Cache-Control"] == "public, max-age=60"
    assert client.get("/education/warmth/").status_code == 200


def test_an_address_that_comes_back_is_the_page_again(client: Client, cast: Cast) -> None:
    one = article()
    move(one, "warmth")
    move(one, "heat")
    assert client.get(OLD).status_code == 200
    assert client.get("/education/warmth/").status_code == 301


def test_the_old_address_of_a_draft_is_not_found(client: Client, cast: Cast) -> None:
    one = article(published=False)
    move(one, "warmth")
    assert client.get(OLD).status_code == 404
