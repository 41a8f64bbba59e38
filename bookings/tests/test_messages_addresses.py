"""Addresses that fail, and patients who want no optional messages."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client

from bookings.messages import Delivered
from bookings.messages.links import new_link
from bookings.models import Appointment, Message, Patient, Step, VisitLink
from bookings.tests.conftest import Server, statuses
from bookings.tests.needles import needled
from bookings.tests.walking import set_clock
from conftest import Cast, melbourne

Book = Callable[..., Appointment]
Tick = Callable[[dt.datetime], Delivered]
START = melbourne(9, 10)
DAY = dt.timedelta(days=1)
LATER = START + 12 * DAY
LEAVES = START + 11 * DAY + dt.timedelta(minutes=30)


@pytest.mark.parametrize(
    ("answer", "flagged"),
    [
        ("550 no such person", True),
        ("550 5.1.1 user unknown", True),
        ("553 mailbox name not allowed", True),
        ("550 5.7.1 we do not like the sender", False),
        ("554 5.7.1 your server is on a list", False),
        ("552 5.2.2 mailbox full", False),
        ("451 4.1.1 later", False),
    ],
)
def test_an_address_that_nobody_has_is_flagged_and_no_other(
    book: Book, cast: Cast, tick: Tick, server: Server, now: dt.datetime, answer: str, flagged: bool
) -> None:
    book(START)
    server.says["RCPT"] = answer
    tick(now)
    cast.pat.refresh_from_db()
    assert (cast.pat.email_refused_at is not None) is flagged


def test_a_flagged_address_gets_nothing_more_until_it_is_changed(
    book: Book, cast: Cast, tick: Tick, server: Server, now: dt.datetime
) -> None:
    book(START)
    Patient.objects.filter(pk=cast.pat.pk).update(email_refused_at=now)
    assert tick(now) == {}
    assert statuses() == {"confirmation": "skipped mail to this address comes back"}
    Patient.objects.filter(pk=cast.pat.pk).update(email_refused_at=None)
    assert tick(START - DAY) == {"sent": 1}


def test_a_flag_is_not_set_on_an_address_that_was_changed_meanwhile(
    cast: Cast, now: dt.datetime
) -> None:
    stale = Patient.objects.get(pk=cast.pat.pk)
    Patient.objects.filter(pk=cast.pat.pk).update(email="new@patient.example")
    stale.mail_comes_back(now)
    cast.pat.refresh_from_db()
    assert cast.pat.email_refused_at is None


@pytest.fixture
def asked_weeks_later(book: Book, cast: Cast, tick: Tick, server: Server) -> Appointment:
    """Pat's only visit, and M6, the optional message after it, has left."""
    visit = book(START, service=cast.needling)
    needled(visit, closed_at=START)
    Step.objects.exclude(key="no-next-visit").update(active=False)
    assert tick(LEAVES) == {"sent": 1}
    set_clock(LATER)
    return visit


def test_an_optional_message_offers_one_press_to_unsubscribe(
    asked_weeks_later: Appointment, server: Server
) -> None:
    mail = server.last()
    stop = str(mail["List-Unsubscribe"]).strip()
    assert str(mail["List-Unsubscribe-Post"]) == "List-Unsubscribe=One-Click"
    assert stop.startswith("<http://127.0.0.1")
    for kind in ("plain", "html"):
        assert stop.strip("<>") in server.words(kind)


def test_what_is_about_the_visit_or_its_safety_offers_none(
    book: Book, tick: Tick, server: Server, now: dt.datetime
) -> None:
    book(START)
    tick(now)
    assert server.last()["List-Unsubscribe"] is None
    assert "stop" not in server.words()


def test_one_press_is_a_post_without_cookies_and_a_get_changes_nothing(
    asked_weeks_later: Appointment, cast: Cast, server: Server
) -> None:
    address = (
        "/visit/stop/" + str(server.last()["List-Unsubscribe"]).strip(" <>").rpartition("/stop/")[2]
    )
    mail_program = Client(enforce_csrf_checks=True)
    for look in (mail_program.get, mail_program.head):
        assert look(address).status_code == 200
    cast.pat.refresh_from_db()
    assert cast.pat.unsubscribed_at is None
    for _ in range(2):
        answer = mail_program.post(address, {"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200
        assert "You get no more of these emails" in answer.content.decode()
    cast.pat.refresh_from_db()
    assert cast.pat.unsubscribed_at is not None


@pytest.mark.parametrize("purpose", [VisitLink.Purpose.VISIT, VisitLink.Purpose.CHECK_IN])
def test_a_link_is_for_one_purpose(
    client: Client, asked_weeks_later: Appointment, cast: Cast, purpose: str
) -> None:
    other = new_link(asked_weeks_later, LATER, purpose).rpartition("/")[0].rpartition("/")[2]
    assert client.post(f"/visit/stop/{other}/").status_code == 404
    stop = new_link(asked_weeks_later, LATER, VisitLink.Purpose.UNSUBSCRIBE)
    opened = client.get(f"/visit/l/{stop.rpartition('/')[0].rpartition('/')[2]}/")
    assert opened.status_code == 404
    cast.pat.refresh_from_db()
    assert cast.pat.unsubscribed_at is None


def test_a_sent_message_keeps_the_version_of_its_text(
    book: Book, tick: Tick, now: dt.datetime
) -> None:
    book(START)
    tick(now)
    Step.objects.filter(key="confirmation").update(subject="New words")
    (sent,) = Message.objects.values_list("text__subject", flat=True)
    assert sent == "Your visit to {clinic} on {day}"
    versions = Step.objects.filter(key="confirmation").order_by("versions__pgh_id")
    assert list(versions.values_list("versions__subject", flat=True)) == [
        "Your visit to {clinic} on {day}",
        "New words",
    ]
