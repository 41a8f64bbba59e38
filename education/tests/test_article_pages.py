"""The pages that patients read, and what they show."""

import datetime as dt
import re

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from conftest import Cast
from education.models import Article
from education.tests.shelf import article, page

INDEX = "/education/"


def test_the_list_shows_every_published_article_with_its_label(
    client: Client, shipped: list[Article]
) -> None:
    html = client.get(INDEX).content.decode()
    for one in shipped:
        assert one.get_absolute_url() in html
        assert one.named_claims.all()[0].claim.get_label_display() in html


def test_the_list_says_so_while_there_is_nothing_to_read(client: Client, cast: Cast) -> None:
    assert "There are no pages yet" in client.get(INDEX).content.decode()


def test_an_article_shows_all_its_parts(client: Client, shipped: list[Article]) -> None:
    for one in (one for one in shipped if not one.compared_with):
        html = page(client, one)
        for part in (
            "What our physiotherapists suggest",
            "Summary",
            "On this page",
            "How sure is this?",
            *(named.claim.reason for named in one.named_claims.all()),
            "Who should not have it?",
            "What else could help?",
            "Questions people ask",
            "In short",
            "Where does this come from?",
            "Who wrote and checked this page?",
            "This is general information",
        ):
            assert part in html, (one.slug, part)


def test_every_id_is_unique_and_every_entry_of_the_contents_leads_somewhere(
    client: Client, shipped: list[Article]
) -> None:
    for one in shipped:
        html = page(client, one)
        ids = re.findall(r'\bid="([^"]+)"', html)
        assert len(ids) == len(set(ids)), one.slug
        targets = re.findall(r'href="#([^"]+)"', html)
        assert len(targets) > 4
        assert set(targets) <= set(ids), one.slug


def test_two_headings_alike_get_two_anchors(client: Client, cast: Cast) -> None:
    html = page(client, article())
    assert '<h2 id="what-is-it">' in html
    assert '<h2 id="what-is-it-2">' in html


def test_a_heading_never_takes_the_anchor_of_a_part_of_the_page(client: Client, cast: Cast) -> None:
    html = page(client, article(body="<h2>Summary</h2><p>Harm.</p><h2>References</h2><p>Few.</p>"))
    assert '<h2 id="summary-2">Summary</h2>' in html
    assert html.count('id="summary"') == 1


def test_a_draft_is_not_found_and_not_listed(client: Client, cast: Cast) -> None:
    draft = article(published=False)
    assert client.get(draft.get_absolute_url()).status_code == 404
    assert draft.title not in client.get(INDEX).content.decode()


def test_h15_an_unsigned_article_says_that_no_clinician_has_checked_it(
    client: Client, shipped: list[Article]
) -> None:
    for one in shipped:
        assert page(client, one).count("Not yet checked by a clinician") >= 2, one.slug


def test_h15_a_signed_article_names_its_reviewer_number_and_date(
    client: Client, cast: Cast
) -> None:
    signed = article(
        reviewer_name="Alex Demo",
        reviewer_profession="Physiotherapist",
        reviewer_registration="DEMO0001",
        last_reviewed=dt.date(2027, 2, 1),
        next_review=dt.date(2028, 2, 1),
    )
    html = page(client, signed)
    assert "Not yet checked by a clinician" not in html
    assert "Alex Demo, Physiotherapist (registration no. DEMO0001)" in html
    assert "Last checked by a clinician on" in html
    assert "1 February 2027" in html
    assert "1 February 2028" in html


def test_h15_the_shipped_articles_invent_no_author_and_no_reviewer(shipped: list[Article]) -> None:
    for one in shipped:
        assert (one.author_name, one.reviewer_name, one.last_reviewed) == ("", "", None)


def test_h01_warning_signs_carry_the_number_and_the_relay_above_them(
    client: Client, shipped: list[Article]
) -> None:
    aftercare = next(one for one in shipped if one.slug == "aftercare")
    main = page(client, aftercare).split("<main")[1].split("</main>")[0]
    assert main.index('href="tel:000"') < main.index("chest pain, or a tight chest")
    assert "106 by teletypewriter" in main
    assert main.index('href="tel:000"') < main.index('id="how-sure"')


def test_an_article_about_needling_shows_the_next_free_time(
    client: Client, shipped: list[Article]
) -> None:
    needles = next(one for one in shipped if "needling" in one.service_kinds)
    other = next(one for one in shipped if one.slug == "aftercare")
    assert "next-free" in page(client, needles)
    assert "next-free" not in page(client, other)


@pytest.mark.parametrize("leads_to", ["screening", "booking", "contact"])
def test_every_next_step_leads_to_a_page(client: Client, cast: Cast, leads_to: str) -> None:
    html = page(client, article(leads_to=leads_to))
    step = html.split('id="next-step"')[1].split("</section>")[0]
    address = reverse("contact" if leads_to == "contact" else "bookings:start")
    assert re.search(rf'href="{address}(\?read=\d+)?"', step)


def test_what_an_editor_pastes_is_cleaned_before_it_is_kept(cast: Cast) -> None:
    body = (
        '<h2 class="x" onclick="y()">Heat</h2><p style="color:red">Harm<script>z()</script></p>'
        '<p><a href="javascript:z()">bad</a> <a href="/contact/">good</a></p>'
    )
    made = article(body=body, published=False)
    made.refresh_from_db()
    assert made.body.startswith("<h2>Heat</h2><p>Harm</p>")
    assert "javascript" not in made.body
    assert '<a href="/contact/">good</a>' in made.body


def test_an_article_without_text_is_refused(cast: Cast) -> None:
    with pytest.raises(ValidationError, match="body"):
        article(body="")
