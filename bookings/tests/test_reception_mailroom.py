"""The page of messages: what left, what waits, what failed, and the buttons beside each."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from bookings.messages import Delivered, find_due
from bookings.models import Appointment, Clinic, Message, Tick
from bookings.tests.conftest import Server
from bookings.tests.desk import desk_page
from conftest import Cast, melbourne

Book = Callable[..., Appointment]
Send = Callable[[dt.datetime], Delivered]
START = melbourne(9, 10)
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def failed(book: Book, tick: Send, server: Server, now: dt.datetime) -> Message:
    book(START)
    server.says["DATA"] = "550 too many spots"
    tick(now)
    server.says.clear()
    return Message.objects.get()


def act(client: Client, name: str, message: Message, **sent: str) -> str:
    answer = client.post(reverse(f"admin:{name}", args=[message.pk]), sent, follow=True)
    return answer.content.decode()


def test_a_failure_stands_with_its_reason_and_whom_to_ring(
    reception: Client, failed: Message
) -> None:
    page = desk_page(reception, "messages")
    assert "550 too many spots" in page
    assert "tel:0491570156" in page
    assert 'Failed emails <span class="count count-some">1</span>' in " ".join(page.split())


def test_one_press_sends_it_again_and_the_page_says_so(
    reception: Client, failed: Message, server: Server, tick: Send, now: dt.datetime
) -> None:
    assert "leaves in a moment" in act(reception, "message_resend", failed)
    assert tick(now + MINUTE) == {"sent": 1}
    assert "no longer true" not in act(reception, "message_resend", failed)


def test_one_press_leaves_it_unsent_and_goes_back_to_where_it_was_pressed(
    reception: Client, failed: Message
) -> None:
    visit = reverse("admin:bookings_appointment_change", args=[failed.appointment_id])
    page = act(reception, "message_skip", failed, next=visit)
    assert "is not sent." in page
    assert "not sent: skipped by staff" in page
    assert "settled already" in act(reception, "message_skip", failed, next="https://else.example/")


def test_the_figures_count_what_left_and_what_waits(
    reception: Client, book: Book, cast: Cast, tick: Send, now: dt.datetime
) -> None:
    book(START)
    tick(now)
    book(melbourne(9, 12), patient=cast.quinn)
    find_due(now=now)
    mail = reception.get(reverse("admin:messages")).context["mail"]
    assert (mail.hour, mail.today, mail.week, mail.waiting, mail.later) == (1, 1, 1, 1, 0)
    assert mail.oldest == now
    assert [(one.day.isoformat(), one.sent) for one in mail.days if one.sent] == [("2027-03-02", 1)]


def test_a_sender_that_is_silent_is_said(reception: Client, now: dt.datetime) -> None:
    assert "never: nothing is sent" in desk_page(reception, "messages")
    Tick.objects.create(found_until=now - dt.timedelta(minutes=3))
    assert "nothing is sent, tell the operator" in desk_page(reception, "messages")
    Tick.objects.update(found_until=now)
    assert "tell the operator" not in desk_page(reception, "messages")


def test_h17_only_who_keeps_the_clinic_leaves_all_of_it_unsent(
    reception: Client, manager: Client, book: Book, journey: None, now: dt.datetime
) -> None:
    Clinic.objects.update(sending_stopped=True)
    book(START)
    find_due(now=now)
    address = reverse("admin:messages_skip_all")
    assert address not in desk_page(reception, "messages")
    assert reception.post(address).status_code == 403
    assert address in desk_page(manager, "messages")
    assert "1 waiting messages are not sent." in manager.post(address, follow=True).content.decode()


def test_the_visit_lists_what_left_what_will_leave_and_why_not(
    reception: Client, book: Book, cast: Cast, failed: Message
) -> None:
    visit = reverse("admin:bookings_appointment_change", args=[failed.appointment_id])
    page = reception.get(visit).content.decode()
    assert "failed: 550 too many spots" in page
    assert "M0 Reminder, a day before: how to prepare" in page
    assert "<td>planned</td>" in page
    # Buttons are forms, and stand outside the form of the record.
    assert page.index("</form>", page.index('id="appointment_form"')) < page.index(
        reverse("admin:message_resend", args=[failed.pk])
    )


@pytest.mark.parametrize("visits", [1, 6])
def test_the_page_takes_as_many_queries_with_one_message_as_with_many(
    reception: Client,
    book: Book,
    server: Server,
    tick: Send,
    now: dt.datetime,
    visits: int,
    django_assert_max_num_queries: Any,
) -> None:
    for hour in range(visits):
        book(melbourne(9, 9 + hour))
    server.says["DATA"] = "550 no"
    tick(now)
    with django_assert_max_num_queries(17):
        reception.get(reverse("admin:messages"))
