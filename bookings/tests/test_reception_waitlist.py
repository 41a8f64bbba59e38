"""The waitlist at the desk: who waits, whom to ring, and each way to steer it."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from bookings import scheduling
from bookings.models import Appointment, Clinic, Patient, Status, Wish, WishOffer
from bookings.reception.queues import queues
from bookings.tests.desk import desk_page, person
from bookings.tests.waitlist import Wait, somebody
from conftest import Cast, melbourne
from portal.kit import clock

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("morning")]
Book = Callable[..., Appointment]
QUERIES = 15
CALLER = {"until": "2027-03-31", "notice_hours": "24"}


def press(client: Client, act: str, wish: Wish, **sent: Any) -> str:
    address = reverse(f"admin:waitlist_{act}", args=[wish.reference])
    return client.post(address, sent, follow=True).content.decode()


def offered(wish: Wish) -> WishOffer:
    return wish.offers.latest("made_at")


def test_the_page_says_who_waits_for_what_and_what_was_offered(
    reception: Client, cast: Cast, wait: Wait, now: dt.datetime
) -> None:
    wait(weekdays=[3], parts=["morning"])
    scheduling.match(now=now)
    wait(patient=cast.quinn, service=cast.needling, practitioners=[cast.alex], weekdays=[7])
    page = desk_page(reception, "waitlist")
    for words in (
        "Pat Example",
        "offered Wed 03 Mar, 09:00 with Alex Demo",
        "answer by Tue 02 Mar, 11:00; email on its way",
        "Wed; morning",
        "Quinn Example",
        "until Wed 31 Mar, to know 24 hours before",
    ):
        assert words in page


def test_a_match_that_no_email_can_offer_is_counted_held_and_booked_by_phone(
    reception: Client, cast: Cast, wait: Wait, now: dt.datetime
) -> None:
    wish = wait()
    Clinic.objects.update(offers_online=False)
    scheduling.match(now=now)
    counts = {one.name: one.count for one in queues(person("manager"), now)}
    assert counts["Waitlist matches"] == 1
    page = desk_page(reception, "waitlist")
    assert "ring: Wed 03 Mar, 09:00 with Alex Demo" in page
    assert "offers by email are off" in page
    Patient.objects.filter(pk=cast.pat.pk).update(email="")
    place = f"{melbourne(3, 9).isoformat()}|{cast.alex.pk}|{cast.melbourne.pk}"
    assert "Please ring" in press(reception, "offer", wish, place=place)
    assert offered(wish).mail == WishOffer.Mail.NONE
    assert queues(person("manager", "two@staff.example"), now)[-3].count == 0
    said = press(reception, "take", wish, offer=offered(wish).pk)
    assert "Pat Example is booked for Wed 03 Mar, 09:00." in said
    visit = Appointment.objects.get()
    assert (visit.status, visit.source) == (Status.BOOKED, Appointment.Source.PHONE)


def test_a_chosen_time_is_held_and_emailed_to_that_person_now(
    reception: Client, cast: Cast, wait: Wait, now: dt.datetime
) -> None:
    wait(now=now - dt.timedelta(hours=1))
    wish = wait(patient=cast.quinn, weekdays=[5])
    page = reception.get(reverse("admin:waitlist_times", args=[wish.reference])).content.decode()
    assert "Friday 5 March" in page
    assert "Wednesday 3 March" not in page
    place = f"{melbourne(5, 9).isoformat()}|{cast.alex.pk}|{cast.melbourne.pk}"
    assert "An email is on its way." in press(reception, "offer", wish, place=place)
    assert (offered(wish).starts, offered(wish).mail) == (melbourne(5, 9), WishOffer.Mail.DUE)
    assert "has an offer already" in press(reception, "offer", wish, place=place)
    assert "choose one of the times" in press(reception, "offer", wish, place="x")


@pytest.mark.parametrize(
    ("act", "answer"),
    [("decline", WishOffer.Answer.DECLINED), ("skip", WishOffer.Answer.WITHDRAWN)],
)
def test_an_offer_is_declined_or_taken_back_once(
    reception: Client, wait: Wait, now: dt.datetime, act: str, answer: str
) -> None:
    wish = wait()
    scheduling.match(now=now)
    press(reception, act, wish, offer=offered(wish).pk)
    assert offered(wish).answer == answer
    assert not Appointment.objects.exists()
    assert "answered already" in press(reception, "skip", wish, offer=offered(wish).pk)
    assert "This offer is over." in press(reception, "take", wish, offer="x")


def test_who_is_put_first_has_a_reason_and_it_is_shown(reception: Client, wait: Wait) -> None:
    wish = wait()
    assert "Say why: the reason is kept." in press(reception, "first", wish)
    said = press(reception, "first", wish, **{f"{wish.reference}-reason": "Travels far"})
    assert "Pat Example comes first now." in said
    assert "put first: Travels far" in said


def test_the_wait_is_ended_without_an_email(reception: Client, wait: Wait) -> None:
    wish = wait()
    assert "No email was sent." in press(reception, "end", wish)
    wish.refresh_from_db()
    assert wish.ended_why == Wish.Why.STAFF
    address = reverse("admin:waitlist_end", args=[wish.reference])
    assert reception.post(address).status_code == 404


def test_a_caller_is_found_and_added(
    reception: Client, cast: Cast, book: Book, screened: Any, journey: None
) -> None:
    visit = book(melbourne(10, 10), assessment=screened("clear"))
    found = reception.post(reverse("admin:waitlist_find"), {"q": "Pat"}).content.decode()
    address = reverse("admin:patient_wait", args=[cast.pat.reference])
    assert address in found
    assert (
        "Type part of a name"
        in reception.post(reverse("admin:waitlist_find"), {"q": ""}).content.decode()
    )
    reception.post(address, {**CALLER, "visit": visit.pk, "weekdays": ["3", "4"]})
    wish = Wish.objects.get()
    assert (wish.visit, wish.service, wish.weekdays) == (visit, cast.massage, [3, 4])
    assert wish.assessment == visit.assessment
    assert wish.added_by is not None


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({}, "Choose a service."),
        ({"until": "2020-01-01"}, "This day has passed."),
        ({"until": "x"}, "Enter a valid date."),
        ({"notice_hours": "-1"}, "greater than or equal to 0"),
        ({"notice_hours": ""}, "Enter a number of hours."),
        ({"weekdays": ["9"]}, "Select a valid choice."),
        ({"visit": "999999"}, "Select a valid choice."),
    ],
)
def test_bad_input_about_a_caller_is_named(
    reception: Client, cast: Cast, typed: dict[str, Any], sentence: str
) -> None:
    there = {"service": cast.massage.pk, "location": cast.melbourne.pk} if typed else {}
    address = reverse("admin:patient_wait", args=[cast.quinn.reference])
    page = reception.post(address, {**CALLER, **there, **typed})
    assert page.status_code == 200
    assert sentence in page.content.decode()
    assert not Wish.objects.exists()


def test_h12_the_list_shows_no_answers(
    reception: Client, cast: Cast, wait: Wait, now: dt.datetime
) -> None:
    wait()
    Patient.objects.filter(pk=cast.pat.pk).update(ask_again_since=now)
    page = desk_page(reception, "waitlist")
    assert "health questions not answered, or too long ago" in page
    assert "A line for reception." not in page


def test_h08_what_is_ahead_of_a_silent_patient_lists_the_wish(
    reception: Client, cast: Cast, wait: Wait
) -> None:
    wait()
    page = reception.get(reverse("admin:patient_clear", args=[cast.pat.reference]))
    assert "Waits for Massage, Melbourne" in page.content.decode()


def test_the_page_takes_as_many_queries_for_many_as_for_one(
    reception: Client,
    wait: Wait,
    now: dt.datetime,
    monkeypatch: pytest.MonkeyPatch,
    django_assert_num_queries: Any,
) -> None:
    wait()
    desk_page(reception, "waitlist")
    for _ in range(2):
        scheduling.match(now=now)
        # The clock is read once a second: here each time.
        monkeypatch.setattr(clock, "_seen", None)
        with django_assert_num_queries(QUERIES):
            desk_page(reception, "waitlist")
        for _ in range(9):
            wait(patient=somebody(now))
