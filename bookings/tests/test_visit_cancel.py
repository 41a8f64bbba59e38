"""Cancelling by the patient: asked first, by POST, early or late."""

import datetime as dt

import pytest
from django.test import Client

from bookings import availability, scheduling
from bookings.messages.links import new_link
from bookings.models import Appointment
from bookings.tests.walking import Walker, set_clock
from conftest import Cast, melbourne


@pytest.fixture
def visit(walker: Walker, book) -> Appointment:
    """On Wednesday at 10:00 in Melbourne; the clock shows Tuesday, 8:00."""
    return book(melbourne(3, 10))


@pytest.fixture
def path(client: Client, visit: Appointment, now: dt.datetime) -> str:
    """The page that asks, opened by the emailed link."""
    client.get("/visit/l/" + new_link(visit, now).rpartition("/visit/l/")[2])
    return f"/visit/{visit.reference}/cancel/"


def test_outside_the_window_the_time_is_free_at_once(
    client: Client, path: str, visit: Appointment, cast: Cast, now: dt.datetime
) -> None:
    page = client.get(path).content.decode()
    assert "Cancel this visit?" in page
    response = client.post(path, {"version": visit.version})
    assert response["Location"] == f"/visit/{visit.reference}/"
    visit.refresh_from_db()
    assert visit.status == "cancelled"
    assert visit.cancelled_by == "patient"
    assert visit.cancelled_late is False
    free = availability.find(
        now=now, service=cast.massage, since=visit.starts, until=visit.ends, limit=1
    )
    assert [one.start for one in free] == [visit.starts]
    page = client.get(response["Location"]).content.decode()
    assert "This visit is cancelled" in page
    assert "marked as late" not in page


def test_inside_the_window_it_is_marked_late_and_says_so(
    client: Client, path: str, visit: Appointment
) -> None:
    set_clock(melbourne(2, 10, 1))
    client.get("/visit/l/" + new_link(visit, melbourne(2, 10)).rpartition("/visit/l/")[2])
    page = client.get(path).content.decode()
    assert "You can’t come?" in page
    assert "It is less than 24 hours until the visit." in page
    client.post(path, {"version": visit.version})
    visit.refresh_from_db()
    assert visit.status == "cancelled"
    assert visit.cancelled_late is True
    assert "marked as late" in client.get(f"/visit/{visit.reference}/").content.decode()


def test_looking_at_the_page_cancels_nothing(client: Client, path: str, visit: Appointment) -> None:
    client.get(path)
    client.head(path)
    visit.refresh_from_db()
    assert visit.status == "booked"


def test_pressing_twice_is_no_error(client: Client, path: str, visit: Appointment) -> None:
    client.post(path, {"version": visit.version})
    again = client.post(path, {"version": visit.version})
    assert again["Location"] == f"/visit/{visit.reference}/"


def test_a_visit_that_reception_has_moved_is_not_cancelled_unseen(
    client: Client, path: str, visit: Appointment, now: dt.datetime
) -> None:
    scheduling.move(
        now=now, appointment=visit, start=melbourne(4, 9), version=visit.version, for_staff=True
    )
    response = client.post(path, {"version": visit.version})
    assert response.status_code == 409
    assert "Thu 4 March, 9 am" in response.content.decode()
    visit.refresh_from_db()
    assert visit.status == "booked"


@pytest.mark.parametrize("version", ["", "x", "0"])
def test_a_broken_form_cancels_nothing(
    client: Client, path: str, visit: Appointment, version: str
) -> None:
    response = client.post(path, {"version": version})
    assert response.status_code == 200
    visit.refresh_from_db()
    assert visit.status == "booked"


def test_once_it_has_begun_the_phone_is_the_way(
    client: Client, path: str, visit: Appointment, now: dt.datetime
) -> None:
    link = new_link(visit, now)
    set_clock(melbourne(3, 10, 5))
    client.get("/visit/l/" + link.rpartition("/visit/l/")[2])
    page = client.get(path).content.decode()
    assert "can no longer be cancelled here" in page
    client.post(path, {"version": visit.version})
    visit.refresh_from_db()
    assert visit.status == "booked"


def test_a_request_under_review_can_be_taken_back(walker: Walker) -> None:
    walker.to_check("dry-needling", melbourne(4, 15), medicines=["blood_thinner"])
    walker.book()
    visit = walker.visit
    walker.post(f"/visit/{visit.reference}/cancel/", version=visit.version)
    visit.refresh_from_db()
    assert visit.status == "cancelled"
