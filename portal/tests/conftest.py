"""What journeys stand on: the running portal and a browser."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from portal.tests.browser import chromium, watched
from portal.tests.running import RunningPortal, fresh_database, running


@pytest.fixture(scope="module")
def running_portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningPortal]:
    """The whole portal with the demo clinic, a new one for each file of journeys.

    Journeys move its clock and fill its diary; what one leaves behind is no other's start.
    """
    worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")
    # Two checkouts may run their journeys on one server at a time.
    own = os.environ.get("TEST_DATABASE", "journey")
    database = fresh_database(f"{own}_journey_{worker}")
    data = tmp_path_factory.mktemp("portal")
    with running(data, DATABASE_URL=database, RATE_LIMITS="false") as portal:
        # Journeys run at any hour of the day, and wait for no morning.
        awake = "Clinic.objects.update(quiet_from='00:00', quiet_until='00:00')"
        code = f"from bookings.models import Clinic; {awake}"
        portal.manage("shell", "--no-imports", "--command", code)
        yield portal


# No wider than a module: while Playwright runs, Django refuses its database in this process.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A headless Chromium."""
    with chromium() as found:
        yield found


@pytest.fixture
def page(browser: Browser, running_portal: RunningPortal) -> Iterator[Page]:
    """A stranger's page at the running portal; it fails on broken scripts and blocked content."""
    with (
        browser.new_context(base_url=running_portal.url, locale="en-AU") as context,
        watched(context.new_page()) as page,
    ):
        yield page
