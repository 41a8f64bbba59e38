"""Reports and shortcuts in a browser, by keyboard: keys open pages, pictures are drawn."""

import csv
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from portal.tests.browser import barriers
from portal.tests.running import RunningPortal
from portal.tests.staff import sign_in

pytestmark = [pytest.mark.journey, pytest.mark.long]


def keys_open_pages(page: Page) -> None:
    for key, address in (("?", "/admin/shortcuts/$"), ("t", "/admin/$"), ("p", "/admin/phone/$")):
        page.keyboard.press(key)
        expect(page).to_have_url(re.compile(address))
        # The address is there before the script that listens to the next key.
        page.wait_for_load_state()


def typing_opens_none(page: Page) -> None:
    field = page.locator("main input[type=text], main input[type=search]").first
    field.focus()
    page.keyboard.type("pt?")
    expect(field).to_have_value("pt?")
    expect(page).to_have_url(re.compile("/admin/phone/$"))


def they_are_switched_off(page: Page) -> None:
    page.goto("/admin/shortcuts/")
    page.get_by_label("Keys of one letter").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Keys of one letter are off in this browser.")).to_be_visible()
    page.keyboard.press("t")
    page.keyboard.press("F8")
    expect(page).to_have_url(re.compile("/admin/symptoms/$"))


def a_period_is_chosen(page: Page, folder: Path) -> None:
    page.goto("/admin/")
    page.get_by_role("link", name="Reports").press("Enter")
    expect(page.get_by_role("img", name=re.compile("by hour of the day"))).to_be_visible()
    page.get_by_role("link", name="Last 13 weeks").press("Enter")
    expect(page.get_by_role("link", name="Last 13 weeks")).to_have_attribute("aria-current", "true")
    assert barriers(page) == []
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("as CSV.*by practitioner")).first.press("Enter")
    file = folder / download.value.suggested_filename
    download.value.save_as(file)
    rows = list(csv.reader(file.read_text("utf-8-sig").splitlines()))
    assert rows[0][0] == "Practitioner"
    assert len(rows) > 2


def test_keys_open_pages_and_reports_are_drawn(
    browser: Browser, running_portal: RunningPortal, tmp_path: Path
) -> None:
    page = sign_in(browser, running_portal, "Manager")
    keys_open_pages(page)
    typing_opens_none(page)
    they_are_switched_off(page)
    a_period_is_chosen(page, tmp_path)
