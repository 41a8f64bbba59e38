"""A held time, a lost race, a move and a cancellation, in real browsers."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from portal.tests.browser import barriers, watched
from portal.tests.running import RunningPortal
from portal.tests.walk import answer, choose, press

pytestmark = pytest.mark.journey


@pytest.fixture
def rival(browser: Browser, running_portal: RunningPortal) -> Iterator[Page]:
    """Somebody else, whose browser runs no script."""
    with (
        browser.new_context(
            base_url=running_portal.url, locale="en-AU", java_script_enabled=False
        ) as context,
        watched(context.new_page()) as page,
    ):
        yield page


def go_to_later_times(page: Page) -> None:
    """To the free times of physiotherapy with the first person, in the second fortnight."""
    page.goto("/book/?service=physiotherapy")
    choose(page, "physiotherapy", place=1)
    answer(page)
    page.get_by_role("link", name="Later").click()


def last_time(page: Page) -> Locator:
    """The last time of the first day, which is shown at once."""
    return page.locator("details[open] button[name=start]").last


def fill_in(page: Page, first_name: str) -> None:
    for label, value in (
        ("First name", first_name),
        ("Last name", "Traveller"),
        ("Email address", f"{first_name.lower()}@visitor.example"),
        ("Phone number", "0491 570 006"),
    ):
        page.get_by_label(label).fill(value)
    press(page, "Continue")


def heading(page: Page, words: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(words)


def test_a_time_is_held_extended_and_lost_to_whoever_is_second(page: Page, rival: Page) -> None:
    go_to_later_times(page)
    go_to_later_times(rival)
    wanted = last_time(page).get_attribute("value")
    assert last_time(rival).get_attribute("value") == wanted
    last_time(page).press("Enter")
    held = page.locator(".held")
    expect(held).to_contain_text(re.compile(r"We hold this time for you until \d+:\d\d [ap]m"))
    assert barriers(page) == []

    last_time(rival).click()
    heading(rival, "This time has just been taken")
    rival.locator("ul.nearest button").first.click()
    expect(rival).to_have_url(re.compile("/book/details/$"))

    page.get_by_label("First name").fill("Half")
    held.get_by_role("button", name="Hold it longer").press("Enter")
    expect(held).to_contain_text("Done. You have more time.")
    expect(page.get_by_label("First name")).to_have_value("Half")
    fill_in(page, "Hilary")
    assert barriers(page) == []
    press(page, "Book this time")
    heading(page, "Your visit is booked")
    fill_in(rival, "Ronnie")
    press(rival, "Book this time")
    heading(rival, "Your visit is booked")


def test_a_visit_is_moved_and_then_cancelled_by_its_patient(
    page: Page, rival: Page, running_portal: RunningPortal
) -> None:
    go_to_later_times(page)
    first = last_time(page).get_attribute("value")
    last_time(page).click()
    fill_in(page, "Moira")
    press(page, "Book this time")
    page.get_by_role("link", name="See this visit").click()
    page.get_by_role("link", name="Move this visit").click()
    assert barriers(page) == []
    page.get_by_role("link", name="Later").press("Enter")
    assert last_time(page).get_attribute("value") != first
    page.locator("details.day button[name=start]").first.press("Enter")
    expect(page.get_by_role("status").first).to_have_text(re.compile("Your visit is moved"))
    assert barriers(page) == []

    go_to_later_times(rival)
    assert last_time(rival).get_attribute("value") == first, "the old time is free again"
    page.get_by_role("link", name="Cancel this visit").click()
    press(page, "Yes, cancel this visit")
    heading(page, "This visit is cancelled")
    assert barriers(page) == []
    assert "BROKEN" not in running_portal.manage("check_invariants")
