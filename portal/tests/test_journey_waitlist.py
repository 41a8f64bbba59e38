"""The waitlist in a browser: join, take an offer from the email, and reception's side of it."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from portal.tests.browser import barriers, watched
from portal.tests.running import RunningPortal
from portal.tests.staff import sign_in
from portal.tests.walk import answer, choose, press

pytestmark = pytest.mark.journey


@pytest.fixture
def plain(browser: Browser, running_portal: RunningPortal) -> Iterator[Page]:
    """A phone whose browser runs no script."""
    with (
        browser.new_context(
            base_url=running_portal.url,
            locale="en-AU",
            java_script_enabled=False,
            viewport={"width": 320, "height": 640},
        ) as context,
        watched(context.new_page()) as page,
    ):
        yield page


def join(page: Page, first_name: str, *, audit: bool) -> None:
    """From the first page of the road to the list, for physiotherapy with anyone."""
    page.goto("/book/?service=physiotherapy")
    choose(page, "physiotherapy")
    answer(page)
    page.get_by_role("link", name="Tell me when an earlier time comes free").press("Enter")
    press(page, "Put me on the list")
    expect(page.get_by_role("alert")).to_contain_text("Enter the first name.")
    assert not audit or barriers(page) == []
    page.get_by_label("2 days").check()
    for label, value in (
        ("First name", first_name),
        ("Last name", "Waiter"),
        ("Email address", f"{first_name.lower()}@visitor.example"),
        ("Phone number", "0491 570 006"),
    ):
        page.get_by_label(label).fill(value)
    page.get_by_role("button", name="Put me on the list").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("You are on the list")
    assert not audit or barriers(page) == []


def open_offer(page: Page, portal: RunningPortal, first_name: str) -> None:
    """By the link in the email, which the worker sends with its next look at who waits."""
    address = f"{first_name.lower()}@visitor.example"
    mail = portal.wait_for_mail(to=address, subject="a time is free", seconds=60)
    found = re.search(r"/waiting/o/[\w-]+/", mail.text)
    assert found, mail.text
    page.goto(found[0])
    expect(page.get_by_role("heading", level=1)).to_have_text("A time is free for you")


def born(page: Page) -> None:
    for label, value in (("Day", "17"), ("Month", "5"), ("Year", "1980")):
        page.get_by_label(label, exact=True).fill(value)


def test_somebody_joins_and_takes_the_time_by_keyboard(
    page: Page, running_portal: RunningPortal
) -> None:
    join(page, "Wanda", audit=True)
    # Somebody else's browser opens the email.
    page.get_by_role("button", name="Clear this page and leave").press("Enter")
    open_offer(page, running_portal, "Wanda")
    assert barriers(page) == []
    page.get_by_role("button", name="Take it").press("Enter")
    expect(page.get_by_role("alert").first).to_contain_text("Enter the date of birth")
    assert barriers(page) == []
    born(page)
    page.get_by_role("button", name="Take it").press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("The time is yours.")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your visit")
    assert barriers(page) == []
    assert "BROKEN" not in running_portal.manage("check_invariants")


def test_without_script_somebody_says_no_and_stops_waiting(
    plain: Page, running_portal: RunningPortal
) -> None:
    join(plain, "Winnie", audit=False)
    open_offer(plain, running_portal, "Winnie")
    press(plain, "No thanks")
    expect(plain.get_by_role("status").first).to_contain_text("you still wait")
    press(plain, "Stop waiting")
    expect(plain.get_by_role("heading", level=1)).to_have_text("You wait no more")


def test_a_visit_is_put_on_the_list_from_its_page(page: Page) -> None:
    page.goto("/book/?service=physiotherapy")
    choose(page, "physiotherapy", place=1)
    answer(page)
    page.get_by_role("link", name="Later").click()
    page.locator("details[open] button[name=start]").last.click()
    for label, value in (
        ("First name", "Wim"),
        ("Last name", "Waiter"),
        ("Email address", "wim@visitor.example"),
        ("Phone number", "0491 570 006"),
    ):
        page.get_by_label(label).fill(value)
    press(page, "Continue")
    press(page, "Book this time")
    page.get_by_role("link", name="See this visit").click()
    page.get_by_role("link", name="Tell me when an earlier time comes free").press("Enter")
    assert barriers(page) == []
    page.get_by_label("Sunday").check()
    press(page, "Put me on the list")
    expect(page.get_by_role("heading", level=1)).to_have_text("You are on the list")
    expect(page.locator("dl.check")).to_contain_text("Sunday")


def test_reception_adds_a_caller_offers_a_time_and_hears_yes(
    browser: Browser, running_portal: RunningPortal
) -> None:
    desk = sign_in(browser, running_portal, "Reception")
    desk.goto("/admin/waitlist/")
    assert barriers(desk) == []
    desk.get_by_role("link", name="Add a caller").press("Enter")
    desk.get_by_label("Find by name").fill("Toni")
    press(desk, "Find")
    assert barriers(desk) == []
    desk.get_by_role("link", name=re.compile("^Toni")).press("Enter")
    assert barriers(desk) == []
    press(desk, "Put on the waitlist")
    expect(desk.get_by_role("alert")).to_contain_text("Choose a service.")
    desk.get_by_label("Service").select_option(label="Physiotherapy visit")
    desk.get_by_label("Location").select_option(label="Melbourne")
    until = desk.evaluate("new Date(Date.now() + 20 * 864e5).toISOString().slice(0, 10)")
    desk.get_by_label("Until").fill(until)
    press(desk, "Put on the waitlist")
    row = desk.locator("tr", has_text="Toni")
    expect(row).to_contain_text("Physiotherapy visit")
    row.locator("summary").press("Enter")
    row.get_by_label("Why first?").fill("Travels far")
    row.get_by_role("button", name="Put first").press("Enter")
    expect(row).to_contain_text("put first: Travels far")
    row.get_by_role("link", name="Offer a time").press("Enter")
    assert barriers(desk) == []
    desk.locator("ul.slots button").first.press("Enter")
    expect(row).to_contain_text("offered")
    assert barriers(desk) == []
    row.get_by_role("button", name="Takes it").press("Enter")
    expect(desk.locator("ul.messagelist")).to_contain_text("is booked for")
    assert "BROKEN" not in running_portal.manage("check_invariants")
