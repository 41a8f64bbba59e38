"""The evidence page: its rows, its picture and its filter are one and the same."""

from typing import Any

import pytest
from django.test import Client

from conftest import Cast
from education.models import Reference
from education.tests.shelf import article, claim, page

ADDRESS = "/education/evidence/"


@pytest.fixture
def rows(cast: Cast) -> None:
    sure = claim("sure", condition="Sure thing", label="good", about="safety", position=1)
    claim("doubt", condition="Doubtful thing", label="unknown", about="leg", year=None, position=2)
    Reference.objects.create(claim=sure, key="demo", title="A paper", doi="10.1000/x")


def text(client: Client, **asked: str) -> str:
    answer = client.get(ADDRESS, asked)
    assert answer.status_code == 200
    return answer.content.decode()


def test_each_row_stands_in_the_table_and_in_the_picture(client: Client, rows: None) -> None:
    html = text(client)
    picture = html.split("<figure")[1].split("</figure>")[0]
    table = html.split("<tbody>")[1]
    for words in ("Sure thing", "Doubtful thing"):
        assert words in picture
        assert words in table
    assert 'href="https://doi.org/10.1000/x"' in table
    assert "No study found" in table


def test_the_surer_the_further_to_the_right(client: Client, rows: None) -> None:
    html = text(client)
    at = {
        label: int(html.split(f'is-{label}" cx="')[1].split('"')[0])
        for label in ("good", "unknown")
    }
    assert at["unknown"] < at["good"]


@pytest.mark.parametrize(
    ("asked", "there", "away"),
    [
        ({"label": "good"}, "Sure thing", "Doubtful thing"),
        ({"about": "leg"}, "Doubtful thing", "Sure thing"),
        ({"about": "leg", "label": "unknown"}, "Doubtful thing", "Sure thing"),
    ],
)
def test_an_address_filters_without_a_script(
    client: Client, rows: None, asked: dict[str, str], there: str, away: str
) -> None:
    html = text(client, **asked)
    assert there in html
    assert away not in html
    assert f'<option value="{next(iter(asked.values()))}" selected' in html


def test_an_empty_answer_and_an_unknown_filter_help_on(client: Client, rows: None) -> None:
    assert "There is no row like this" in text(client, about="leg", label="good")
    assert "Sure thing" in text(client, about="nose", label="' or 1=1")


def test_an_article_shows_the_rows_that_the_page_shows(client: Client, cast: Cast) -> None:
    one = article()
    assert "Warmer hands" in page(client, one)
    assert "Warmer hands" in text(client)


def test_the_page_costs_the_same_for_one_row_and_for_many_and_is_cached(
    client: Client, rows: None, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(4):
        text(client)
    for number in range(20):
        claim(f"row-{number}")
    with django_assert_num_queries(4):
        answer = client.get(ADDRESS)
    assert answer.headers["Cache-Control"] == "public, max-age=60"
    assert not answer.cookies
    again = client.get(ADDRESS, headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
