"""Booking for a child, a young person and a grown-up, in real browsers and by keyboard."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from portal.tests.browser import barriers, watched
from portal.tests.running import RunningPortal
from portal.tests.walk import answer

pytestmark = pytest.mark.journey


@pytest.fixture(params=[True, False], ids=["scripts", "no scripts"])
def helper(
    request: pytest.FixtureRequest, browser: Browser, running_portal: RunningPortal
) -> Iterator[Page]:
    """Whoever fills it in, on a phone of 320 px."""
    context = browser.new_context(
        base_url=running_portal.url,
        locale="en-AU",
        viewport={"width": 320, "height": 640},
        java_script_enabled=request.param,
    )
    with context, watched(context.new_page()) as page:
        yield page


def audited(page: Page) -> list[str]:
    """What axe finds; a browser without scripts is looked at through a twin that has them."""
    browser = page.context.browser
    assert browser is not None
    twin = browser.new_context(
        storage_state=page.context.storage_state(), viewport={"width": 320, "height": 640}
    )
    with twin:
        other = twin.new_page()
        other.goto(page.url)
        return barriers(other)


def key(box: Locator) -> None:
    """Tick or press by keyboard."""
    box.focus()
    box.press("Space")


def go_on(page: Page, name: str = "Continue") -> None:
    here = page.url
    button = page.get_by_role("button", name=name, exact=True)
    button.focus()
    button.press("Enter")
    page.wait_for_url(lambda url: url != here)


def go_on_or_stay(page: Page) -> None:
    """Send the form by keyboard, whatever comes of it."""
    with page.expect_navigation():
        button = page.get_by_role("button", name="Continue", exact=True)
        button.focus()
        button.press("Enter")


def begin(page: Page, who: str, age: int, today: str) -> None:
    """The first page: for whom, born so many years ago on 2 January."""
    page.goto("/book/")
    key(page.get_by_label(who, exact=True))
    year = int(today[:4]) - age
    for label, value in (("Day", "2"), ("Month", "1"), ("Year", str(year))):
        page.get_by_label(label, exact=True).fill(value)
    go_on(page)


def to_details(page: Page, service: str = "physiotherapy") -> None:
    key(page.locator(f"input[name=service][value={service}]"))
    go_on(page)
    key(page.locator("input[name=place]").nth(1))
    go_on(page)
    answer(page)
    button = page.locator("details[open] button[name=start]").last
    button.focus()
    button.press("Enter")
    page.wait_for_url("**/book/details/")


def fill_in(page: Page, **typed: str) -> None:
    for name, value in typed.items():
        page.locator(f"input[name={name}]").fill(value)


def heading(page: Page, words: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(words)


@pytest.fixture
def today(running_portal: RunningPortal) -> str:
    code = "from portal.kit import clock; print(clock.now().date())"
    return running_portal.manage("shell", "--no-imports", "--command", code).split()[-1]


def helpers(name: str) -> dict[str, str]:
    return {
        "helper": name,
        "helper_email": f"{name.split(maxsplit=1)[0].lower()}@family.example",
        "helper_phone": "0491 570 158",
    }


def test_a_parent_books_hands_on_care_for_a_12_year_old(helper: Page, today: str) -> None:
    begin(helper, "For my child", 12, today)
    to_details(helper)
    expect(helper.get_by_role("heading", name="About you")).to_be_visible()
    assert helper.locator("input[name=email]").count() == 0
    assert not helper.get_by_label("Tick if your child has agreed to this visit").is_checked()
    assert audited(helper) == []
    fill_in(helper, first_name="Robin", last_name="Walker", **helpers("Sam Walker"))
    key(helper.get_by_label("Tick if your child has agreed to this visit"))
    go_on(helper)
    expect(helper.locator("dl.check")).to_contain_text("sam@family.example")
    assert audited(helper) == []
    go_on(helper, "Book this time")
    heading(helper, "Your visit is booked")
    assert audited(helper) == []


def test_needles_for_a_15_year_old_are_by_phone(helper: Page, today: str) -> None:
    begin(helper, "For my child", 15, today)
    expect(helper.get_by_text("Under 16 this is booked by phone").first).to_be_visible()
    expect(helper.locator("main a[href^='tel:']").first).to_be_visible()
    assert helper.locator("input[value=dry-needling]:enabled").count() == 0
    assert audited(helper) == []


@pytest.mark.parametrize("agrees", [True, False])
def test_a_17_year_old_agrees_or_not(helper: Page, today: str, agrees: bool) -> None:
    begin(helper, "For my child", 17, today)
    to_details(helper)
    box = helper.locator("input[name=agrees]")
    assert not box.is_checked()
    fill_in(helper, first_name="Robin", last_name="Walker", **helpers("Jo Walker"))
    fill_in(helper, email="JO@family.example")
    if agrees:
        key(box)
    go_on_or_stay(helper)
    if not agrees:
        expect(helper.locator(".error-summary")).to_contain_text("this one is yours too")
        expect(helper.locator("input[name=helper]")).to_have_value("Jo Walker")
        fill_in(helper, email="robin@young.example")
        go_on(helper)
    assert audited(helper) == []
    go_on(helper, "Book this time")
    if agrees:
        heading(helper, "Your visit is booked")
        expect(helper.get_by_role("link", name="See this visit")).to_be_visible()
    else:
        heading(helper, "Thank you. We have what you sent")
        assert helper.get_by_role("link", name="See this visit").count() == 0
    assert audited(helper) == []


def test_a_carer_books_for_a_grown_up_and_opens_the_visit_from_their_mail(
    helper: Page, today: str, running_portal: RunningPortal
) -> None:
    begin(helper, "For someone I care for", 70, today)
    to_details(helper)
    fill_in(helper, first_name="Robin", last_name="Walker", **helpers("Kim Walker"))
    go_on_or_stay(helper)
    expect(helper.locator(".error-summary")).to_contain_text("tick that they agree")
    key(helper.locator("input[name=agrees]"))
    go_on(helper)
    expect(helper.locator("dl.check")).to_contain_text(re.compile("Who gets our emails\\s*Kim"))
    go_on(helper, "Book this time")
    heading(helper, "Your visit is booked")
    expect(helper.get_by_role("link", name="See this visit")).to_be_visible()
    mail = running_portal.wait_for_mail(to="kim@family.example", subject="Your visit")
    assert "This email is about Robin’s visit." in mail.text
    link = re.search(r"http\S+/visit/l/\S+", mail.text)
    assert link, mail.text
    helper.goto(link[0])
    heading(helper, "Your visit")
    assert audited(helper) == []
