"""Booking by phone as fast as the caller speaks: by keyboard alone, and by mouse."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from portal.tests.browser import barriers, watched
from portal.tests.running import RunningPortal
from portal.tests.staff import sign_in

pytestmark = pytest.mark.journey

MOST_CHARACTERS = 14
MOST_PRESSES = 6
_KNOWN = """
from bookings.models import Appointment
visits = Appointment.objects.filter(
    patient__isnull=False, service__active=True, location__active=True,
    patient__contact_state="normal")
visit = visits.order_by("pk").first()
patient = visit.patient
patient.alert, patient.last_name = "Rings from work", "Quizzical"
patient.save()
print(patient)
"""

_TWIN = """
from bookings.models import Patient
known = Patient.objects.filter(last_name="Quizzical").first()
Patient.objects.create(
    first_name="Twinned", last_name="Quizzical", date_of_birth=known.date_of_birth,
    provisional=True, created_at=known.created_at)
"""


class Hands:
    """Counts what is typed and pressed."""

    def __init__(self, page: Page) -> None:
        self.page, self.typed, self.presses = page, 0, 0

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)
        self.typed += len(text)

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.presses += 1

    def click(self, what: str) -> None:
        self.page.locator(what).first.click()
        self.presses += 1


@pytest.fixture(scope="module")
def desk(browser: Browser, running_portal: RunningPortal) -> Page:
    """Reception's page, signed in once: a code serves one time only."""
    return sign_in(browser, running_portal, "Reception")


@pytest.fixture
def known(running_portal: RunningPortal) -> str:
    """The name of somebody who has been here before."""
    said = running_portal.manage("shell", "--no-imports", "--command", _KNOWN)
    return str(said).strip().splitlines()[-1]


def open_phone(desk: Page) -> None:
    """Book by phone; one can type as soon as the field has the focus."""
    desk.goto("/admin/phone/")
    expect(desk.get_by_role("combobox", name=re.compile("^Find by"))).to_be_focused()


def test_by_keyboard_alone(desk: Page, known: str) -> None:
    with watched(desk):
        open_phone(desk)
        hands = Hands(desk)
        hands.type("qu")
        option = desk.get_by_role("option", name=re.compile(known))
        expect(option).to_contain_text("Rings from work")
        assert barriers(desk) == []
        while option.get_attribute("aria-selected") != "true":
            hands.press("ArrowDown")
        hands.press("Enter")
        expect(desk.get_by_role("note").filter(has_text="Rings from work")).to_be_visible()
        expect(desk.locator("button[name=place]").first).to_be_focused()
        assert barriers(desk) == []
        hands.press("Enter")
        expect(desk.get_by_text(f"{known} is booked:")).to_be_visible()
        expect(desk.get_by_text("The health questions are not asked yet")).to_be_visible()
    assert hands.typed <= MOST_CHARACTERS
    assert hands.presses <= MOST_PRESSES


def test_by_mouse(desk: Page, known: str) -> None:
    with watched(desk):
        open_phone(desk)
        hands = Hands(desk)
        hands.type("quiz")
        hands.click(f"[role=option]:has-text('{known}')")
        hands.click("button[name=place]")
        expect(desk.get_by_text(f"{known} is booked:")).to_be_visible()
    assert hands.typed <= MOST_CHARACTERS
    assert hands.presses <= MOST_PRESSES


def test_escape_and_one_letter_show_no_list(desk: Page, known: str) -> None:
    open_phone(desk)
    desk.keyboard.type("quiz")
    expect(desk.get_by_role("listbox")).to_be_visible()
    desk.keyboard.press("Escape")
    expect(desk.get_by_role("listbox")).to_be_hidden()
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("radio", name=re.compile(known))).to_be_visible()


def test_a_note_stands_in_the_timeline_and_two_records_become_one(
    desk: Page, known: str, running_portal: RunningPortal
) -> None:
    with watched(desk):
        running_portal.manage("shell", "--no-imports", "--command", _TWIN)
        desk.goto("/admin/bookings/patient/?q=twinned")
        desk.locator("#result_list tbody th a").click()
        desk.get_by_label("Add a note").fill("Prefers mornings")
        desk.get_by_role("button", name="Keep the note").click()
        expect(desk.get_by_role("cell", name="Prefers mornings")).to_be_visible()
        assert barriers(desk) == []
        desk.get_by_role("link", name="Match with a record").click()
        expect(desk.get_by_role("heading", level=1)).to_have_text("Match Twinned Quizzical")
        assert barriers(desk) == []
        desk.get_by_label("I have checked: this is the same person").first.check()
        desk.get_by_role("button", name="Merge into this record").first.click()
        expect(desk.get_by_text(f"The two records of {known} are one now.")).to_be_visible()
        expect(desk.get_by_role("cell", name="Prefers mornings")).to_be_visible()
