"""The queue of reviews: whose they are, when they are due, and taking or handing on one."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bookings.models import Appointment, Practitioner, Review
from bookings.reception.reviewing import in_words
from bookings.tests.answers import CANARY, assessment
from bookings.tests.desk import at_desk, desk_page, person, stand_at
from conftest import Cast, melbourne

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("morning")]


@pytest.fixture
def alex(cast: Cast) -> Client:
    """Alex, a practitioner with an account."""
    user = person("practitioner")
    Practitioner.objects.filter(pk=cast.alex.pk).update(user=user)
    return at_desk(user)


@pytest.fixture
def waiting(cast: Cast, book: Callable[..., Appointment], now: dt.datetime) -> Appointment:
    return book(melbourne(12, 10), service=cast.needling, assessment=assessment(now))


def queue(client: Client, whose: str = "all") -> str:
    return client.get(reverse("admin:reviews"), {"whose": whose}).content.decode()


def post(client: Client, name: str, visit: Appointment, **typed: object):
    return client.post(reverse(f"admin:{name}", args=[visit.reference]), typed)


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (dt.timedelta(minutes=40), "due in 40 min"),
        (dt.timedelta(hours=47), "due in 47 h"),
        (dt.timedelta(days=3, hours=5), "due in 3 days"),
        (dt.timedelta(hours=-2, minutes=-10), "late by 2 h"),
    ],
)
def test_time_left_is_said_in_words(left: dt.timedelta, words: str) -> None:
    assert in_words(left) == words


def test_an_overdue_review_says_so_by_sign_and_word(
    reception: Client, waiting: Appointment, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "due in 8 h" in queue(reception)
    stand_at(melbourne(3, 12), monkeypatch)
    page = queue(reception)
    assert "■" in page
    assert "late by 19 h" in page


def test_mine_and_nobodys_are_filtered_by_the_address(alex: Client, waiting: Appointment) -> None:
    assert "Pat Example" in queue(alex, "mine")
    assert "Pat Example" not in queue(alex, "nobody")
    Review.objects.update(assigned_to=None)
    assert "Pat Example" not in queue(alex, "mine")
    assert "Pat Example" in queue(alex, "nobody")
    assert "Pat Example" in queue(alex, "nonsense")


def test_one_press_takes_a_review(alex: Client, cast: Cast, waiting: Appointment) -> None:
    Review.objects.update(assigned_to=None)
    assert "Take it" in queue(alex)
    post(alex, "review_take", waiting)
    assert Review.objects.get().assigned_to == cast.alex
    assert "Take it" not in queue(alex)


def test_a_review_is_handed_to_somebody_or_to_anyone(
    alex: Client, cast: Cast, waiting: Appointment
) -> None:
    post(alex, "review_hand_on", waiting, practitioner=cast.blake.pk)
    assert Review.objects.get().assigned_to == cast.blake
    post(alex, "review_hand_on", waiting, practitioner="")
    assert Review.objects.get().assigned_to is None
    post(alex, "review_hand_on", waiting, practitioner=999)
    assert Review.objects.get().assigned_to is None


def test_who_is_no_practitioner_takes_none_and_may_decide(cast: Cast, waiting: Appointment) -> None:
    lead = at_desk(person("clinical lead"))
    answer = lead.post(reverse("admin:review_take", args=[waiting.reference]), follow=True)
    assert "no practitioner’s record" in answer.content.decode().replace("&#x27;", "’")
    assert Review.objects.get().assigned_to == cast.alex
    post(lead, "review_decide", waiting, decision="clear", reason="Fine.", version=1)
    assert Review.objects.get().decision == "clear"


def test_a_letter_is_shown_in_the_queue_and_the_visit_waits(
    alex: Client, waiting: Appointment
) -> None:
    post(alex, "review_decide", waiting, decision="letter", reason="Dose unclear.", version=1)
    page = queue(alex)
    assert "for a letter, asked for on Tue 2 Mar" in page
    assert "Dose unclear" not in page
    decide = alex.get(reverse("admin:review_decide", args=[waiting.reference])).content.decode()
    assert "Dose unclear." in decide


def test_another_service_is_offered_only_where_the_answers_do_not_stop_it(
    alex: Client, cast: Cast, waiting: Appointment
) -> None:
    page = alex.get(reverse("admin:review_decide", args=[waiting.reference])).content.decode()
    assert f'<option value="{cast.massage.pk}">Massage</option>' in page
    post(
        alex,
        "review_decide",
        waiting,
        decision="service",
        service=cast.massage.pk,
        reason="Safer.",
        version=1,
    )
    assert Appointment.objects.get(pk=waiting.pk).service == cast.massage


def test_conditions_are_read_with_the_answers_and_not_at_reception(
    alex: Client, reception: Client, waiting: Appointment
) -> None:
    words = f"{CANARY} conditions"
    post(
        alex,
        "review_decide",
        waiting,
        decision="conditions",
        conditions=words,
        reason="Talked.",
        version=1,
    )
    page = alex.get(reverse("admin:visit_screening", args=[waiting.reference])).content.decode()
    assert words in page
    assert CANARY not in reception.get(reverse("admin:index") + "?day=2027-03-12").content.decode()


def test_the_queue_takes_the_same_queries_with_one_review_and_with_many(
    alex: Client, cast: Cast, book: Callable[..., Appointment], now: dt.datetime
) -> None:
    counts = []
    desk_page(alex, "reviews")
    for days in (range(15, 16), range(16, 20)):
        for day in days:
            book(melbourne(day, 10), service=cast.needling, assessment=assessment(now))
        with CaptureQueriesContext(connection) as seen:
            desk_page(alex, "reviews")
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 15
