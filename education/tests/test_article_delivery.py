"""How the pages for reading are handed out: to any cache, in few queries, under the policy."""

import datetime as dt
import json
import re
from typing import Any

from django.test import Client

from conftest import Cast
from education.load import load
from education.models import Article
from education.publishing import publish
from education.tests.shelf import NOW, article, page, saved

INDEX = "/education/"


def test_any_cache_may_keep_the_pages_and_they_know_nobody(
    client: Client, shipped: list[Article]
) -> None:
    for address in [INDEX, *(one.get_absolute_url() for one in shipped)]:
        response = client.get(address)
        assert response.headers["Cache-Control"] == "public, max-age=60"
        assert "Cookie" not in response.headers["Vary"]
        assert not response.cookies
        for trace in (b"csrfmiddlewaretoken", b"nonce"):
            assert trace not in response.content


def test_an_unchanged_page_answers_304_and_a_changed_one_does_not(
    client: Client, cast: Cast
) -> None:
    one = article()
    for address in (INDEX, one.get_absolute_url()):
        tag = {"If-None-Match": client.get(address).headers["ETag"]}
        again = client.get(address, headers=tag)
        assert (again.status_code, again.content) == (304, b"")
        publish(article=saved(one, lead=f"Changed for {address}."), now=NOW)
        assert client.get(address, headers=tag).status_code == 200


def test_an_article_costs_at_most_six_queries_and_the_first_of_a_minute_looks_up_free_times(
    client: Client, shipped: list[Article], django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(20):
        client.get("/education/what-is-dry-needling/")
    for one in shipped:
        with django_assert_max_num_queries(6):
            client.get(one.get_absolute_url())


def test_the_list_costs_the_same_for_one_article_and_for_many(
    client: Client, cast: Cast, now: dt.datetime, django_assert_num_queries: Any
) -> None:
    article()
    with django_assert_num_queries(4):
        client.get(INDEX)
    load(now=now)
    with django_assert_num_queries(4):
        client.get(INDEX)


def test_the_pages_keep_to_the_content_policy(client: Client, shipped: list[Article]) -> None:
    for address in [INDEX, *(one.get_absolute_url() for one in shipped)]:
        html = client.get(address).content.decode()
        assert not re.search(
            r"<style|\sstyle=|\son\w+=|<script(?! type=\"application/ld\+json\"| src=)", html
        )


def test_search_engines_get_the_page_as_data_that_cannot_end_its_script(
    client: Client, cast: Cast
) -> None:
    html = page(client, article(lead="A page about </script> & more."))
    data = re.search(r'<script type="application/ld\+json">(.*?)</script>', html)
    assert data
    schema, questions = json.loads(data[1])["@graph"]
    assert questions["@type"] == "FAQPage"
    assert questions["mainEntity"][0]["acceptedAnswer"]["text"] == "It is warm."
    assert schema["description"] == "A page about </script> & more."
    assert schema["datePublished"] == "2027-01-05"
    assert "reviewedBy" not in schema
