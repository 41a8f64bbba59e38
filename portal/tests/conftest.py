"""What journeys stand on: the running portal and a browser."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from portal.tests.browser import chromium, watched
from portal.tests.running import Prepared, RunningPortal, prepare, running


def _named(what: str) -> str:
    """Two checkouts may run their journeys on one server at a time, and each has two workers."""
    own = os.environ.get("TEST_DATABASE", "journey")
    return f"{own}_{what}_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    """The demo clinic, loaded once for all files of journeys."""
    return prepare(tmp_path_factory.mktemp("prepared"), _named("prepared"))


@pytest.fixture(scope="module")
def running_portal(
    prepared: Prepared, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RunningPortal]:
    """The whole portal with the demo clinic, a new one for each file of journeys.

    Journeys move its clock and fill its diary; what one leaves behind is no other's start.
    """
    data = tmp_path_factory.mktemp("portal")
    database = prepared.copied_to(data, _named("journey"))
    with running(data, DATABASE_URL=database, RATE_LIMITS="false") as portal:
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
