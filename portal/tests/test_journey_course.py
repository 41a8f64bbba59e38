"""A course in real browsers: suggested, booked by its patient, and run at the desk."""

import re
from collections.abc import Iterator
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, Page, expect

from portal.tests.browser import barriers, watched
from portal.tests.running import RunningPortal
from portal.tests.staff import sign_in
from portal.tests.test_journey_audit import SIDEWAYS
from portal.tests.walk import press

pytestmark = pytest.mark.journey

# Somebody new has had a visit last week, after which a course is suggested.
_SUGGEST = """
import datetime as dt
import secrets
from bookings import availability, scheduling
from bookings.messages import new_link
from bookings.models import Patient
from portal.demo.health import screening
from portal.demo.stage import set_stage
from portal.kit import clock
now, day, stage, key = clock.now(), dt.timedelta(days=1), set_stage(), secrets.token_hex(4)
service = stage.services["dry-needling"]
patient = Patient.objects.create(
    first_name="Corey", last_name="Courseley", date_of_birth=dt.date(1980, 5, 17),
    email=f"{key}@patient.example", email_confirmed_at=now, created_at=now)
free = availability.find(
    now=now - 9 * day, service=service, since=now - 7 * day, until=now - 2 * day,
    for_staff=True)[-1]
place = next(one for one in stage.places.values() if one.pk == free.location_id)
person = next(one for one in stage.people.values() if one.pk == free.practitioner_id)
at = free.start - day
visit = scheduling.book(
    now=at, service=service, location=place, practitioner=person, start=free.start,
    patient=patient, source="phone", key=key, for_staff=True,
    assessment=screening(stage.version, "clear", patient=patient, service=service, now=at))
visit = scheduling.complete(
    now=visit.ends, appointment=visit, version=visit.version, needles_used=False)
course = scheduling.suggest_course(
    now=now, appointment=visit, by=person, service=service, visits=4, weeks_apart=1)
print(new_link(visit, now), patient.date_of_birth, course.reference, patient.email)
"""


class Suggested(NamedTuple):
    """A suggestion: the link of its visit, the patient's date of birth and address."""

    link: str
    born: str
    reference: str
    address: str


@pytest.fixture
def suggested(running_portal: RunningPortal) -> Suggested:
    said = running_portal.manage("shell", "--no-imports", "--command", _SUGGEST)
    return Suggested(*said.strip().splitlines()[-1].split())


@pytest.fixture(scope="module")
def desk(browser: Browser, running_portal: RunningPortal) -> Page:
    """Reception's page, signed in once."""
    return sign_in(browser, running_portal, "Reception")


@pytest.fixture
def plain(browser: Browser, running_portal: RunningPortal) -> Iterator[Page]:
    """A phone of 320 px whose browser runs no script."""
    with (
        browser.new_context(
            base_url=running_portal.url,
            locale="en-AU",
            viewport={"width": 320, "height": 640},
            java_script_enabled=False,
        ) as context,
        watched(context.new_page()) as page,
    ):
        yield page


def open_course(page: Page, one: Suggested) -> None:
    """By the link, with the date of birth, to the times."""
    page.goto(one.link)
    year, month, day = one.born.split("-")
    for label, value in (("Day", day), ("Month", month), ("Year", year)):
        page.get_by_label(label, exact=True).fill(str(int(value)))
    press(page, "Show more")
    page.get_by_role("link", name="Choose the times").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your course of visits")


def begin_at_another_time(page: Page) -> None:
    """At the first time of the first day after which every visit has a free time."""
    for number in range(page.locator("details.day").count()):
        day = page.locator("details.day").nth(number)
        day.locator("summary").click()
        day.locator("button[name=start]").first.click()
        turns = page.locator("fieldset.turn")
        if turns.filter(has=page.locator("input")).count() == turns.count():
            return


def choose_all(page: Page) -> None:
    """A time for each visit whose usual one is taken."""
    for group in page.locator("fieldset.turn").all():
        if not group.locator("input:checked").count():
            group.locator("input").first.check()


def booked(portal: RunningPortal, one: Suggested) -> int:
    """How many visits of it stand; the diary has to be sound."""
    assert "BROKEN" not in portal.manage("check_invariants")
    code = (
        "from bookings.models import Appointment;"
        f"print(Appointment.objects.filter(course__reference='{one.reference}').count())"
    )
    return int(portal.manage("shell", "--no-imports", "--command", code).split()[-1])


def test_a_patient_books_a_course_by_keyboard_alone(
    page: Page, suggested: Suggested, running_portal: RunningPortal
) -> None:
    open_course(page, suggested)
    assert barriers(page) == []
    choose_all(page)
    lose(
        running_portal, suggested, page.locator("input:checked").nth(1).get_attribute("value") or ""
    )
    page.get_by_role("button", name="Book these 4 visits").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("A time has just been taken")
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate(SIDEWAYS) <= 0
    assert barriers(page) == []
    for group in page.locator("fieldset.turn").all():
        choice = group.locator("input:checked, input").first
        choice.focus()
        page.keyboard.press("Space")
        page.keyboard.press("ArrowRight")
        expect(group.locator("input:checked")).to_be_focused()
    page.get_by_role("button", name="Book these 4 visits").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("All visits are booked.")).to_be_visible()
    expect(page.get_by_role("heading", name="Your course of 4 visits")).to_be_visible()
    assert barriers(page) == []
    assert booked(running_portal, suggested) == 4
    mail = running_portal.wait_for_mail(to=suggested.address, subject="Your course of visits")
    assert mail.text.count(" at ") >= 4
    page.locator("ol.course").get_by_role("link").last.click()
    expect(page.get_by_text("Visit 4 of 4")).to_be_visible()
    page.get_by_role("link", name="Cancel this visit").click()
    press(page, "Yes, cancel this visit")
    expect(page.get_by_role("heading", level=1)).to_have_text("This visit is cancelled")
    assert barriers(page) == []


def test_a_patient_without_scripts_loses_a_time_and_keeps_the_rest(
    plain: Page, desk: Page, suggested: Suggested, running_portal: RunningPortal
) -> None:
    open_course(plain, suggested)
    begin_at_another_time(plain)
    choose_all(plain)
    chosen = [one.get_attribute("value") for one in plain.locator("input:checked").all()]
    lose(running_portal, suggested, chosen[1] or "")
    press(plain, "Book these 4 visits")
    expect(plain.get_by_role("heading", level=1)).to_have_text("A time has just been taken")
    summary = plain.get_by_role("alert")
    expect(summary).to_contain_text(re.compile("Visit 2 on .* has just been taken"))
    assert booked(running_portal, suggested) == 0
    kept = [one.get_attribute("value") for one in plain.locator("input:checked").all()]
    assert kept == [chosen[0], *chosen[2:]]
    choose_all(plain)
    press(plain, "Book these 4 visits")
    expect(plain.get_by_text("All visits are booked.")).to_be_visible()
    assert booked(running_portal, suggested) == 4


def lose(portal: RunningPortal, one: Suggested, start: str) -> None:
    """Somebody else books this time with the same practitioner."""
    code = f"""
import datetime as dt
from bookings import scheduling
from bookings.models import Course, Patient
from portal.kit import clock
course = Course.objects.with_names().get(reference="{one.reference}")
other = Patient.objects.create(
    first_name="Riva", last_name="Faster", date_of_birth="1980-05-17", created_at=clock.now())
scheduling.book(
    now=clock.now(), service=course.service, location=course.location,
    practitioner=course.practitioner, patient=other, start=dt.datetime.fromisoformat("{start}"),
    source="phone", key="{one.reference}", for_staff=True)
"""
    portal.manage("shell", "--no-imports", "--command", code)


def test_reception_books_a_course_and_cancels_its_rest(
    desk: Page, suggested: Suggested, running_portal: RunningPortal
) -> None:
    with watched(desk):
        desk.goto(f"/admin/courses/{suggested.reference}/")
        assert barriers(desk) == []
        desk.get_by_role("link", name="Choose the times and book").press("Enter")
        choose_all(desk)
        assert barriers(desk) == []
        desk.get_by_role("button", name="Book these 4 visits").press("Enter")
        expect(desk.get_by_text("4 visits of")).to_be_visible()
        assert barriers(desk) == []
        assert booked(running_portal, suggested) == 4
        # Of what was never told, no mail says that it is cancelled.
        running_portal.wait_for_mail(to=suggested.address, subject="Your course of visits to")
        desk.get_by_role("link", name="Cancel the rest").press("Enter")
        press(desk, "Cancel these 4 visits")
        expect(desk.get_by_role("heading", name="There is a problem")).to_be_visible()
        assert barriers(desk) == []
        desk.get_by_label("The clinic").check()
        desk.locator("input[name=tell][value=yes]").check()
        press(desk, "Cancel these 4 visits")
        expect(desk.get_by_role("cell", name="cancelled", exact=True)).to_have_count(4)


def test_a_practitioner_suggests_a_course_from_a_visit(
    browser: Browser, running_portal: RunningPortal
) -> None:
    treats = sign_in(browser, running_portal, "Practitioner")
    with watched(treats):
        treats.goto("/admin/bookings/appointment/?status__exact=fulfilled&service__id__exact=1")
        treats.locator("#result_list tbody th a").first.click()
        treats.get_by_role("link", name="Suggest a course").press("Enter")
        assert barriers(treats) == []
        treats.get_by_label("5", exact=True).check()
        treats.get_by_role("button", name="Suggest this course").press("Enter")
        expect(
            treats.get_by_text(re.compile("A course of 5 visits is suggested|under way"))
        ).to_be_visible()
        assert barriers(treats) == []


def test_the_course_of_the_demo_is_on_the_pages(desk: Page, running_portal: RunningPortal) -> None:
    code = (
        "from bookings.models import Course;"
        "print(Course.objects.filter(booked_at__isnull=False).earliest('booked_at').reference)"
    )
    said = running_portal.manage("shell", "--no-imports", "--command", code)
    with watched(desk):
        desk.goto(f"/admin/courses/{said.split()[-1]}/")
        expect(desk.get_by_role("cell", name="done", exact=True).first).to_be_visible()
        expect(desk.get_by_role("cell", name="booked", exact=True).first).to_be_visible()
