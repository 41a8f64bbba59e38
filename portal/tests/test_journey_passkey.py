"""A member of staff adds a passkey and signs in with it: a real one, made by the browser."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from portal.tests.browser import barriers, watched
from portal.tests.running import RunningPortal
from portal.tests.staff import sign_in

DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def desk(browser: Browser, running_portal: RunningPortal) -> Iterator[Page]:
    """Reception at the desk, at a device that makes passkeys; browsers want a name, no number."""
    port = urlsplit(running_portal.url).port
    local = RunningPortal(
        f"http://localhost:{port}",
        running_portal.data,
        running_portal.environment,
        running_portal.process,
    )
    page = sign_in(browser, local, "Reception")
    cdp = page.context.new_cdp_session(page)
    cdp.send("WebAuthn.enable")
    cdp.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    with watched(page):
        yield page
    page.context.close()


def test_a_passkey_is_added_used_and_removed(desk: Page, running_portal: RunningPortal) -> None:
    desk.goto("/accounts/2fa/")
    assert barriers(desk) == []
    desk.get_by_role("link", name="Add a passkey").click()
    _prove_again(desk)
    assert barriers(desk) == []
    desk.get_by_label("A name for this passkey").fill("Front desk")
    desk.get_by_role("button", name="Add this passkey").focus()
    desk.keyboard.press("Enter")
    expect(
        desk.get_by_role("heading", name=re.compile("Recovery codes|Your second step"))
    ).to_be_visible()

    desk.goto("/accounts/2fa/webauthn/")
    expect(desk.get_by_role("heading", name="Front desk")).to_be_visible()
    assert barriers(desk) == []

    desk.goto("/accounts/logout/")
    desk.get_by_role("button", name="Sign out").click()
    email, password = _sign_in_facts(desk)
    desk.goto("/admin/")
    desk.get_by_label("Email").fill(email)
    desk.get_by_label("Password").fill(password)
    desk.get_by_role("button", name="Sign in").click()
    expect(desk.get_by_role("heading", name="Your second step")).to_be_visible()
    assert barriers(desk) == []
    desk.get_by_role("button", name="Use your passkey").click()
    expect(desk).to_have_url(re.compile(r"/admin/$"))

    desk.goto("/accounts/2fa/webauthn/")
    desk.get_by_role("link", name="Remove Front desk").click()
    _prove_again(desk)
    assert barriers(desk) == []
    desk.get_by_role("button", name="Remove it").click()
    expect(desk.get_by_text("You have none.")).to_be_visible()


def _prove_again(page: Page) -> None:
    """Something that matters asks for the password again, unless it was given just now."""
    if page.get_by_role("heading", name="Is it still you?").is_visible():
        page.get_by_label("Password").fill(_sign_in_facts(page)[1])
        page.get_by_role("button", name="Go on").click()


def _sign_in_facts(page: Page) -> tuple[str, str]:
    """Reception's email and password, from the demo's page in a tab of its own."""
    tab = page.context.new_page()
    tab.goto("/dev/")
    card = tab.locator("li.card", has=tab.get_by_role("heading", name="Reception", exact=True))
    email = card.locator("dd code").first.inner_text()
    password = tab.locator("p", has_text="Everybody’s password").locator("code").inner_text()
    tab.close()
    return email, password
