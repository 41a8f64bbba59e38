"""The patient's pages of the waitlist: join, answer an offer, stop (hazards H08, H09, H10)."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from bookings import messages, scheduling
from bookings.models import Appointment, Status, Wish, WishOffer
from bookings.tests.conftest import Server
from bookings.tests.waitlist import Wait
from bookings.tests.walking import set_clock
from conftest import Cast
from screening.models import Version

pytestmark = pytest.mark.django_db
Book = Callable[..., Appointment]
BORN = {"born_day": "17", "born_month": "5", "born_year": "1980"}
WISH = {"weekdays": ["4"], "notice_hours": "24", "until": "2027-03-31"}


@pytest.fixture
def wish(cast: Cast, wait: Wait, now: dt.datetime, open_online_again: None) -> Wish:
    """Pat waits, and Wednesday at nine is offered."""
    made = wait()
    scheduling.match(now=now)
    set_clock(now)
    return made


@pytest.fixture
def open_online_again(cast: Cast, screened: Any, now: dt.datetime) -> None:
    """The version of the answers is the published one."""
    Version.objects.update(status=Version.Status.PUBLISHED, published_at=now)


def opened(client: Client, server: Server, now: dt.datetime) -> str:
    """The address of the wish's page, by the link of the email about it."""
    messages.deliver_offers(now=now)
    return client.get(path_of(server)).headers["Location"]


def path_of(server: Server) -> str:
    """Of the link in the last email."""
    found = re.search(r"(/waiting/o/\S+)", server.words())
    assert found
    return found[1]


def offer_of(wish: Wish) -> WishOffer:
    return wish.offers.latest("made_at")


def test_h09_the_email_is_bare_and_so_is_the_page_until_the_date_of_birth(
    client: Client, server: Server, wish: Wish, now: dt.datetime
) -> None:
    address = opened(client, server, now)
    mail = f"{server.last()['Subject']} {server.words()}"
    page = client.get(address).content.decode()
    for words in (mail, page):
        assert "Massage" not in words
        assert "Alex" not in words
    assert "Wednesday 3 March 2027 at 9:00 am" in mail
    assert "9 am" in page
    refused = client.post(f"{address}take/", {"offer": offer_of(wish).pk})
    assert "Enter the date of birth" in refused.content.decode()
    wrong = client.post(f"{address}take/", {"offer": offer_of(wish).pk, **BORN, "born_day": "1"})
    assert "not the date of birth" in wrong.content.decode()
    assert not Appointment.objects.filter(status=Status.BOOKED).exists()


def test_take_it_books_once_however_often_it_is_pressed(
    client: Client, server: Server, wish: Wish, now: dt.datetime
) -> None:
    address, shown = opened(client, server, now), {"offer": offer_of(wish).pk, **BORN}
    answer = client.post(f"{address}take/", shown)
    visit = Appointment.objects.get()
    assert answer["Location"] == f"/visit/{visit.reference}/"
    assert "The time is yours." in client.get(answer["Location"]).content.decode()
    assert client.post(f"{address}take/", shown)["Location"] == answer["Location"]
    assert Appointment.objects.get() == visit
    assert "This time was taken" in client.get(address).content.decode()


def test_after_the_deadline_nothing_is_written(
    client: Client, server: Server, wish: Wish, now: dt.datetime
) -> None:
    messages.deliver_offers(now=now)
    offer = offer_of(wish)
    set_clock(offer.deadline - dt.timedelta(minutes=5))
    address = client.get(path_of(server)).headers["Location"]
    set_clock(offer.deadline)
    late = client.post(f"{address}take/", {"offer": offer.pk, **BORN})
    assert late.status_code == 409
    assert "no longer held for you" in late.content.decode()
    assert "there was no answer in time" in client.get(address).content.decode()
    assert not Appointment.objects.exclude(status=Status.PROPOSED).exists()


def test_no_thanks_frees_it_and_they_wait_on(
    client: Client, server: Server, wish: Wish, now: dt.datetime
) -> None:
    address, offer = opened(client, server, now), offer_of(wish)
    answer = client.post(f"{address}no/", {"offer": offer.pk})
    assert "You are on the list" in client.get(answer["Location"]).content.decode()
    assert not Appointment.objects.exists()
    assert client.post(f"{address}no/", {"offer": offer.pk}).status_code == 409
    assert client.post(f"{address}no/", {"offer": "x"}).status_code == 409


def test_stop_waiting_ends_it(client: Client, server: Server, wish: Wish, now: dt.datetime) -> None:
    address = opened(client, server, now)
    client.post(f"{address}stop/")
    wish.refresh_from_db()
    assert wish.ended_why == Wish.Why.STOPPED
    assert "You wait no more" in client.get(address).content.decode()
    assert not Appointment.objects.exists()


def test_a_scanner_that_opens_the_link_changes_nothing(
    client: Client, server: Server, wish: Wish, now: dt.datetime
) -> None:
    address = opened(client, server, now)
    for one in (address, f"{address}take/", f"{address}no/", f"{address}stop/"):
        client.get(one)
        client.head(one)
    assert Wish.objects.open().get() == wish
    assert offer_of(wish).answer == ""


def test_h10_a_guessed_or_foreign_address_tells_nothing(client: Client, wish: Wish) -> None:
    for path in (f"/waiting/{wish.reference}/", "/waiting/o/guessed/", "/waiting/NOSUCH/"):
        answer = client.get(path)
        assert answer.status_code == 404
        assert "We cannot show a visit here" in answer.content.decode()
    assert client.post(f"/waiting/{wish.reference}/stop/").status_code == 404
    assert Wish.objects.open().exists()


def test_a_link_says_that_it_is_closed_a_month_after_the_end(
    client: Client, server: Server, wish: Wish, now: dt.datetime
) -> None:
    messages.deliver_offers(now=now)
    path = path_of(server)
    scheduling.end_wishes(now=now, wishes=[wish.pk], why=Wish.Why.STAFF)
    assert client.get(path).status_code == 302
    set_clock(now + dt.timedelta(days=31))
    assert client.get(path).status_code == 410
