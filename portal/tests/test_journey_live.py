"""Two desks at once: each sees what the other changes, and what is booked online."""

import json
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from portal.tests.browser import barriers, watched
from portal.tests.running import RunningPortal
from portal.tests.staff import sign_in
from portal.tests.test_journey_hold import fill_in, go_to_later_times, heading, last_time
from portal.tests.walk import press

pytestmark = pytest.mark.journey

WITHIN = 3_000


@pytest.fixture(scope="module")
def desks(browser: Browser, running_portal: RunningPortal) -> Iterator[tuple[Page, Page]]:
    """Reception and the manager, each at a browser of their own."""
    one = sign_in(browser, running_portal, "Reception")
    other = sign_in(browser, running_portal, "Manager")
    with watched(one), watched(other):
        yield one, other


def book_by_phone(portal: RunningPortal) -> str:
    """Somebody rings; the address of the day, far ahead, on which the visit stands."""
    said = portal.manage("shell", "--no-imports", "--command", _BOOK)
    return f"/admin/?day={said.split()[-1]}"


_BOOK = """
import datetime as dt, secrets
from bookings import availability, scheduling
from bookings.models import Location, Patient, Service
from portal.kit import clock
now, service = clock.now(), Service.objects.filter(active=True).first()
places = Location.objects.in_bulk()
day = now + dt.timedelta(days=25)
found = availability.find(now=now, service=service, since=day, until=day + dt.timedelta(days=7),
                          for_staff=True)[0]
one = Patient.objects.create(first_name="Livia", last_name="Live", created_at=now,
                             date_of_birth=dt.date(1980, 5, 17))
visit = scheduling.book(now=now, service=service, location=places[found.location_id],
                start=found.start, patient=one, source="phone", key=secrets.token_hex(16),
                for_staff=True)
print(f"{visit.local_starts:%Y-%m-%d}")
"""


def test_a_change_at_one_desk_shows_at_the_other_within_three_seconds(
    desks: tuple[Page, Page], running_portal: RunningPortal
) -> None:
    one, other = desks
    day = book_by_phone(running_portal)
    for page in desks:
        page.goto(day)
    row = one.locator("tr", has_text="Livia Live")
    row.get_by_role("link", name=re.compile("^Move")).focus()
    other.locator("tr", has_text="Livia Live").get_by_role("link", name="Cancel").click()
    other.get_by_role("radio").first.check()
    other.get_by_label("No", exact=True).check()
    other.get_by_role("button", name=re.compile("Cancel")).click()
    expect(one.get_by_text("Cancelled (1)")).to_be_visible(timeout=WITHIN)
    expect(one.locator("#live-said")).to_have_text("The diary has changed.")
    one.get_by_text("Cancelled (1)").click()
    expect(one.locator("tr", has_text="Livia Live")).to_be_visible()
    assert barriers(one) == []


def test_a_new_online_booking_is_announced_where_somebody_looks(
    desks: tuple[Page, Page], page: Page
) -> None:
    one, _ = desks
    one.goto("/admin/")
    go_to_later_times(page)
    last_time(page).click()
    fill_in(page, "Ansel")
    press(page, "Book this time")
    heading(page, "Your visit is booked")
    said = re.compile(r"New online booking: .*\d\d:\d\d, Ansel Traveller")
    expect(one.locator("#live-said")).to_have_text(said, timeout=WITHIN)


def test_the_bench_counts_what_a_full_day_and_a_poll_ask(running_portal: RunningPortal) -> None:
    said = running_portal.manage("bench", "desk", "--runs=1", "--json")
    rows = {row["page"]: row["queries"] for row in json.loads(said.splitlines()[-1])}
    assert rows["poll: no change"] == 2
    assert rows["calendar: events"] <= 12
