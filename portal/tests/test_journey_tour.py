"""The README's tour, done for real: road, mail, desk, clock, aftercare."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from portal.tests.browser import barriers
from portal.tests.frontdesk import check_in, close, move_clock, next_visit
from portal.tests.running import RunningPortal
from portal.tests.staff import sign_in
from portal.tests.walk import answer, choose, press

pytestmark = pytest.mark.journey


def go_to_times(page: Page, **answers: list[str]) -> None:
    """From an article to the free times of dry needling."""
    page.goto("/education/what-is-dry-needling/")
    page.get_by_role("link", name=re.compile("Book", re.IGNORECASE)).last.click()
    choose(page, "dry-needling")
    answer(page, answers, audit=True)
    expect(page).to_have_url(re.compile("/book/times/"))


def give_details(page: Page, first_name: str) -> None:
    page.get_by_label("First name").fill(first_name)
    page.get_by_label("Last name").fill("Tourist")
    page.get_by_label("Email address").fill(f"{first_name.lower()}@visitor.example")
    page.get_by_label("Phone number").fill("0491 570 006")
    page.get_by_label(re.compile("I have read this")).check()
    press(page, "Continue")


def test_a_patient_reads_answers_books_and_gets_the_confirmation_by_mail(
    page: Page, running_portal: RunningPortal
) -> None:
    go_to_times(page)
    page.locator("details[open] button[name=start]").last.click()
    give_details(page, "Toni")
    press(page, "Book this time")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your visit is booked")
    assert barriers(page) == []
    mail = running_portal.wait_for_mail(to="toni@visitor.example", subject="Your visit")
    link = re.search(r"http\S+/visit/l/\S+", mail.text)
    assert link, mail.text
    page.goto(link.group())
    expect(page).to_have_url(re.compile(r"/visit/[A-Z0-9]{8}/$"))
    assert barriers(page) == []


def test_a_blood_thinner_makes_a_request_that_waits_for_a_physiotherapist(page: Page) -> None:
    go_to_times(page, medicines=["blood_thinner"], blood_thinner_check=["none"])
    expect(page.get_by_text("A physiotherapist checks your answers first")).to_be_visible()
    page.locator("details[open] button[name=start]").last.click()
    give_details(page, "Rene")
    press(page, "Ask for this time")
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Your visit is booked")


def test_reception_checks_in_and_closes_a_visit_and_aftercare_leaves_with_the_clock(
    browser: Browser, running_portal: RunningPortal
) -> None:
    desk = sign_in(browser, running_portal, "Reception")
    visit = next_visit(desk, running_portal)
    check_in(desk, visit)
    assert barriers(desk) == []
    close(desk, visit)
    # Aftercare counts from the planned end, which may lie up to two hours after the check-in.
    move_clock(desk, "1 hour later")
    running_portal.wait_for_mail(to=visit.address, subject="After your visit")
    # Who came often is asked after two days; others get a mail after the first one too.
    for _ in range(2):
        move_clock(desk, "1 day later")
    running_portal.wait_for_mail(to=visit.address, subject="Two days after")
