"""The pages for reading in a browser: no barrier, with scripts and without, by touch and keys."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from portal.tests.browser import barriers, watched
from portal.tests.running import RunningPortal

pytestmark = pytest.mark.journey

PAGES = [
    "/education/",
    "/education/what-is-dry-needling/",
    "/education/risks-and-side-effects/",
    "/education/dry-needling-or-acupuncture/",
    "/education/evidence/",
    "/education/evidence/?about=leg&label=good",
    "/education/glossary/",
    "/education/search/",
    "/education/search/?q=pnemothorax",
    "/education/search/?q=xylophone",
    "/locations/",
    "/practitioners/",
]
TERM = ".prose .term"


@pytest.fixture
def plain(browser: Browser, running_portal: RunningPortal) -> Iterator[Page]:
    """A small phone without scripts, in the dark."""
    with browser.new_context(
        base_url=running_portal.url,
        java_script_enabled=False,
        viewport={"width": 320, "height": 640},
        color_scheme="dark",
        has_touch=True,
    ) as context:
        yield context.new_page()


@pytest.mark.parametrize("address", PAGES)
def test_a_page_has_no_barrier_in_light_and_dark_and_is_no_wider_than_a_phone(
    page: Page, address: str
) -> None:
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.goto(address)
        assert barriers(page) == [], scheme
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_a_word_is_explained_by_the_pointer_by_the_keys_and_put_away_by_escape(page: Page) -> None:
    page.goto("/education/what-is-dry-needling/")
    term = page.locator(TERM).first
    means = term.locator(".term__means")
    expect(means).to_be_hidden()
    term.get_by_role("button").hover()
    expect(means).to_be_visible()
    page.mouse.move(0, 0)
    expect(means).to_be_hidden()
    page.locator("a").first.focus()
    while not term.get_by_role("button").evaluate("one => one === document.activeElement"):
        page.keyboard.press("Tab")
    expect(means).to_be_visible()
    assert barriers(page) == []
    page.keyboard.press("Escape")
    expect(means).to_be_hidden()


def test_a_word_is_explained_by_touch_without_a_script(plain: Page) -> None:
    plain.goto("/education/what-is-dry-needling/")
    term = plain.locator(TERM).first
    term.get_by_role("button").tap()
    expect(term.locator(".term__means")).to_be_visible()
    plain.touchscreen.tap(5, 5)
    expect(term.locator(".term__means")).to_be_hidden()


def test_search_filter_and_the_road_work_without_a_script(plain: Page) -> None:
    plain.goto("/education/")
    plain.get_by_role("searchbox").fill("colapsed lung")
    plain.get_by_role("button", name="Search").click()
    expect(plain.locator(".hit mark").first).to_be_visible()
    plain.locator(".hit a").first.click()
    expect(plain.get_by_role("heading", level=1)).to_be_visible()
    plain.goto("/education/evidence/")
    plain.get_by_label("About").select_option("head")
    plain.get_by_role("button", name="Show").click()
    expect(plain).to_have_url(re.compile("about=head"))
    expect(plain.get_by_role("rowheader", name="Neck pain")).to_be_visible()
    plain.goto("/education/dry-needling-or-massage/")
    plain.locator("#next-step ~ .acts a").click()
    expect(plain).to_have_url(re.compile(r"/book/\?read=\d+$"))


def test_a_result_leads_to_its_place_on_the_page(page: Page) -> None:
    with watched(page):
        page.goto("/education/search/?q=blood thinner")
        link = page.locator(".hit a[href*='#']").first
        address = link.get_attribute("href") or ""
        link.click()
        expect(page).to_have_url(re.compile(re.escape(address)))
        expect(page.locator(f"#{address.partition('#')[2]}")).to_be_in_viewport()
