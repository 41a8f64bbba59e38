"""A patient takes the yes to needles back on the page of the visit (hazard H09)."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client

from bookings.messages.links import new_link
from bookings.models import Appointment, Patient, SpokenConsent
from bookings.tests.walking import set_clock
from conftest import Cast, melbourne

pytestmark = pytest.mark.django_db
BORN = {"born_day": 17, "born_month": 5, "born_year": 1980}
LINK = "I do not want needles any more"


@pytest.fixture
def visit(cast: Cast, book: Callable[..., Appointment], now: dt.datetime) -> Appointment:
    set_clock(now)
    return book(melbourne(4, 10), service=cast.needling)


@pytest.fixture
def opened(client: Client, visit: Appointment, now: dt.datetime) -> Client:
    """Pat has pressed the link in the email, and has not said a birthday yet."""
    client.get(new_link(visit, now))
    return client


def shown(client: Client, visit: Appointment) -> str:
    return client.get(f"/visit/{visit.reference}/").content.decode()


def test_h09_nothing_of_needles_is_shown_before_the_date_of_birth(
    opened: Client, visit: Appointment
) -> None:
    assert "needle" not in shown(opened, visit)
    for send in (opened.get, opened.post):
        assert send(f"/visit/{visit.reference}/no-needles/").status_code == 302
    assert not SpokenConsent.objects.exists()


def test_one_press_takes_it_back_and_the_visit_stays(opened: Client, visit: Appointment) -> None:
    opened.post(f"/visit/{visit.reference}/", BORN)
    assert LINK in shown(opened, visit)
    address = f"/visit/{visit.reference}/no-needles/"
    assert "No needles, please" in opened.get(address).content.decode()
    assert not SpokenConsent.objects.exists()
    for _ in range(2):
        assert opened.post(address)["Location"] == f"/visit/{visit.reference}/"
    assert SpokenConsent.objects.get().where == "online"
    assert Patient.objects.get(first_name="Pat").no_needles_since is not None
    page = shown(opened, visit)
    assert "You told us that you do not want needles." in page
    assert LINK not in page
    visit.refresh_from_db()
    assert visit.status == "booked"


def test_a_visit_without_needles_has_nothing_to_take_back(
    client: Client, cast: Cast, book: Callable[..., Appointment], now: dt.datetime
) -> None:
    set_clock(now)
    massage = book(melbourne(4, 12))
    client.get(new_link(massage, now))
    client.post(f"/visit/{massage.reference}/", BORN)
    assert "needle" not in shown(client, massage)


def test_once_it_has_begun_it_is_said_at_the_visit(opened: Client, visit: Appointment) -> None:
    opened.post(f"/visit/{visit.reference}/", BORN)
    set_clock(visit.starts + dt.timedelta(minutes=1))
    opened.post(f"/visit/{visit.reference}/no-needles/")
    assert not SpokenConsent.objects.exists()
