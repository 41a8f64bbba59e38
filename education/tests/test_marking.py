"""Words explained where they stand, and labels of evidence inside a text."""

import re

import pytest
from django.test import Client

from conftest import Cast
from education.marking import Marker
from education.models import Claim, GlossaryTerm
from education.rendering import render, render_again
from education.tests.shelf import article, page

KNOT = GlossaryTerm(slug="knot", term="trigger point", forms=["knot", "knots"], explanation="Sore.")
POINT = GlossaryTerm(slug="point", term="point", forms=[], explanation="A < B.")


def mark(html: str, *terms: GlossaryTerm, **claims: Claim) -> str:
    return Marker(list(terms), claims).mark(html)


def explained(html: str) -> list[str]:
    return re.findall(r'class="term__word"[^>]*>([^<]+)</button>', html)


def test_the_first_place_in_each_section_is_explained_in_any_form() -> None:
    html = mark("<p>Knots and a knot.</p><h2>More</h2><p>A trigger point.</p>", KNOT)
    assert explained(html) == ["Knots", "trigger point"]
    assert html.count("Sore.") == 2
    assert len(set(re.findall(r' id="(term-\d+)"', html))) == 2


def test_the_longest_term_wins_and_parts_of_words_are_left_alone() -> None:
    html = mark("<p>A trigger point, a point, appointments, knot-free.</p>", KNOT, POINT)
    assert explained(html) == ["trigger point", "point"]


def test_headings_links_and_heads_of_tables_explain_nothing() -> None:
    html = '<h2>Knots</h2><h3>Knots</h3><p><a href="/x/">a knot</a></p><th>knot</th>'
    assert mark(html, KNOT) == html


def test_an_explanation_is_escaped_and_reached_without_a_script() -> None:
    html = mark("<p>point</p>", POINT)
    assert "A &lt; B." in html
    assert 'popovertarget="term-1" aria-describedby="term-1"' in html
    assert 'id="term-1" popover>' in html


def test_a_label_stands_in_the_sentence_and_an_unknown_one_says_nothing() -> None:
    row = Claim(slug="neck", condition="Neck pain", label="some", year=2020)
    html = mark("<li>Neck: [evidence: neck] [evidence: gone]</li>", neck=row)
    assert "Some evidence" in html
    assert 'href="/education/evidence/#neck"' in html
    assert "(2020)" in html
    assert "[evidence" not in html


def test_no_terms_change_nothing() -> None:
    assert mark("<p>A knot &amp; more.</p>") == "<p>A knot &amp; more.</p>"


@pytest.mark.django_db
def test_a_changed_word_or_row_reaches_the_published_pages(client: Client, cast: Cast) -> None:
    one = article(body="<h2>A</h2><p>harm [evidence: warmth]</p><h2>B</h2><p>A knot.</p>")
    assert one.live
    assert "Early or mixed evidence" in one.live.html["body"]
    KNOT.save()
    Claim.objects.update(label="some")
    assert render_again() == 1
    html = page(client, one)
    assert explained(html) == ["knot"]
    assert "Early or mixed" not in html.split('id="contents"')[1]


def test_cells_of_a_comparison_are_escaped_and_hold_labels() -> None:
    row = {"question": "What?", "needling": "<b> & [evidence: neck]", "other": "Else"}
    neck = Claim(slug="neck", condition="Neck pain", label="some")
    cell = render({"body": "", "rows": [row]}, Marker([], {"neck": neck}))["rows"][0]["needling"]
    assert cell.startswith("&lt;b&gt; &amp; <a")
