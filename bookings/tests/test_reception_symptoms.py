"""Symptoms on the phone: one key, the words to say, and a task for those who may judge."""

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from bookings.models import Task
from bookings.tests.desk import at_desk, desk_page, person
from conftest import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("morning", "cast")]

SAID = {"words": "Short of breath since noon", "told": "call the emergency number"}


def test_h12_every_page_of_the_desk_leads_to_the_script(reception: Client) -> None:
    for name in ("index", "phone", "reviews", "tasks", "records", "bookings_patient_changelist"):
        page = reception.get(reverse(f"admin:{name}")).content.decode()
        assert f'href="{reverse("admin:symptoms")}" data-symptoms' in page, name
        assert "reception/symptoms.js" in page, name


def test_h12_the_script_gives_the_numbers_and_what_to_say(reception: Client, cast: Cast) -> None:
    page = desk_page(reception, "symptoms")
    assert 'href="tel:000"' in page
    assert "106 by teletypewriter" in page
    assert "Healthdirect" in page
    assert "I cannot judge this" in page
    assert "Never say that it is normal" in page


def test_h12_what_was_said_is_a_task_for_clinicians_on_top_and_reception_sees_it_no_more(
    reception: Client,
) -> None:
    lead = at_desk(person("clinical lead"))
    reception.post(reverse("admin:symptoms"), {**SAID, "name": "Robin", "phone": "0491 570 157"})
    task = Task.objects.get()
    assert task.kind == Task.Kind.EMERGENCY
    assert "noon" not in desk_page(reception, "tasks")
    page = desk_page(lead, "tasks")
    for words in (SAID["words"], "Robin", "tel:0491570157", "reception@staff.example"):
        assert words in page


def test_it_stands_above_what_was_due_before(reception: Client) -> None:
    reception.post(reverse("admin:symptoms"), SAID)
    emergency = Task.objects.get()
    Task.objects.create(
        kind=Task.Kind.CALL_BACK,
        what={"why": "an old call"},
        created_at=emergency.created_at,
        due_at=emergency.due_at.replace(year=2026),
    )
    page = desk_page(at_desk(person("clinical lead")), "tasks")
    assert page.index(SAID["words"]) < page.index("an old call")


@pytest.mark.parametrize("left_out", ["words", "told"])
def test_what_is_missing_is_named_and_nothing_typed_is_lost(
    reception: Client, left_out: str
) -> None:
    typed = {name: value for name, value in SAID.items() if name != left_out}
    page = reception.post(reverse("admin:symptoms"), {**typed, "name": "Robin"}).content.decode()
    assert "There is a problem" in page
    assert 'value="Robin"' in page
    assert not Task.objects.exists()


def test_what_was_said_is_sealed_in_the_database(reception: Client) -> None:
    reception.post(reverse("admin:symptoms"), SAID)
    with connection.cursor() as cursor:
        cursor.execute("SELECT what FROM bookings_task")
        assert b"noon" not in bytes(cursor.fetchone()[0])
