"""A patient in a browser on the road to a booking: what every journey does on its first pages."""

from collections.abc import Mapping

from playwright.sync_api import Page

from portal.tests.browser import barriers
from portal.tests.visitor import HEALTHY

Answers = Mapping[str, list[str]]

# Five pages of questions, and a page of follow-ups behind each.
MOST_PAGES = 10


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


BORN = ("17", "5", "1980")


def choose(page: Page, service: str, *, place: int = 0, born: tuple[str, str, str] = BORN) -> None:
    """From the first page, an adult and this service, to the first page of questions."""
    page.get_by_label("For me", exact=True).check()
    for label, value in zip(("Day", "Month", "Year"), born, strict=True):
        page.get_by_label(label, exact=True).fill(value)
    press(page, "Continue")
    page.locator(f"input[name=service][value={service}]").check()
    press(page, "Continue")
    page.locator("input[name=place]").nth(place).check()
    press(page, "Continue")
    page.wait_for_url("**/book/screening/1/")


def tick(page: Page, **answers: list[str]) -> int:
    """Tick these answers where they stand and are seen; how many presses it took."""
    presses = 0
    for name, values in answers.items():
        for value in values:
            box = page.locator(f"input[name={name}][value={value}]")
            if box.count() and box.is_visible():
                box.check()
                presses += 1
    return presses


def go_on(page: Page) -> None:
    """To the next page; a click alone does not wait until it is there."""
    here = page.url
    press(page, "Continue")
    page.wait_for_url(lambda url: url != here)


def answer(page: Page, other: Answers | None = None, *, audit: bool = False) -> None:
    """Every page until the questions end, healthy save for `other`; axe may look at each."""
    for _ in range(MOST_PAGES):
        if "/book/screening/" not in page.url:
            return
        tick(page, **{**HEALTHY, **(other or {})})
        assert not audit or barriers(page) == []
        go_on(page)
