"""Every page that somebody opens: no barrier, nothing blocked, nothing wider than a phone."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from portal.tests.browser import barriers, watched
from portal.tests.running import RunningPortal
from portal.tests.staff import sign_in

pytestmark = [pytest.mark.journey, pytest.mark.long]

PUBLIC = [
    "/",
    "/services/",
    "/practitioners/",
    "/locations/",
    "/education/",
    "/education/what-is-dry-needling/",
    "/education/first-visit-what-to-expect/",
    "/education/who-should-not-have-it/",
    "/education/aftercare/",
    "/contact/",
    "/privacy/",
    "/accessibility/",
    "/book/",
    "/accounts/login/",
    "/no-such-page/",
    "/dev/",
    "/dev/mail/",
]
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(params=["light", "dark"])
def scheme(request: pytest.FixtureRequest) -> str:
    return request.param


_SCREENED = """
from bookings.models import Appointment
print(Appointment.objects.filter(assessment__isnull=False).latest("during").reference)
"""


@pytest.fixture
def stranger(browser: Browser, running_portal: RunningPortal, scheme: str) -> Iterator[Page]:
    """A phone of 320 px; its colours are the parameter."""
    context = browser.new_context(
        base_url=running_portal.url,
        viewport={"width": 320, "height": 640},
        color_scheme=scheme,  # type: ignore[arg-type]
    )
    with context, watched(context.new_page()) as page:
        yield page


def text_pages(page: Page) -> list[str]:
    """The form, preview and versions of a message, and what is read after a visit."""
    page.goto("/admin/bookings/step/")
    form = page.get_by_role("link", name="M1 Aftercare").first.get_attribute("href") or ""
    page.goto(form)
    names = ("Preview and test", "Versions")
    links = [page.get_by_role("link", name=one).get_attribute("href") or "" for one in names]
    page.goto("/admin/bookings/appointment/?status__exact=fulfilled&service__id__exact=1")
    visit = page.locator("#result_list tbody th a").first.get_attribute("href") or ""
    page.goto(visit)
    names = ("How it went", "Aftercare on paper")
    links += [page.get_by_role("link", name=one).get_attribute("href") or "" for one in names]
    return [form, visit, *links]


def found_on(page: Page, path: str) -> list[str]:
    """What is wrong with the page at this address."""
    page.goto(path)
    wide = page.evaluate(SIDEWAYS)
    return [f"{path}: {one}" for one in [*barriers(page), *([f"{wide} px too wide"] * (wide > 0))]]


def test_public_pages_have_no_barrier_at_320_px(stranger: Page) -> None:
    assert [one for path in PUBLIC for one in found_on(stranger, path)] == []


def test_the_clinical_pages_have_no_barrier_wide_or_narrow(
    browser: Browser, running_portal: RunningPortal, scheme: str
) -> None:
    """A draft is begun, looked at from all sides, and thrown away again; a review is opened."""
    page = sign_in(browser, running_portal, "Clinical lead")
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.goto("/admin/screening/version/")
    page.get_by_role("button", name="Start a draft").click()
    draft = page.url.removesuffix("change/")
    inside = [
        page.locator("a", has_text="Change").nth(place).get_attribute("href") or ""
        for place in (0, 1)
    ]
    publish = page.get_by_role("link", name="Publish").get_attribute("href") or ""
    page.goto("/admin/reviews/")
    review = page.get_by_role("link", name="Decide").first.get_attribute("href") or ""
    screened = running_portal.manage("shell", "--no-imports", "--command", _SCREENED)
    why = f"/admin/visits/{screened.strip()}/screening/"
    paths = [f"{draft}{one}/" for one in ("change", "compare", "preview", "discard")]
    paths += [*inside, publish, review, why, *text_pages(page)]
    for width in (320, 1366):
        page.set_viewport_size({"width": width, "height": 768})
        with watched(page):
            assert [one for path in paths for one in found_on(page, path)] == []
    page.goto(f"{draft}preview/")
    page.get_by_role("button", name="Begin").click()
    assert barriers(page) == []
    page.goto(f"{draft}discard/")
    page.get_by_role("button", name="Throw it away").click()
