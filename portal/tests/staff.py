"""Signing in as a member of the demo's staff, in a browser, with a password and a code."""

import re

from playwright.sync_api import Browser, Page, expect

from portal.tests.running import RunningPortal


def sign_in(browser: Browser, portal: RunningPortal, role: str, *, scripts: bool = True) -> Page:
    """A page at Today, in a browser of its own; reads the password and the code off /dev/."""
    page = browser.new_context(
        base_url=portal.url, locale="en-AU", java_script_enabled=scripts
    ).new_page()
    page.goto("/dev/")
    card = page.locator("li.card", has=page.get_by_role("heading", name=role, exact=True))
    email, code, then = card.locator("dd code").all_inner_texts()
    password = page.locator("p", has_text="Everybody’s password").locator("code").inner_text()
    page.goto("/admin/")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name=re.compile("sign in", re.IGNORECASE)).click()
    go_on = page.get_by_role("button", name=re.compile("sign in|continue", re.IGNORECASE))
    for one in (code, then):
        page.get_by_label(re.compile("code", re.IGNORECASE)).fill(one)
        go_on.click()
        if "/admin/" in page.url:
            break
    expect(page).to_have_url(re.compile("/admin/"))
    # An address is there before the scripts that listen to keys.
    page.wait_for_load_state()
    return page
