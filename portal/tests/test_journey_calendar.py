"""The calendar by mouse and by keyboard, and at two desks at once."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from portal.tests.browser import barriers, watched
from portal.tests.running import RunningPortal
from portal.tests.staff import sign_in
from portal.tests.test_journey_audit import SIDEWAYS

pytestmark = pytest.mark.journey

WITHIN = 3_000
# A visit of half an hour, made on a day far ahead with nothing else in it.
_BOOK = """
import datetime as dt, secrets
from bookings import availability, scheduling
from bookings.models import Location, Patient, Service
from portal.kit import clock
now, service = clock.now(), Service.objects.filter(active=True).first()
places = Location.objects.in_bulk()
day = now + dt.timedelta(days=40)
found = availability.find(now=now, service=service, since=day, until=day + dt.timedelta(days=7),
                          for_staff=True)[8]
one = Patient.objects.create(first_name="Cora", last_name="Card", created_at=now,
                             date_of_birth=dt.date(1980, 5, 17))
visit = scheduling.book(now=now, service=service, location=places[found.location_id],
                        practitioner=None, start=found.start, patient=one, source="phone",
                        key=secrets.token_hex(16), for_staff=True)
print(f"{visit.local_starts:%Y-%m-%d}&location={visit.location.slug}")
"""

# Six more work at the first location, every day of one week far ahead.
_CROWD = """
import datetime as dt
from bookings.models import Location, Practitioner, WorkingHours
from portal.kit import clock
place, day = Location.objects.get(slug="melbourne"), (clock.now() + dt.timedelta(days=90)).date()
for number in range(6):
    name = f"Column {number}"
    person, _ = Practitioner.objects.get_or_create(name=name, slug=f"column-{number}")
    WorkingHours.objects.create(practitioner=person, location=place, weekday=day.isoweekday(),
                                starts="08:00", ends="18:00", valid_from=day, valid_to=day)
print(day)
"""


@pytest.fixture(scope="module")
def desks(browser: Browser, running_portal: RunningPortal) -> Iterator[tuple[Page, Page]]:
    """Reception and the manager, each at a browser of their own, with the same day before them."""
    one = sign_in(browser, running_portal, "Reception")
    other = sign_in(browser, running_portal, "Manager")
    day = running_portal.manage("shell", "--no-imports", "--command", _BOOK).split()[-1]
    with watched(one), watched(other):
        for page in (one, other):
            page.set_viewport_size({"width": 1366, "height": 768})
            page.goto(f"/admin/calendar/?day={day}")
        yield one, other


def card(page: Page) -> Locator:
    return page.locator("#calendar article", has_text="Cora Card").last


def hour(page: Page) -> str:
    """When the card says that it begins."""
    found = re.match(r"\d\d:\d\d", card(page).locator(".card-name").inner_text())
    assert found
    return found[0]


def drag(page: Page, down: int, *, edge: bool = False) -> None:
    """Take the card, or its lower edge, so many pixels down."""
    card(page).scroll_into_view_if_needed()
    box = card(page).bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + (box["height"] - 2 if edge else 30)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y + down / 2, steps=4)
    page.mouse.move(x, y + down, steps=4)
    page.mouse.up()


def test_a_card_is_dragged_shown_at_the_other_desk_and_taken_back(
    desks: tuple[Page, Page],
) -> None:
    one, other = desks
    was = hour(one)
    assert hour(other) == was
    drag(one, 68)
    expect(one.locator("#toast")).to_contain_text("Cora Card is now at")
    assert hour(one) != was
    expect(card(other)).not_to_contain_text(was, timeout=WITHIN)
    assert barriers(one) == []
    one.get_by_role("button", name="Undo", exact=True).press("Enter")
    expect(one.get_by_text(re.compile(f"Cora Card is back at {was}"))).to_be_visible()
    expect(card(other)).to_contain_text(was, timeout=WITHIN)


def test_a_card_dropped_outside_hours_goes_back_and_says_why(desks: tuple[Page, Page]) -> None:
    one, _ = desks
    was = hour(one)
    one.route(
        "**/drag/", lambda route: route.continue_(post_data=_at_three(route.request.post_data))
    )
    drag(one, 68)
    expect(one.locator("#toast")).to_contain_text("This time is not free.")
    expect(one.locator("#toast").get_by_text("Free near it:")).to_be_visible()
    one.unroute("**/drag/")
    expect(card(one)).to_contain_text(was)
    one.locator("#toast").get_by_role("button", name="Close").click()


def _at_three(sent: str | None) -> str:
    """The same drop, at three in the morning."""
    return re.sub(r"at=\d\d%3A\d\d", "at=03%3A00", sent or "")


def test_by_room_a_card_dropped_on_another_column_is_in_that_room(
    desks: tuple[Page, Page],
) -> None:
    one, _ = desks
    here = one.url
    one.goto(f"{here}&by=room")
    box = card(one).bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + 30
    one.mouse.move(x, y)
    one.mouse.down()
    one.mouse.move(x + box["width"] / 2, y, steps=4)
    one.mouse.move(x + box["width"] * 1.05, y, steps=4)
    one.mouse.up()
    expect(one.locator("#toast")).to_contain_text(re.compile(r"Cora Card is now at .*, in Room 2"))
    assert barriers(one) == []
    moved = card(one).bounding_box()
    assert moved
    assert moved["x"] > box["x"]
    one.get_by_role("button", name="Undo", exact=True).press("Enter")
    expect(one.get_by_text(re.compile("Cora Card is back at"))).to_be_visible()
    one.goto(here)


def test_by_keyboard_a_card_leads_to_its_visit_and_to_its_move(desks: tuple[Page, Page]) -> None:
    one, _ = desks
    expect(card(one).locator(".card-name")).to_have_attribute("href", re.compile("/change/$"))
    card(one).get_by_role("link", name="Move… Cora Card").press("Enter")
    expect(one.get_by_role("heading", level=1)).to_have_text("Move the visit")
    one.go_back()


def test_six_columns_fit_a_small_laptop(
    desks: tuple[Page, Page], running_portal: RunningPortal
) -> None:
    _, other = desks
    day = running_portal.manage("shell", "--no-imports", "--command", _CROWD).split()[-1]
    other.goto(f"/admin/calendar/?location=melbourne&day={day}")
    expect(other.locator("#calendar").get_by_text("Column 5")).to_be_visible()
    assert other.evaluate(SIDEWAYS) == 0
    columns = other.locator("#calendar .ec-body").evaluate(
        "one => one.scrollWidth - one.clientWidth"
    )
    assert columns <= 0
    assert barriers(other) == []


def test_a_week_is_of_one_and_fits_too(desks: tuple[Page, Page]) -> None:
    _, other = desks
    other.get_by_role("link", name="Week", exact=True).click()
    expect(other.get_by_role("heading", level=1)).to_contain_text("Week of")
    expect(other.locator("#calendar .ec-body")).to_be_visible()
    assert other.evaluate(SIDEWAYS) == 0
    assert barriers(other) == []
