"""Consent and signatures in browsers: with scripts and without, by keyboard, light and dark."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from portal.tests import frontdesk
from portal.tests.browser import watched
from portal.tests.running import RunningPortal
from portal.tests.staff import sign_in
from portal.tests.test_journey_screening import audited, in_both_schemes
from portal.tests.walk import answer, choose, press

pytestmark = pytest.mark.journey

# In the neck, on aspirin, and fainted once.
RISKS = {"areas": ["neck"], "travel": ["no"], "medicines": ["aspirin"], "fainting": ["once"]}

_WITH_NEEDLES = """
from bookings.models import Appointment
print(Appointment.objects.filter(status="booked", service__uses_needles=True).first().reference)
"""


@pytest.fixture(params=[True, False], ids=["scripts", "no scripts"])
def scripts(request: pytest.FixtureRequest) -> bool:
    return request.param


@pytest.fixture
def patient(browser: Browser, running_portal: RunningPortal, scripts: bool) -> Iterator[Page]:
    """A patient on a phone of 320 px."""
    context = browser.new_context(
        base_url=running_portal.url,
        locale="en-AU",
        viewport={"width": 320, "height": 640},
        java_script_enabled=scripts,
    )
    with context, watched(context.new_page()) as page:
        yield page


@pytest.fixture(scope="module")
def lead(browser: Browser, running_portal: RunningPortal) -> Page:
    """The clinical lead, signed in once."""
    return sign_in(browser, running_portal, "Clinical lead")


def to_the_details(page: Page) -> None:
    page.goto("/book/?service=dry-needling")
    choose(page, "dry-needling")
    answer(page, {**RISKS, "blood_thinner_check": ["none"]})
    page.locator("button[name=start]").first.click()
    page.wait_for_url("**/book/details/")


def fill_in(page: Page) -> None:
    """By keyboard: the boxes are reached with Tab and ticked with the space bar."""
    typed = {"first_name": "Toni", "last_name": "Visitor", "email": "toni@visitor.example"}
    for name, words in {**typed, "phone": "0491 570 006"}.items():
        page.locator(f"input[name={name}]").fill(words)
    boxes = ["read_it", "electrical", "messages"]
    assert [page.locator(f"input[name={name}]").is_checked() for name in boxes] == [False] * 3
    page.locator("input[name=read_it]").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    expect(page.locator("input[name=electrical]")).to_be_focused()
    page.locator("button", has_text="Continue").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/book/check/")


def test_a_patient_reads_own_risks_agrees_without_current_and_takes_the_yes_back(
    patient: Page, lead: Page, scripts: bool
) -> None:
    to_the_details(patient)
    own = patient.locator(".statement .notice")
    for words in ("Call 000 if they come", "medicine that thins the blood", "feel faint more"):
        expect(own).to_contain_text(words)
    assert audited(patient, scripts) == []
    fill_in(patient)
    patient.get_by_role("button", name=re.compile("^(Book|Ask for) this time")).click()
    patient.wait_for_url("**/book/done/")
    reference = patient.locator("main").inner_text()
    found = re.search(r"\b[A-Z0-9]{8}\b", reference)
    assert found is not None
    _takes_it_back(patient, found[0], scripts)
    _is_seen_at_the_desk(lead, found[0])


def _takes_it_back(patient: Page, reference: str, scripts: bool) -> None:
    patient.goto(f"/visit/{reference}/")
    patient.get_by_role("link", name="I do not want needles any more").click()
    assert audited(patient, scripts) == []
    button = patient.get_by_role("button", name="No needles, please")
    button.focus()
    patient.keyboard.press("Enter")
    patient.wait_for_url(f"**/visit/{reference}/")
    expect(patient.locator("main")).to_contain_text("you do not want needles")
    assert audited(patient, scripts) == []


def _is_seen_at_the_desk(lead: Page, reference: str) -> None:
    lead.goto(f"/admin/visits/{reference}/complete/")
    expect(lead.locator(".facts")).to_contain_text("No needles.")
    expect(lead.locator(".note")).to_contain_text("not agreed to online")
    assert in_both_schemes(lead) == []
    lead.goto("/admin/tasks/")
    expect(lead.locator("main, #content").first).to_contain_text("Took back the yes to needles")


def test_needles_in_the_neck_are_closed_with_a_signed_form_alone(
    browser: Browser, running_portal: RunningPortal
) -> None:
    desk = sign_in(browser, running_portal, "Reception")
    coming = frontdesk.next_visit(desk, running_portal)
    with_needles = running_portal.manage("shell", "--no-imports", "--command", _WITH_NEEDLES)
    desk.goto(f"/admin/visits/{with_needles.strip()}/consent-form/")
    expect(desk.locator(".paper")).to_contain_text("Name, signature and date")
    assert in_both_schemes(desk) == []
    frontdesk.check_in(desk, coming)
    frontdesk.move_clock(desk, "1 hour later")
    desk.goto(f"/admin/visits/{coming.reference}/complete/")
    for name, value in (("needles_used", "yes"), ("spoken_consent", "yes"), ("areas", "neck")):
        desk.locator(f"input[name={name}][value={value}]").focus()
        desk.keyboard.press("Space")
    desk.locator("input[name=screening_checked]").check()
    press(desk, "Close the visit")
    problem = desk.get_by_role("alert").get_by_role("link", name=re.compile("signs on paper"))
    assert in_both_schemes(desk) == []
    problem.click()
    expect(desk.locator("input[name=signed_paper]")).to_be_focused()
    desk.keyboard.press("Space")
    press(desk, "Close the visit")
    expect(coming.row(desk)).to_contain_text("done")


def test_the_lead_publishes_a_text_and_signs_all_of_them_without_a_script(
    browser: Browser, lead: Page, running_portal: RunningPortal
) -> None:
    context = browser.new_context(
        base_url=running_portal.url,
        storage_state=lead.context.storage_state(),
        java_script_enabled=False,
    )
    with context, watched(context.new_page()) as page:
        page.goto("/admin/bookings/consenttext/")
        press(page, "Start a draft")
        body = page.locator("textarea[name=body]")
        body.fill(body.input_value().replace("It is not a cure.", "It cures nothing."))
        page.get_by_role("button", name="Save and continue editing").first.click()
        page.get_by_role("link", name="Publish").click()
        expect(page.locator(".compared-lines ins")).to_contain_text("It cures nothing.")
        assert audited(page, scripts=False) == []
        press(page, "Publish it now")
        page.wait_for_url("**/admin/signatures/")
        expect(page.locator(".desk")).to_contain_text("In a real clinic needling could not")
        _sign(page)
        expect(page.locator(".desk")).to_contain_text("Every text is signed.")
        assert audited(page, scripts=False) == []
        page.goto("/services/")
        expect(page.locator("main")).not_to_contain_text("no clinician has signed")


def _sign(page: Page) -> None:
    """An empty press says what is missing; then everything is ticked by keyboard."""
    press(page, "Sign")
    expect(page.get_by_role("alert")).to_contain_text("Tick what you sign.")
    assert audited(page, scripts=False) == []
    for box in page.locator("input[name=texts], input[name=have_read]").all():
        box.focus()
        page.keyboard.press("Space")
    page.locator("input[name=name]").fill("Demo Clinician")
    page.locator("input[name=registration]").fill("DEMO 1")
    press(page, "Sign")
