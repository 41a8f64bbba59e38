"""The contact page: messages and complaints that reach the desk, encrypted."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from bookings.models import Task
from conftest import Cast
from portal.forms import MOST_AN_HOUR
from portal.kit import clock

WORDS = "The waiting room was cold, and the canary sang."


def letter(**changes: str) -> dict[str, str]:
    return {
        "kind": "contact",
        "name": "Robin Example",
        "email": "robin@patient.example",
        "phone": "",
        "words": WORDS,
        "website": "",
        **changes,
    }


def kept() -> Any:
    """What the one open task holds, decrypted."""
    return Task.objects.open().get().what


def test_the_form_is_never_stored_by_a_cache(client: Client, cast: Cast) -> None:
    assert "no-store" in client.get(reverse("contact")).headers["Cache-Control"]


def test_h19_beside_the_box_stands_when_it_is_read_and_whom_to_call(
    client: Client, cast: Cast
) -> None:
    page = client.get(reverse("contact")).content.decode()
    box = page.index("<textarea")
    note = page.index("reads this on working days", box)
    assert 'href="tel:000"' in page[note : page.index("</form>")]


@pytest.mark.parametrize("kind", ["contact", "complaint"])
def test_a_message_becomes_work_for_the_desk(client: Client, cast: Cast, kind: str) -> None:
    response = client.post(reverse("contact"), letter(kind=kind))
    assert response.status_code == 302
    assert response.headers["Location"] == reverse("contact_sent")
    task = Task.objects.open().get()
    assert task.kind == kind
    assert kept() == {
        "name": "Robin Example",
        "email": "robin@patient.example",
        "phone": "",
        "words": WORDS,
    }
    assert task.due_at > task.created_at


def test_the_words_are_encrypted_in_the_database(client: Client, cast: Cast) -> None:
    client.post(reverse("contact"), letter())
    with connection.cursor() as cursor:
        cursor.execute("SELECT what FROM bookings_task")
        stored = bytes(cursor.fetchone()[0])
    assert stored
    assert b"canary" not in stored


def test_bad_input_is_named_and_nothing_typed_is_lost(client: Client, cast: Cast) -> None:
    response = client.post(reverse("contact"), letter(kind="", name="", email="robin@"))
    page = response.content.decode()
    assert "<title>Error: Contact and complaints" in page
    assert '<a href="#id_name">Enter your name.</a>' in page
    assert '<a href="#id_email">Enter an email address in the right form' in page
    assert '<a href="#id_kind_0">Choose a question or a complaint.</a>' in page
    assert 'value="robin@"' in page
    assert WORDS in page
    assert not Task.objects.exists()


def test_a_way_to_answer_is_needed_and_a_phone_will_do(client: Client, cast: Cast) -> None:
    refused = client.post(reverse("contact"), letter(email=""))
    assert b"Enter an email address or a phone number." in refused.content
    client.post(reverse("contact"), letter(email="", phone="03 5550 0123"))
    assert kept()["phone"] == "03 5550 0123"


def test_what_a_machine_fills_in_is_not_kept(client: Client, cast: Cast) -> None:
    response = client.post(reverse("contact"), letter(website="https://spam.example"))
    assert response.status_code == 302
    assert not Task.objects.exists()


def test_a_flood_is_turned_away_and_the_words_stay(client: Client, cast: Cast) -> None:
    now = clock.now()
    Task.objects.bulk_create(
        Task(kind=Task.Kind.CONTACT, what={}, created_at=now, due_at=now)
        for _ in range(MOST_AN_HOUR)
    )
    response = client.post(reverse("contact"), letter())
    assert response.status_code == 429
    assert b"Please ring us." in response.content
    assert WORDS in response.content.decode()
    assert Task.objects.count() == MOST_AN_HOUR


def test_a_form_from_elsewhere_is_refused(cast: Cast) -> None:
    response = Client(enforce_csrf_checks=True).post(reverse("contact"), letter())
    assert response.status_code == 403
    assert b"This form was open too long" in response.content
    assert not Task.objects.exists()
