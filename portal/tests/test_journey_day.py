"""The day at the desk and on a practitioner's phone, in a real browser."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from portal.tests.browser import barriers, watched
from portal.tests.running import RunningPortal
from portal.tests.staff import sign_in

pytestmark = [pytest.mark.journey, pytest.mark.long]

# A finger needs this much; WCAG 2.2 asks for it too.
FINGER = 24
# The practitioner with an account treats somebody now, who is here and has answered.
HERE = """
import datetime as dt, secrets
from bookings import scheduling
from bookings.models import Appointment, Patient, Practitioner, Service
from portal.kit import clock
from psycopg.types.range import Range
now = clock.now()
me = Practitioner.objects.filter(user__isnull=False, active=True).order_by("pk").first()
service = Service.objects.filter(uses_needles=True, practitioners=me).first()
given = Appointment.objects.filter(assessment__outcome="clear").exclude(patient=None).first()
start = now - dt.timedelta(minutes=20)
during = Range(start, start + dt.timedelta(minutes=30), "[)")
visit = Appointment.objects.create(
    patient=given.patient, practitioner=me, location=me.hours.first().location, service=service,
    status="booked", during=during, blocked=during, source="phone", created_at=start,
    changed_at=start, confirmed_at=start, idempotency_key=secrets.token_hex(8),
    assessment=given.assessment, over_practitioner=True, over_patient=True, over_hours=True,
    override_reason="For this journey",
)
visit = scheduling.check_in(now=now, appointment=visit, version=visit.version)
print(visit.reference)
"""


class Presses:
    """Presses counted as a person makes them."""

    def __init__(self, page: Page) -> None:
        self.page, self.count = page, 0

    def __call__(self, role: str, name: str, within: str = "main, #content") -> None:
        self.count += 1
        pattern = re.compile(f"^{name}")
        self.page.locator(within).get_by_role(role, name=pattern).first.click()  # type: ignore[arg-type]


def fits(page: Page) -> bool:
    """Whether nothing makes the page wider than the window."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def someone_here(portal: RunningPortal) -> str:
    return portal.manage("shell", "--no-imports", "--command", HERE).strip().splitlines()[-1]


def test_a_practitioner_closes_a_usual_visit_on_a_phone_in_four_presses(
    browser: Browser, running_portal: RunningPortal
) -> None:
    reference = someone_here(running_portal)
    with watched(sign_in(browser, running_portal, "Practitioner")) as page:
        page.set_viewport_size({"width": 360, "height": 740})
        page.goto("/admin/?who=me")
        row = page.locator(f"tr#visit-{reference}")
        expect(row).to_contain_text("waits 0 min")
        row.get_by_role("button", name=re.compile("^In the room")).click()
        expect(row).to_contain_text("in the room")
        assert fits(page)
        assert barriers(page) == []
        for button in row.locator(".button").all():
            box = button.bounding_box()
            assert box
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= 360
            assert min(box["width"], box["height"]) >= FINGER
        row.get_by_role("link", name=re.compile("^Close")).click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Close the visit")
        assert fits(page)
        assert barriers(page) == []
        press = Presses(page)
        press("radio", "Yes", "#id_needles_used")
        press("radio", "Yes", "#id_spoken_consent")
        press("checkbox", "Calf")
        press("button", "Close the visit")
        expect(page.locator("tr#visit-" + reference)).to_contain_text("done")
        assert press.count == 4


def test_what_happened_is_kept_in_two_presses_and_seen_by_the_lead_in_one(
    browser: Browser, running_portal: RunningPortal
) -> None:
    reference = someone_here(running_portal)
    with watched(sign_in(browser, running_portal, "Reception")) as page:
        page.goto("/admin/")
        press = Presses(page)
        press("link", "Something happened", f"tr#visit-{reference}")
        assert barriers(page) == []
        press("button", "Fainted")
        expect(page.get_by_text("The clinical lead sees it at once.")).to_be_visible()
        assert press.count == 2
    with watched(sign_in(browser, running_portal, "Clinical lead")) as page:
        page.goto("/admin/events/")
        assert barriers(page) == []
        row = page.locator("tr", has_text=reference)
        expect(row).to_contain_text("fainted")
        row.get_by_role("button", name=re.compile("^Seen")).click()
        expect(page.locator("tr", has_text=reference)).to_have_count(0)


def test_who_is_away_leaves_a_list_of_calls(
    browser: Browser, running_portal: RunningPortal
) -> None:
    with watched(sign_in(browser, running_portal, "Manager")) as page:
        page.goto("/admin/")
        page.locator(".nav-more summary").click()
        page.get_by_role("link", name="Somebody is away").click()
        page.get_by_label("Who is away?").select_option(index=1)
        page.get_by_label("Until", exact=True).fill("2099-01-01")
        page.get_by_role("button", name=re.compile("^Close the time")).click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Orphaned visits")
        assert barriers(page) == []
        first = page.locator("tbody tr").first
        expect(first.locator("a[href^='tel:']")).to_be_visible()
        first.get_by_role("button", name=re.compile("^Left a message")).click()
        expect(page.locator("tbody tr").first).to_contain_text("left a message")
