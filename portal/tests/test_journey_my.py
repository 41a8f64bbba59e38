"""My visits in a browser: the code from the mail, a date of birth, and what can be done there."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect

from portal.tests.browser import barriers
from portal.tests.running import RunningPortal
from portal.tests.walk import answer, choose, press

pytestmark = pytest.mark.journey

_SOMEBODY = """
from bookings.models import Appointment
from portal.kit import clock
import datetime as dt
soon = clock.now() + dt.timedelta(days=2)
rows = Appointment.objects.filter(status="booked", during__startswith__gt=soon)
rows = rows.filter(patient__contact_state="normal", patient__online_booking=True)
rows = rows.filter(patient__date_of_birth__range=("1950-01-01", "2005-12-31"))
rows = rows.exclude(patient__email="").select_related("patient").order_by("pk")
for visit in rows:
    one = visit.patient
    print(one.email, one.date_of_birth.isoformat(), visit.reference)
"""


@dataclass(frozen=True)
class Somebody:
    email: str
    born: tuple[str, str, str]
    reference: str


@pytest.fixture(scope="module")
def patients(running_portal: RunningPortal) -> Iterator[Somebody]:
    """Patients of the demo with a visit that can still be moved, each handed out once."""
    lines = running_portal.manage("shell", "--no-imports", "--command", _SOMEBODY).splitlines()
    seen: dict[str, Somebody] = {}
    for line in lines:
        email, day, reference = line.split()
        year, month, date = day.split("-")
        seen.setdefault(email, Somebody(email, (date, month, year), reference))
    return iter(seen.values())


@pytest.fixture
def plain(browser: Browser, running_portal: RunningPortal) -> Iterator[Page]:
    """A browser that runs no script."""
    url = running_portal.url
    with browser.new_context(base_url=url, java_script_enabled=False) as context:
        yield context.new_page()


def heading(page: Page, words: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(words)


def fit(page: Page) -> None:
    assert barriers(page) == [], page.url


def come_in(page: Page, portal: RunningPortal, who: Somebody) -> None:
    """From the header's link to the question whose visits; each form is sent by its Enter key."""
    page.get_by_role("navigation", name="Main").get_by_role("link", name="My visits").click()
    heading(page, "My visits")
    page.get_by_label("Your email address").fill(who.email)
    page.keyboard.press("Enter")
    heading(page, "Enter your code")
    mail = portal.wait_for_mail(to=who.email, subject="Your code for")
    code = re.search(r"^\d{6}\b", mail.text, re.MULTILINE)
    assert code
    page.get_by_label("Code from our email").fill(code[0])
    page.keyboard.press("Enter")
    heading(page, "Whose visits do you want to see?")


def say_born(page: Page, who: Somebody) -> None:
    for label, value in zip(("Day", "Month", "Year"), who.born, strict=True):
        page.get_by_label(label, exact=True).fill(value)
    page.keyboard.press("Enter")


def test_every_page_is_open_to_everybody(
    page: Page, running_portal: RunningPortal, patients: Iterator[Somebody]
) -> None:
    who = next(patients)
    page.goto("/accounts/login/code/")
    fit(page)
    page.get_by_role("button", name="Send me a code").click()
    expect(page.get_by_role("alert")).to_contain_text("Enter your email address.")
    fit(page)
    page.goto("/")
    come_in(page, running_portal, who)
    fit(page)
    say_born(page, Somebody(who.email, ("1", "1", "1931"), ""))
    expect(page.get_by_role("alert")).to_contain_text("We find no visits for this date of birth.")
    fit(page)
    say_born(page, who)
    heading(page, "My visits")
    for path in ("/my/", "/my/address/", f"/visit/{who.reference}/"):
        page.goto(path)
        fit(page)
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto("/my/")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.emulate_media(color_scheme="dark")
    fit(page)
    page.get_by_role("button", name="Sign out").click()
    heading(page, "You are signed out")
    fit(page)


def test_a_visit_is_moved_and_cancelled_without_a_script(
    plain: Page, running_portal: RunningPortal, patients: Iterator[Somebody]
) -> None:
    who = next(patients)
    plain.goto("/")
    come_in(plain, running_portal, who)
    say_born(plain, who)
    plain.locator(f"a[href='/visit/{who.reference}/move/']").click()
    heading(plain, "Move this visit")
    plain.locator("details[open] button[name=start]").last.click()
    expect(plain.get_by_role("status")).to_contain_text("Your visit is moved.")
    plain.locator("main").get_by_role("link", name="My visits").click()
    plain.locator(f"a[href='/visit/{who.reference}/cancel/']").click()
    plain.get_by_role("button", name="Yes, cancel this visit").click()
    heading(plain, "This visit is cancelled")
    plain.locator("main").get_by_role("link", name="My visits").click()
    past = plain.get_by_role("region", name="Past")
    expect(past.locator(f"li:has(a[href='/visit/{who.reference}/'])")).to_contain_text("Cancelled.")


def test_in_the_middle_of_a_booking_a_code_leads_back_to_it(
    page: Page, running_portal: RunningPortal, patients: Iterator[Somebody]
) -> None:
    who = next(patients)
    page.goto("/book/?service=physiotherapy")
    choose(page, "physiotherapy", place=1, born=who.born)
    answer(page)
    page.locator("details[open] button[name=start]").last.click()
    heading(page, "Your details")
    fit(page)
    page.get_by_role("link", name="Get a code by email").click()
    come_in(page, running_portal, who)
    say_born(page, who)
    heading(page, "Your details")
    expect(page.get_by_label("Email address")).to_have_value(who.email)
    expect(page.get_by_label("Email address")).to_be_disabled()
    fit(page)
    press(page, "Continue")
    press(page, "Book this time")
    heading(page, "Your visit is booked")
