"""The poll of an open page: silent when nothing changed, cheap, and guarded like any page."""

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse

from bookings.models import Appointment, Closure
from bookings.tests.desk import at_desk, person, stand_at, task
from bookings.tests.test_reception_move import place, press
from conftest import Cast, melbourne

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(cast: Cast, now: dt.datetime, monkeypatch: pytest.MonkeyPatch) -> Client:
    stand_at(now, monkeypatch)
    return at_desk(person("reception"))


def seen(client: Client) -> str:
    """What the page Today has seen of the diary."""
    page = client.get(reverse("admin:index")).content.decode()
    found = re.search(r'data-seen="([^"]+)"', page)
    assert found
    return found[1]


def poll(client: Client, words: str):
    return client.get(reverse("admin:live"), {"seen": words})


def test_a_poll_without_a_change_is_empty_and_asks_two_questions(
    client: Client, book, django_assert_num_queries
) -> None:
    book(melbourne(2, 10))
    words = seen(client)
    with django_assert_num_queries(2):
        answer = poll(client, words)
    assert (answer.status_code, answer.content) == (204, b"")


def test_a_change_at_another_desk_is_told(client: Client, book, cast: Cast) -> None:
    visit = book(melbourne(2, 10))
    words = seen(client)
    press(client, "visit_move_to", visit, tell="yes", place=place(cast, melbourne(2, 11)))
    assert poll(client, words).json() == {"said": "The diary has changed."}
    assert poll(client, seen(client)).status_code == 204


def test_a_change_that_ends_after_a_later_one_is_not_missed(client: Client, book) -> None:
    """Numbers are taken in one order, and seen in another."""
    book(melbourne(2, 10))
    newest, rest = seen(client).split(".", 1)
    count, rest = rest.split(".", 1)
    assert poll(client, f"{newest}.{int(count) - 1}.{rest}").status_code == 200


def test_closures_and_tasks_count_as_changes(client: Client, cast: Cast, now: dt.datetime) -> None:
    words = seen(client)
    away = Closure.objects.create(
        during=(melbourne(2, 0), melbourne(3, 0)), practitioner=cast.alex, reason="Away"
    )
    assert poll(client, words).status_code == 200
    words = seen(client)
    away.during = (melbourne(2, 0), melbourne(4, 0))
    away.save()
    assert poll(client, words).status_code == 200
    words = seen(client)
    ring = task(now)
    assert poll(client, words).status_code == 200
    words = seen(client)
    ring.done_at = now
    ring.save()
    assert poll(client, words).status_code == 200


def test_a_new_online_booking_is_named_once(client: Client, book, cast: Cast) -> None:
    words = seen(client)
    visit = book(melbourne(2, 10, 30))
    Appointment.objects.filter(pk=visit.pk).update(source="online")
    said = poll(client, words).json()["said"]
    assert said == "New online booking: 10:30, Pat Example."
    words = seen(client)
    press(client, "visit_check_in", visit)
    assert poll(client, words).json()["said"] == "The diary has changed."


def test_an_online_booking_of_another_day_comes_with_its_day(client: Client, book) -> None:
    words = seen(client)
    Appointment.objects.filter(pk=book(melbourne(4, 9)).pk).update(source="online")
    assert (
        "New online booking: Thu 4 Mar, 09:00, Pat Example." in poll(client, words).json()["said"]
    )


def test_words_that_no_page_has_shown_are_answered(client: Client) -> None:
    for words in ("", "x.y", "9" * 400, "-1.2"):
        assert poll(client, words).status_code == 200


def test_nobody_polls_who_is_not_signed_in_with_both_steps(client: Client) -> None:
    assert poll(Client(), "").status_code == 403
    half = Client()
    half.force_login(person("manager"))
    assert poll(half, "").status_code == 403


def test_a_poll_ends_with_the_account_or_its_password(client: Client) -> None:
    user = person("manager")
    other = at_desk(user)
    assert poll(other, "").status_code == 200
    user.set_password("something else")
    user.save()
    assert poll(other, "").status_code == 403
    third = at_desk(user)
    user.is_active = False
    user.save()
    assert poll(third, "").status_code == 403
