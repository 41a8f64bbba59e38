"""What a patient gets after a visit, done for real: the clock moves, mails leave, links open."""

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from portal.tests.browser import barriers, watched
from portal.tests.frontdesk import check_in, close, move_clock, next_visit
from portal.tests.running import RunningPortal
from portal.tests.staff import sign_in
from portal.tests.test_journey_audit import SIDEWAYS
from portal.tests.walk import press

pytestmark = [pytest.mark.journey, pytest.mark.long]

# A phone of common width; where docs/pictures/messages is drawn anew, this names the folder.
PHONE = {"width": 360, "height": 740}
PICTURES = os.environ.get("DRAW_MESSAGES", "")


def is_watched(portal: RunningPortal, reference: str) -> bool:
    """Whether this patient gets the long journey: nobody who came twice before does."""
    code = (
        "from bookings.models import Appointment;"
        f"one = Appointment.objects.get(reference={reference!r});"
        "print(Appointment.objects.filter(patient=one.patient, needles_used=True).count() < 3)"
    )
    return portal.manage("shell", "--no-imports", "--command", code).strip() == "True"


def test_from_closing_a_visit_to_the_last_mail_and_the_answer_that_sets_off_an_alarm(
    browser: Browser, running_portal: RunningPortal
) -> None:
    desk = sign_in(browser, running_portal, "Manager")
    visit = next_visit(desk, running_portal)
    reference, address = visit.reference, visit.address
    check_in(desk, visit)
    close(desk, visit)
    move_clock(desk, "1 hour later")
    running_portal.wait_for_mail(to=address, subject="After your visit")
    for day, subject in ((1, "One day after"), (2, "Two days after")):
        move_clock(desk, "1 day later")
        if day == 2 or is_watched(running_portal, reference):
            mail = running_portal.wait_for_mail(to=address, subject=subject)
    link = re.search(r"http\S+/visit/l/\S+", mail.text)
    assert link, mail.text
    say_how_it_went(browser, running_portal, link.group(), reference)
    running_portal.wait_for_mail(to="lead@demo.example", subject="a task for you")
    lead = sign_in(browser, running_portal, "Clinical lead")
    lead.goto("/admin/tasks/")
    first = lead.locator("table.visits tbody tr").first
    expect(first).to_contain_text("warning sign after a visit")
    expect(first).to_contain_text("chest pain, or a tight chest")
    for _ in range(9):
        move_clock(desk, "1 day later")
    # A warning sign was reported: nothing invites to come again, and the safety advice went on.
    lead.goto(f"/admin/visits/{reference}/how-it-went/")
    expect(lead.locator("table.visits")).to_contain_text("Worse")
    assert barriers(lead) == []
    with pytest.raises(AssertionError):
        running_portal.wait_for_mail(to=address, subject="How are you since", seconds=8)


def say_how_it_went(browser: Browser, portal: RunningPortal, link: str, reference: str) -> None:
    """By keyboard, on a phone, without a script, with a fault first."""
    context = browser.new_context(base_url=portal.url, viewport=PHONE, java_script_enabled=False)  # type: ignore[arg-type]
    with context:
        page = context.new_page()
        page.goto(link)
        expect(page.get_by_role("heading", level=1)).to_have_text("How are you after your visit?")
        page.get_by_role("button", name="Send").press("Enter")
        expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
        page.get_by_label("Chest pain, or a tight chest").press("Space")
        page.get_by_label("Worse", exact=True).press("Space")
        page.get_by_role("button", name="Send").press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("Get help now")
        expect(page.get_by_role("link", name="000").first).to_have_attribute("href", "tel:000")
        assert reference in page.url
        assert "chest" not in page.url


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_check_in_has_no_barrier_in_any_of_its_states(
    browser: Browser, running_portal: RunningPortal, scheme: str
) -> None:
    code = (
        "from bookings.models import Appointment; from bookings.messages.links import new_link;"
        "from portal.kit import clock;"
        "rows = Appointment.objects.filter(status='fulfilled', needles_used=True);"
        "print(new_link(rows.latest('during'), clock.now(), 'check_in'))"
    )
    link = running_portal.manage("shell", "--no-imports", "--command", code).strip()
    context = browser.new_context(
        base_url=running_portal.url,
        viewport={"width": 320, "height": 640},
        color_scheme=scheme,  # type: ignore[arg-type]
    )
    with context, watched(context.new_page()) as page:
        page.goto(link)
        found = barriers(page)
        press(page, "Send")
        page.wait_for_selector(".error-summary")
        found += barriers(page)
        for sign, feeling in (("none", "same"), ("numb", "same"), ("fever", "same")):
            page.goto(link)
            page.check(f"#id_signs_{sign}")
            page.check(f"input[name=feeling][value={feeling}]")
            press(page, "Send")
            page.wait_for_url("**/how-are-you/next/")
            assert page.evaluate(SIDEWAYS) == 0
            found += barriers(page)
        page.goto(link)
        page.check("#id_signs_none")
        # With the script, "None of these" lets go when a sign is ticked.
        page.check("#id_signs_fever")
        expect(page.locator("#id_signs_none")).not_to_be_checked()
    assert found == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_mail_reads_well_on_a_phone(
    browser: Browser, running_portal: RunningPortal, scheme: str
) -> None:
    desk = sign_in(browser, running_portal, "Clinical lead")
    # Outside the frame's sandbox, in which not even axe may run.
    page = browser.new_context(viewport=PHONE, color_scheme=scheme).new_page()  # type: ignore[arg-type]
    code = "from bookings.models import Step; [print(s.pk, s.key) for s in Step.objects.all()]"
    steps = running_portal.manage("shell", "--no-imports", "--command", code).split("\n")
    seen, found = 0, []
    for key, name in (line.split() for line in steps if line):
        page.set_content(desk.request.get(f"/admin/steps/{key}/preview/html/").text())
        wide = page.evaluate(SIDEWAYS)
        found += [f"{name}: {wide} px too wide"] * (wide > 0)
        found += [f"{name}: {one}" for one in barriers(page)]
        if PICTURES:
            path = Path(PICTURES) / f"{name}{'-dark' if scheme == 'dark' else ''}.png"
            page.screenshot(path=path, full_page=True)
        seen += 1
    assert seen == 25
    assert found == []
