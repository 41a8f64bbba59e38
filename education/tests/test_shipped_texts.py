"""The shipped texts, beyond the lint of each page: whole, in our own form, and joined up."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from education.load import CLAIMS, GLOSSARY, REFERENCES, files
from education.models import Article
from portal.kit import textlint

ARTICLES = {
    "what-is-dry-needling",
    "how-might-it-work",
    "what-the-research-says",
    "first-visit-what-to-expect",
    "does-it-hurt",
    "risks-and-side-effects",
    "who-should-not-have-it",
    "pregnancy-and-needling",
    "fear-of-needles-and-fainting",
    "aftercare",
    "neck-shoulder-and-headaches",
    "low-back-and-hip",
    "tendon-heel-and-elbow-pain",
    "knee-arthritis-jaw-and-fibromyalgia",
    "dry-needling-vs-acupuncture-ims-shockwave-massage",
    "sport-training-and-your-course",
}
SAFETY = {
    "risks-and-side-effects",
    "who-should-not-have-it",
    "pregnancy-and-needling",
    "fear-of-needles-and-fainting",
    "aftercare",
}
COMPARISONS = {
    f"dry-needling-or-{other}" for other in ("acupuncture", "ims", "shockwave", "massage")
}
PROSE = ("body", "who_should_not", "alternatives", "what_we_suggest")
SOURCE = re.compile(r'href="#ref-([-\w]+)"')
HREF = re.compile(r'href="(/[^"#?]*)(?:\?[^"#]*)?(?:#([^"]+))?"')
ID = re.compile(r'id="([^"]+)"')


def read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text())


SHIPPED = {path.stem: read(path) for path in files()}
every_article = pytest.mark.parametrize("slug", sorted(ARTICLES))
every_page = pytest.mark.parametrize("slug", sorted(SHIPPED))


def prose(slug: str) -> str:
    return "\n".join(SHIPPED[slug].get(part, "") for part in PROSE)


def test_the_sixteen_articles_four_comparisons_and_our_own_rules_are_shipped() -> None:
    assert set(SHIPPED) == ARTICLES | COMPARISONS | {"how-we-write-and-check"}


@every_article
def test_an_article_has_warning_signs_in_three_levels(slug: str) -> None:
    for level in ("emergency_signs", "urgent_signs", "clinic_signs"):
        assert SHIPPED[slug][level], level


@every_page
def test_a_page_has_four_to_seven_questions_and_three_to_five_points(slug: str) -> None:
    assert 4 <= len(SHIPPED[slug]["faq"]) <= 7
    assert 3 <= len(SHIPPED[slug]["summary"]) <= 5


@every_page
def test_no_list_has_more_than_seven_points(slug: str) -> None:
    for bullets in re.findall(r"<ul>.*?</ul>", prose(slug), re.DOTALL):
        assert bullets.count("<li>") <= 7, bullets


@every_page
def test_the_text_points_at_each_source_that_it_lists_and_at_no_other(slug: str) -> None:
    page = SHIPPED[slug]
    pointed, listed = set(SOURCE.findall(prose(slug))), set(page["references"])
    assert pointed <= listed
    # The cells of a comparison are plain text, so its facts cannot point.
    assert page.get("compared_with") or pointed == listed


def test_the_pages_about_safety_are_marked_so() -> None:
    assert {slug for slug, page in SHIPPED.items() if page.get("safety")} == SAFETY


def test_the_glossary_explains_no_form_twice() -> None:
    terms = read(GLOSSARY).values()
    forms = [form.casefold() for term in terms for form in (term["term"], *term["forms"])]
    assert sorted(set(forms)) == sorted(forms)


def test_every_source_on_the_shelf_is_used_and_every_used_one_is_there() -> None:
    used = {key for page in SHIPPED.values() for key in page["references"]}
    used |= {key for claim in read(CLAIMS).values() for key in claim.get("references", [])}
    used |= {term["source"] for term in read(GLOSSARY).values() if "source" in term}
    assert used == set(read(REFERENCES))


def test_every_source_can_be_found_by_a_doi_in_working_form_or_by_an_address() -> None:
    for key, source in read(REFERENCES).items():
        found = textlint.DOI.match(source.get("doi", ""))
        assert found or source["url"].startswith("https://"), key


def test_an_unknown_is_not_dressed_up_and_nothing_is_called_good() -> None:
    labels = {slug: claim["label"] for slug, claim in read(CLAIMS).items()}
    # No benefit of needling reaches the top of the scale today.
    assert "good" not in labels.values()
    for slug in ("buttock-and-hip", "shin-and-calf", "pelvic-pain", "posture", "sport", "fascia"):
        assert labels[slug] == "unknown"


@pytest.mark.django_db
def test_the_glossary_stands_in_the_order_of_the_alphabet_whatever_the_capitals(
    client: Client, shipped: list[Article]
) -> None:
    terms = re.findall(r"<dt>([^<]+)</dt>", client.get("/education/glossary/").content.decode())
    assert len(terms) == len(read(GLOSSARY))
    assert terms == sorted(terms, key=str.casefold)


@pytest.mark.django_db
def test_from_the_list_of_articles_every_page_is_reached_and_every_link_resolves(
    client: Client, shipped: list[Article]
) -> None:
    seen: dict[str, set[str]] = {}
    wanted = [("/education/", "", "")]
    broken = []
    while wanted:
        path, anchor, said_by = wanted.pop()
        if path not in seen:
            response = client.get(path)
            html = response.content.decode() if response.status_code == 200 else ""
            seen[path] = set(ID.findall(html))
            if path.startswith("/education/"):
                wanted += [(to, part, path) for to, part in _links(html)]
        if not seen[path] or (anchor and anchor not in seen[path]):
            broken.append(f"{said_by} -> {path}#{anchor}")
    assert broken == []
    assert {f"/education/{slug}/" for slug in SHIPPED} <= set(seen)


def _links(html: str) -> Iterator[tuple[str, str]]:
    """The internal links of a page's main part; static files and downloads are not pages."""
    main = html.partition("<main")[2].partition("</main>")[0]
    for path, anchor in HREF.findall(main):
        if path.endswith("/") and not path.startswith("/book"):
            yield path, anchor
