"""The browser itself: it reads the running site, and the watching of it can fail."""

import pytest
from playwright.sync_api import Page, expect

from portal.tests.browser import barriers, watched

pytestmark = pytest.mark.journey


def test_a_stranger_reads_the_home_page_without_a_barrier(page: Page) -> None:
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert barriers(page) == []


def test_a_barrier_is_found(page: Page) -> None:
    page.goto("/")
    page.evaluate("document.querySelector('main').innerHTML = '<img src=\"data:,\"><input>'")
    found = " ".join(barriers(page))
    assert "image-alt" in found
    assert "label" in found


def test_a_style_that_the_policy_stops_is_heard(page: Page) -> None:
    with pytest.raises(AssertionError, match="Content Security Policy"):
        add_a_style(page.context.new_page())


def add_a_style(page: Page) -> None:
    with watched(page):
        page.goto("/")
        page.evaluate("document.body.insertAdjacentHTML('beforeend', '<p style=color:red>x</p>')")
