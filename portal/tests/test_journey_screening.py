"""The health questions in real browsers: with scripts and without, by keyboard, in every state."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from portal.tests.browser import barriers, watched
from portal.tests.running import RunningPortal
from portal.tests.visitor import HEALTHY
from portal.tests.walk import MOST_PAGES, answer, choose, go_on, press, tick

pytestmark = pytest.mark.journey

FIGURES = Path(__file__).parents[2] / "docs" / "performance.md"
MOST_QUESTIONS = 16


@pytest.fixture(params=[True, False], ids=["scripts", "no scripts"])
def scripts(request: pytest.FixtureRequest) -> bool:
    return request.param


@pytest.fixture
def patient(browser: Browser, running_portal: RunningPortal, scripts: bool) -> Iterator[Page]:
    """A patient on a phone of 320 px, at the first page of questions for dry needling."""
    context = browser.new_context(
        base_url=running_portal.url,
        locale="en-AU",
        viewport={"width": 320, "height": 640},
        java_script_enabled=scripts,
    )
    with context, watched(context.new_page()) as page:
        to_the_questions(page)
        yield page


def to_the_questions(page: Page) -> None:
    page.goto("/book/?service=dry-needling")
    choose(page, "dry-needling")


def audited(page: Page, scripts: bool) -> list[str]:
    """What axe finds, light and dark. Without scripts, in a twin of the browser that has them."""
    if scripts:
        return in_both_schemes(page)
    browser = page.context.browser
    assert browser is not None
    twin = browser.new_context(
        storage_state=page.context.storage_state(), viewport={"width": 320, "height": 640}
    )
    with twin:
        other = twin.new_page()
        other.goto(page.url)
        return in_both_schemes(other)


def in_both_schemes(page: Page) -> list[str]:
    page.emulate_media(color_scheme="dark")
    found = barriers(page)
    page.emulate_media(color_scheme="light")
    return found + barriers(page)


def seen_questions(page: Page) -> int:
    """How many of the page's questions are shown and have to be answered."""
    blocks = page.locator("[data-question]:visible")
    return sum(1 for block in blocks.all() if block.locator("input, textarea").count())


def test_what_a_healthy_new_patient_answers_presses_and_reads_is_as_the_docs_say(
    patient: Page, scripts: bool
) -> None:
    shown = required = presses = words = 0
    for _ in range(MOST_PAGES):
        if "/book/screening/" not in patient.url:
            break
        shown += seen_questions(patient)
        words += len(patient.locator("main form").first.inner_text().split())
        ticked = tick(patient, **HEALTHY)
        presses += ticked + 1
        required += len(
            {one.get_attribute("name") for one in patient.locator("input:checked").all()}
        )
        go_on(patient)
    expect(patient).to_have_url(re.compile("/book/times/"))
    assert required <= MOST_QUESTIONS
    line = f"{required} questions, {presses} presses, {words} words"
    assert line in FIGURES.read_text(), f"{line}; {shown} shown"


def test_a_follow_up_is_on_the_page_with_a_script_and_on_the_next_without(
    patient: Page, scripts: bool
) -> None:
    follow_up = patient.locator("[data-question=blood_thinner_check]")
    for _ in range(3):
        tick(patient, **HEALTHY)
        go_on(patient)
    assert not follow_up.is_visible()
    tick(patient, **{**HEALTHY, "medicines": ["blood_thinner"]})
    assert follow_up.is_visible() is scripts
    if not scripts:
        press(patient, "Continue")
        expect(patient).to_have_url(re.compile("/4-more/"))
        expect(patient.locator("h1")).to_contain_text("a little more")
    assert audited(patient, scripts) == []
    tick(patient, blood_thinner_check=["none"])
    press(patient, "Continue")
    expect(patient).to_have_url(re.compile("/screening/5/"))


def test_a_page_with_faults_keeps_every_tick_and_says_what_is_missing(
    patient: Page, scripts: bool
) -> None:
    tick(patient, red_flags=["none"])
    press(patient, "Continue")
    expect(patient.locator(".error-summary")).to_contain_text("emergency signs")
    expect(patient.locator("input[name=red_flags][value=none]")).to_be_checked()
    expect(patient).to_have_title(re.compile("^Error: "))
    assert audited(patient, scripts) == []


@pytest.mark.parametrize(
    ("answers", "heading"),
    [
        ({"emergency_now": ["chest_pain"]}, "Get help now"),
        ({"red_flags": ["weight_loss"]}, "See a doctor before treatment"),
        ({"skin": ["infection"]}, "We cannot book this online"),
    ],
    ids=["emergency", "urgent stop", "stop"],
)
def test_what_ends_the_road_is_plain_and_printable(
    patient: Page, scripts: bool, answers: dict[str, list[str]], heading: str
) -> None:
    answer(patient, answers)
    expect(patient.get_by_role("heading", level=1)).to_have_text(heading)
    assert audited(patient, scripts) == []
    assert patient.locator("a[href*='/book/times/']").count() == 0
    paper = patient.get_by_text("From the health questions for")
    assert not paper.is_visible()
    patient.emulate_media(media="print", color_scheme="dark")
    assert paper.is_visible() is (heading != "Get help now")
    expect(patient.get_by_role("heading", level=1)).to_be_visible()
    expect(patient.locator(".care-card")).to_be_visible()
    expect(patient.locator("form").first).to_be_hidden()


def test_a_stop_leads_to_what_it_does_not_bind_without_asking_twice(
    patient: Page, scripts: bool
) -> None:
    answer(patient, {"needle_feelings": ["do_not_want"]})
    patient.locator("button[name=service][value=physiotherapy]").click()
    patient.locator("input[name=place]").first.check()
    press(patient, "Continue")
    expect(patient).to_have_url(re.compile("/book/times/"))
    assert audited(patient, scripts) == []


def test_a_review_says_who_decides_by_when(patient: Page, scripts: bool) -> None:
    answer(patient, {"medicines": ["blood_thinner"], "blood_thinner_check": ["none"]})
    expect(patient).to_have_url(re.compile("/book/times/"))
    expect(patient.get_by_text("A physiotherapist checks your answers first")).to_be_visible()
    assert audited(patient, scripts) == []


def test_the_first_page_is_answered_by_keyboard_alone(
    browser: Browser, running_portal: RunningPortal
) -> None:
    with browser.new_context(base_url=running_portal.url) as context:
        page = context.new_page()
        to_the_questions(page)
        for _ in range(60):
            page.keyboard.press("Tab")
            at = page.evaluate("[document.activeElement.name, document.activeElement.value]")
            if at in (["emergency_now", "none"], ["red_flags", "none"]):
                page.keyboard.press("Space")
            if page.evaluate("document.activeElement.textContent.trim()") == "Continue":
                page.keyboard.press("Enter")
                break
        expect(page).to_have_url(re.compile("/screening/2/"))
