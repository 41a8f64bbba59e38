"""Reception in a browser: checking in and closing the next visit, and moving the demo's clock."""

import re
from typing import NamedTuple

from playwright.sync_api import Locator, Page, expect

from portal.tests.running import RunningPortal
from portal.tests.walk import press

# The demo books somebody for the next hour; where that visit has no email address, or was
# checked in before, the one after it may start on another day.
_NEXT = """
from bookings.models import Appointment
from portal.kit import clock
now = clock.now()
rows = Appointment.objects.filter(status="booked", during__startswith__gt=now)
visit = rows.exclude(patient__email="").order_by("during").first()
hours = int((visit.starts - now).total_seconds() // 3600)
print(visit.reference, visit.patient.email, visit.local_starts.date(), hours)
"""


class Coming(NamedTuple):
    """The visit that starts next, of somebody with an email address."""

    reference: str
    address: str
    day: str

    def row(self, desk: Page) -> Locator:
        """Its line on the page of its day, which is opened."""
        desk.goto(f"/admin/?day={self.day}")
        return desk.locator(f"tr#visit-{self.reference}")


def next_visit(desk: Page, portal: RunningPortal) -> Coming:
    """The next visit; the clock is moved until it starts within the hour."""
    said = portal.manage("shell", "--no-imports", "--command", _NEXT).split()
    reference, address, day, hours = said
    for _ in range(int(hours)):
        move_clock(desk, "1 hour later")
    return Coming(reference, address, day)


def check_in(desk: Page, visit: Coming) -> None:
    row = visit.row(desk)
    row.get_by_role("button", name=re.compile("^Check in")).click()
    expect(row).to_contain_text("arrived")


def close(desk: Page, visit: Coming) -> None:
    """An hour after the check-in it has started; needles were used, and all was normal."""
    move_clock(desk, "1 hour later")
    row = visit.row(desk)
    row.get_by_role("link", name=re.compile("^Close")).click()
    desk.locator("input[name=needles_used][value=yes]").check()
    desk.locator("input[name=spoken_consent][value=yes]").check()
    desk.locator("input[name=areas][value=calf]").check()
    desk.locator("input[name=screening_checked]").check()
    press(desk, "Close the visit")
    expect(row).to_contain_text("done")


def move_clock(page: Page, by: str) -> None:
    page.goto("/dev/")
    press(page, by)
