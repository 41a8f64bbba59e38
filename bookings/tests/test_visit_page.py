"""A visit's own page: links, what they show, and what they do not."""

import datetime as dt

import pytest
from django.test import Client

from bookings.messages.links import new_link
from bookings.models import Appointment, VisitLink
from bookings.tests.walking import Walker, set_clock
from conftest import Cast, melbourne

BORN = {"born_day": "17", "born_month": "5", "born_year": "1980"}


@pytest.fixture
def visit(walker: Walker, book) -> Appointment:
    """Pat's massage on Wednesday at 10:00 in Melbourne."""
    return book(melbourne(3, 10))


@pytest.fixture
def path(visit: Appointment, now: dt.datetime) -> str:
    """The link that the patient has in an email, without the host."""
    return "/visit/l/" + new_link(visit, now).rpartition("/visit/l/")[2]


def test_the_link_leaves_its_own_address_at_once(
    client: Client, path: str, visit: Appointment
) -> None:
    response = client.get(path)
    assert response.status_code == 302
    assert response["Location"] == f"/visit/{visit.reference}/"
    assert response["Referrer-Policy"] == "no-referrer"
    assert "no-store" in response["Cache-Control"]


def test_the_page_behind_the_link_keeps_its_origin_for_its_forms(client: Client, path: str) -> None:
    # With no-referrer a browser sends "Origin: null", and every form is refused.
    response = client.get(path, follow=True)
    assert response["Referrer-Policy"] == "same-origin"


def test_h09_a_link_shows_time_and_place_alone(
    client: Client, path: str, visit: Appointment
) -> None:
    page = client.get(path, follow=True).content.decode()
    assert "Wed 3 March, 10 am (Melbourne time)" in page
    assert "1 Example Street, Melbourne" in page
    for word in ("Massage", "Alex Demo", "Pat", visit.reference + "</dd>"):
        assert word not in page


def test_h09_the_date_of_birth_shows_the_rest_once_a_browser(
    client: Client, path: str, visit: Appointment
) -> None:
    client.get(path)
    response = client.post(f"/visit/{visit.reference}/", BORN)
    assert response.status_code == 302
    page = client.get(f"/visit/{visit.reference}/").content.decode()
    assert "Massage" in page
    assert "Alex Demo" in page
    assert "Massage" in client.get(path, follow=True).content.decode()
    other = Client()
    assert "Massage" not in other.get(path, follow=True).content.decode()


def test_h09_a_wrong_date_of_birth_shows_no_more(
    client: Client, path: str, visit: Appointment
) -> None:
    client.get(path)
    page = client.post(f"/visit/{visit.reference}/", {**BORN, "born_day": "18"}).content.decode()
    assert "This is not the date of birth that we have." in page
    assert "Massage" not in page
    assert "Massage" not in client.get(f"/visit/{visit.reference}/").content.decode()


def test_the_date_of_birth_is_not_guessed_for_long(
    client: Client, path: str, visit: Appointment, settings
) -> None:
    settings.RATE_LIMITS = True
    tries = []
    for day in range(1, 11):
        # A new browser each time: the visit itself is counted.
        client = Client()
        client.get(path)
        tries.append(client.post(f"/visit/{visit.reference}/", {**BORN, "born_day": str(day)}))
    assert [one.status_code for one in tries] == [200] * 8 + [429] * 2
    assert client.post(f"/visit/{visit.reference}/", BORN).status_code == 429


def test_an_address_is_confirmed_by_link_and_date_of_birth(
    client: Client, path: str, visit: Appointment, cast: Cast
) -> None:
    cast.pat.email_confirmed_at = None
    cast.pat.save()
    client.get(path)
    cast.pat.refresh_from_db()
    assert cast.pat.email_confirmed_at is None
    client.post(f"/visit/{visit.reference}/", BORN)
    cast.pat.refresh_from_db()
    assert cast.pat.email_confirmed_at is not None


def test_head_changes_nothing(client: Client, path: str) -> None:
    response = client.head(path)
    assert response.status_code == 200
    assert "__Host-session" not in response.cookies


def test_opening_the_link_often_changes_nothing(
    client: Client, path: str, visit: Appointment
) -> None:
    for _ in range(3):
        Client().get(path, follow=True)
    visit.refresh_from_db()
    assert visit.status == "booked"
    assert visit.version == 1


def test_a_guessed_link_tells_nothing(client: Client, visit: Appointment) -> None:
    response = client.get("/visit/l/guessed/")
    assert response.status_code == 404
    assert "Melbourne time" not in response.content.decode()
    assert visit.reference not in response.content.decode()


def test_guesses_are_limited(client: Client, visit: Appointment, settings) -> None:
    settings.RATE_LIMITS = True
    codes = [client.get(f"/visit/l/guess{number}/").status_code for number in range(121)]
    assert codes == [404] * 120 + [429]


@pytest.mark.parametrize("change", ["expires_at", "revoked_at"])
def test_a_closed_link_says_so_and_tells_nothing(
    client: Client, path: str, now: dt.datetime, change: str
) -> None:
    VisitLink.objects.update(**{change: now - dt.timedelta(hours=1)})
    response = client.get(path)
    assert response.status_code == 410
    assert "This link no longer works" in response.content.decode()
    assert "Wed 3 March" not in response.content.decode()


def test_revoking_a_link_closes_the_browsers_that_used_it(
    client: Client, path: str, visit: Appointment, now: dt.datetime
) -> None:
    client.get(path)
    VisitLink.objects.update(revoked_at=now - dt.timedelta(hours=1))
    assert client.get(f"/visit/{visit.reference}/").status_code == 410


def test_h11_the_page_closes_30_minutes_after_the_last_press(
    client: Client, path: str, visit: Appointment, now: dt.datetime
) -> None:
    client.get(path)
    set_clock(now + dt.timedelta(minutes=31))
    assert client.get(f"/visit/{visit.reference}/").status_code == 404
    assert client.get(path).status_code == 302


@pytest.mark.parametrize("page", ["", "cancel/", "visit.ics"])
def test_a_reference_alone_opens_nothing(client: Client, visit: Appointment, page: str) -> None:
    response = client.get(f"/visit/{visit.reference}/{page}")
    unknown = client.get(f"/visit/BCDFGHJK/{page}")
    assert response.status_code == unknown.status_code == 404
    assert response.content == unknown.content


def test_a_link_opens_no_other_visit(client: Client, path: str, cast: Cast, book) -> None:
    other = book(melbourne(3, 12), patient=cast.quinn)
    client.get(path)
    assert client.get(f"/visit/{other.reference}/").status_code == 404
    assert client.post(f"/visit/{other.reference}/cancel/", {"version": 1}).status_code == 404
    other.refresh_from_db()
    assert other.status == "booked"


def test_the_calendar_file_holds_no_health_detail(
    client: Client, path: str, visit: Appointment
) -> None:
    client.get(path)
    response = client.get(f"/visit/{visit.reference}/visit.ics")
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    file = response.content.decode()
    assert "DTSTART:20270302T230000Z" in file
    assert "Massage" not in file
    assert "Refresh" not in response


def test_who_has_just_booked_sees_the_visit_without_being_asked(walker: Walker) -> None:
    walker.to_check("massage", melbourne(4, 10))
    walker.book()
    page = walker.get(f"/visit/{walker.visit.reference}/").content.decode()
    assert "Massage" in page
    assert "date of birth" not in page
