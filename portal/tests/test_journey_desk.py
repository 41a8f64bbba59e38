"""Every page of the desk, as reception has it open: on a laptop, zoomed in, light and dark."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from portal.tests.browser import barriers, watched
from portal.tests.running import RunningPortal
from portal.tests.staff import sign_in
from portal.tests.test_journey_audit import SIDEWAYS

pytestmark = [pytest.mark.journey, pytest.mark.long]

# Where docs/pictures/desk is drawn anew, this names the folder.
PICTURES = os.environ.get("DRAW_DESK", "")
# A second-hand laptop, and the same at a zoom of 200 %.
LAPTOP = {"width": 1366, "height": 768}
ZOOMED = {"width": 683, "height": 384}

# Those with a name are drawn.
PAGES = {
    "today": "/admin/",
    "phone": "/admin/phone/",
    "why": "/admin/why/",
    "": "/admin/why/?at=25:00",
    "symptoms": "/admin/symptoms/",
    "reviews": "/admin/reviews/",
    "tasks": "/admin/tasks/",
    "unresolved": "/admin/unresolved/",
    "away": "/admin/away/",
    "orphans": "/admin/orphans/",
    "waitlist": "/admin/waitlist/",
    "screenings": "/admin/screenings/",
    "since": "/admin/since/",
    "day-sheet": "/admin/day-sheet/",
    "calendar": "/admin/calendar/",
    "calendar-week": "/admin/calendar/?view=week",
    "reports": "/admin/reports/",
    "shortcuts": "/admin/shortcuts/",
    "messages": "/admin/messages/",
    "records": "/admin/records/",
}
LISTS = (
    "bookings/patient",
    "bookings/appointment",
    "bookings/service",
    "bookings/practitioner",
    "bookings/workinghours",
    "bookings/closure",
    "bookings/message",
    "bookings/step",
    "bookings/consenttext",
    "bookings/reading",
    "screening/version",
    "education/article",
)
MORE = (
    "/admin/bookings/closure/add/",
    "/admin/bookings/practitioner/1/change/",
    "/admin/locations/melbourne/holidays/",
    "/admin/screening/version/1/change/",
    "/admin/screening/version/1/preview/",
    "/admin/reports/?from=yesterday",
    "/admin/signatures/",
    "/admin/bookings/consenttext/1/change/",
    "/admin/bookings/consenttext/1/preview/",
)
# What is done to a visit of the day, each on a page of its own.
ACTS = ("complete", "happened", "move", "correct", "cancel")


@pytest.fixture(scope="module")
def desk(browser: Browser, running_portal: RunningPortal) -> Page:
    """The manager's laptop, signed in once."""
    return sign_in(browser, running_portal, "Manager")


@pytest.fixture(params=["light", "dark"])
def scheme(request: pytest.FixtureRequest, desk: Page) -> str:
    """Whose colours the pages have."""
    desk.emulate_media(color_scheme=request.param)
    return request.param


def acts(page: Page) -> dict[str, str]:
    """The address of each act that some visit of today offers, by its name."""
    page.goto("/admin/")
    links = {act: page.locator(f"a[href$='/{act}/']").first for act in ACTS}
    found = {act: link.get_attribute("href") or "" for act, link in links.items() if link.count()}
    if "move" in found:
        found["move past"] = f"{found['move']}?day=2026-01-01&at=10:00"
    return found


def patient(page: Page) -> str:
    """The page of the first patient of today."""
    page.goto("/admin/")
    return page.locator(".c-patient a").first.get_attribute("href") or ""


def found_on(page: Page, path: str) -> list[str]:
    """What is wrong with the page at this address, wide and zoomed."""
    wrong = []
    for size in (ZOOMED, LAPTOP):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        page.goto(path)
        wide = page.evaluate(SIDEWAYS)
        wrong += [f"{wide} px too wide at {size['width']}"] * (wide > 0)
    return [f"{path}: {one}" for one in [*wrong, *barriers(page)]]


def draw(page: Page, name: str) -> None:
    """Keep a picture of the page as it is, where somebody asked for pictures."""
    if PICTURES and name:
        page.screenshot(path=str(Path(PICTURES) / f"{name.replace(' ', '-')}.png"))


def test_no_page_of_the_desk_has_a_barrier_or_goes_sideways(desk: Page, scheme: str) -> None:
    pages = {**PAGES, **acts(desk), "patient": patient(desk)}
    assert len(pages) >= len(PAGES) + 3, pages
    wrong = []
    with watched(desk):
        for name, path in pages.items():
            wrong += found_on(desk, path)
            draw(desk, f"{name}-{scheme}" if name else "")
    assert wrong == []


@pytest.mark.usefixtures("scheme")
def test_no_list_of_records_has_a_barrier_or_goes_sideways(desk: Page) -> None:
    paths = [*(f"/admin/{one}/" for one in LISTS), *MORE]
    with watched(desk):
        assert [one for path in paths for one in found_on(desk, path)] == []
