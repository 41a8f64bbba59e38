"""Before a closure or fewer hours are saved: whose visits, new times, and the list of calls."""

import re
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from portal.tests.browser import barriers, watched
from portal.tests.running import RunningPortal
from portal.tests.staff import sign_in

pytestmark = [pytest.mark.journey, pytest.mark.long]

# A visit with an email address some days ahead, and whoever works then.
_AHEAD = """
import datetime as dt
from bookings.availability import orphaned
from bookings.models import Appointment
from portal.kit import clock
now = clock.now() + dt.timedelta(days=2)
rows = Appointment.objects.upcoming(now).filter(status="booked", patient__contact_state="normal")
rows = rows.exclude(patient__email="").exclude(pk__in=orphaned(now).values("pk"))
visit = rows.order_by("during").first()
print(visit.reference, visit.practitioner_id, visit.location_id, visit.practitioner.name,
      visit.local_starts.date(), sep="|")
"""


class Ahead(NamedTuple):
    """A visit that stands, with whom, and on which day by its location's clock."""

    reference: str
    practitioner: str
    location: str
    name: str
    day: str


def ahead(portal: RunningPortal) -> Ahead:
    said = portal.manage("shell", "--no-imports", "--command", _AHEAD)
    return Ahead(*said.strip().splitlines()[-1].split("|"))


def close_the_day(page: Page, visit: Ahead) -> Locator:
    """Type a day's leave of the visit's practitioner and save it: the visit's line."""
    page.goto("/admin/bookings/closure/add/")
    page.get_by_label("Practitioner").select_option(visit.practitioner)
    page.get_by_label("From").fill(f"{visit.day}T00:00")
    page.get_by_label("Until").fill(f"{visit.day}T23:59")
    page.get_by_label("Reason").fill("A course")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("What this would change")
    return page.locator(f"tr#visit-{visit.reference}")


@pytest.mark.parametrize("scripts", [True, False])
def test_by_keyboard_a_closure_is_looked_at_corrected_and_saved_with_one_move(
    browser: Browser, running_portal: RunningPortal, scripts: bool
) -> None:
    visit = ahead(running_portal)
    role = "Reception" if scripts else "Manager"
    with watched(sign_in(browser, running_portal, role, scripts=scripts)) as page:
        row = close_the_day(page, visit)
        if scripts:
            assert barriers(page) == []
        page.get_by_role("button", name="Back, without saving").press("Enter")
        expect(page.get_by_text("Nothing is saved yet. Change what you like")).to_be_visible()
        expect(page.get_by_label("Reason")).to_have_value("A course")
        page.get_by_label("Reason").fill("A course, all day")
        page.keyboard.press("Enter")
        # The first button: the nearest times are chosen, and nothing is saved.
        page.get_by_role("button", name="Choose a new time for each").press("Enter")
        box = row.get_by_role("combobox")
        expect(box).not_to_have_value("")
        page.get_by_role("button", name="Save, and move those chosen").press("Enter")
        asked = page.get_by_role("alert").filter(has_text="Say whether these patients are told")
        expect(asked).to_be_visible()
        if scripts:
            assert barriers(page) == []
        for other in page.get_by_role("combobox").all():
            if other.get_attribute("id") != box.get_attribute("id"):
                other.select_option("")
        page.get_by_role("radio", name="Yes").press("Space")
        page.get_by_role("button", name="Save, and move those chosen").press("Enter")
        expect(page.get_by_text(re.compile("is now at .* An email tells them"))).to_be_visible()
        page.goto("/admin/orphans/")
        expect(page.locator(f"tr#visit-{visit.reference}")).to_have_count(0)
        page.goto("/admin/bookings/closure/?q=all+day")
        expect(page.get_by_role("link", name="A course, all day").first).to_be_visible()


def test_hours_that_end_earlier_leave_their_visits_on_the_list_to_ring(
    browser: Browser, running_portal: RunningPortal
) -> None:
    visit = ahead(running_portal)
    with watched(sign_in(browser, running_portal, "Manager")) as page:
        page.set_viewport_size({"width": 1366, "height": 768})
        page.goto(f"/admin/bookings/practitioner/{visit.practitioner}/change/")
        for box in page.get_by_label(re.compile("^Ends, line [0-9]")).all():
            box.fill("00:30")
        for box in page.get_by_label(re.compile("^Starts, line [0-9]")).all():
            box.fill("00:00")
        page.get_by_role("button", name="Save", exact=True).first.press("Enter")
        expect(page.locator(f"tr#visit-{visit.reference}")).to_be_visible()
        assert barriers(page) == []
        page.get_by_role("button", name="Save, and move those chosen").press("Enter")
        page.get_by_role("link", name="See whom to ring").press("Enter")
        row = page.locator(f"tr#visit-{visit.reference}")
        expect(row).to_contain_text("outside the working hours")
        assert barriers(page) == []
