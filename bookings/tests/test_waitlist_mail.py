"""The emails of offers: once each, to whom they may go, by the step's own words."""

import datetime as dt
from typing import Any

import pytest

from bookings import messages, scheduling, tasks
from bookings.messages.offers import LEASE
from bookings.models import Clinic, Patient, Step, WishOffer
from bookings.tests.conftest import Server
from bookings.tests.waitlist import Wait, somebody
from bookings.tests.walking import set_clock
from conftest import Cast
from portal.kit import clock

pytestmark = pytest.mark.django_db
QUERIES = 24


@pytest.fixture
def offered(cast: Cast, wait: Wait, server: Server, now: dt.datetime) -> WishOffer:
    wish = wait()
    scheduling.match(now=now)
    return wish.offers.get()


def told(offer: WishOffer) -> tuple[str, str]:
    offer.refresh_from_db()
    return offer.mail, offer.mail_reason


def test_an_offer_is_told_once(offered: WishOffer, server: Server, now: dt.datetime) -> None:
    assert str(messages.deliver_offers(now=now)) == "1 sent"
    assert str(messages.deliver_offers(now=now + LEASE)) == "none"
    (mail,) = server.mails
    assert mail["To"] == "pat@patient.example"
    assert mail["Subject"] == (
        "Example Clinic: a time is free for you until 11:00 am on Tuesday 2 March 2027"
    )
    assert mail["Message-ID"].startswith(f"<offer.{offered.pk}@")
    assert told(offered) == (WishOffer.Mail.SENT, "")


def test_h08_a_patient_who_fell_silent_since_gets_no_email(
    offered: WishOffer, cast: Cast, server: Server, now: dt.datetime
) -> None:
    Patient.objects.filter(pk=cast.pat.pk).update(contact_state="died")
    messages.deliver_offers(now=now)
    assert server.mails == []
    assert told(offered) == (WishOffer.Mail.FAILED, "the patient has died")


def test_h17_one_switch_stops_offers_as_well(
    offered: WishOffer, server: Server, now: dt.datetime
) -> None:
    Clinic.objects.update(sending_stopped=True)
    messages.deliver_offers(now=now)
    assert server.mails == []
    Clinic.objects.update(sending_stopped=False)
    messages.deliver_offers(now=now)
    assert len(server.mails) == 1


def test_an_offer_that_is_over_is_not_told(
    offered: WishOffer, server: Server, now: dt.datetime
) -> None:
    scheduling.withdraw(now=now, offer=offered)
    messages.deliver_offers(now=now)
    assert server.mails == []
    assert told(offered)[0] == WishOffer.Mail.FAILED


@pytest.mark.parametrize(
    ("says", "mail", "refused"),
    [
        ("550 5.1.1 nobody of that name", WishOffer.Mail.FAILED, True),
        ("451 try again", WishOffer.Mail.DUE, False),
    ],
)
def test_what_the_mail_server_says_is_noted_and_tried_again_if_it_may_help(
    offered: WishOffer,
    cast: Cast,
    server: Server,
    now: dt.datetime,
    says: str,
    mail: str,
    refused: bool,
) -> None:
    server.says["RCPT"] = says
    messages.deliver_offers(now=now)
    assert told(offered)[0] == mail
    cast.pat.refresh_from_db()
    assert (cast.pat.email_refused_at is not None) is refused
    server.says.clear()
    messages.deliver_offers(now=now + LEASE)
    assert len(server.mails) == (0 if refused else 1)


def test_a_server_that_refuses_the_clinic_stops_everything(
    offered: WishOffer, server: Server, now: dt.datetime
) -> None:
    server.says["MAIL"] = "530 sign in first"
    messages.deliver_offers(now=now)
    assert Clinic.objects.get().sending_stopped


def test_the_words_are_the_clinics_own_and_a_wrong_placeholder_is_noted(
    offered: WishOffer, server: Server, now: dt.datetime
) -> None:
    Step.objects.filter(key="waitlist-offer").update(body="A {nonsense}.\n\nLook: {offer_link}")
    messages.deliver_offers(now=now)
    assert "nonsense" in told(offered)[1]


def test_the_lint_wants_the_link_of_an_offer_and_no_link_of_a_visit(journey: None) -> None:
    step = Step.objects.get(key="waitlist-offer")
    assert messages.problems(step) == []
    step.body = "Hello {first_name}. See {visit_link}"
    said = " ".join(messages.problems(step))
    assert "{visit_link} cannot be used here." in said
    assert "has no {offer_link}." in said
    other = Step.objects.get(key="aftercare")
    other.body += "\n\nTake it: {offer_link}"
    assert "{offer_link} cannot be used here." in " ".join(messages.problems(other))


def test_one_tick_does_it_all_and_says_so(
    cast: Cast, wait: Wait, server: Server, now: dt.datetime, django_assert_max_num_queries: Any
) -> None:
    set_clock(now)
    wait()
    assert tasks.offer_waiting() == (
        "0 offers passed, 0 wishes ended, 1 offered, 0 to ring; 1 sent."
    )
    assert len(server.mails) == 1
    set_clock(now + dt.timedelta(hours=4))
    assert tasks.offer_waiting().startswith("1 offers passed, 0 wishes ended, 1 offered")


def test_a_tick_with_nothing_new_takes_as_many_queries_for_many_as_for_one(
    cast: Cast,
    wait: Wait,
    now: dt.datetime,
    monkeypatch: pytest.MonkeyPatch,
    django_assert_num_queries: Any,
) -> None:
    set_clock(now)
    wait(weekdays=[7])
    for _ in range(2):
        tasks.offer_waiting()
        # The clock is read once a second: here each time.
        monkeypatch.setattr(clock, "_seen", None)
        with django_assert_num_queries(QUERIES):
            tasks.offer_waiting()
        for _ in range(9):
            wait(patient=somebody(now), weekdays=[7])
