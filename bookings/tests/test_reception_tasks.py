"""The tasks: who, what was said, and what came of it."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from bookings.models import (
    Task,
)
from bookings.tests.desk import at_desk, desk_page, person, task
from conftest import Cast
from portal.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("morning")]


def finish(client: Client, one: Task, outcome: str):
    return client.post(reverse("admin:task_done", args=[one.pk]), {f"{one.pk}-outcome": outcome})


def test_a_task_says_who_and_what(reception: Client, cast: Cast, now: dt.datetime) -> None:
    task(now)
    listed = desk_page(reception, "tasks")
    for said in ("call back", "Robin", "please ring", 'href="tel:0491570157"', "Tue 2 Mar, 08:00"):
        assert said in listed


def test_a_task_is_done_with_its_outcome(reception: Client, cast: Cast, now: dt.datetime) -> None:
    one = task(now)
    finish(reception, one, "rang, all well")
    one.refresh_from_db()
    assert one.outcome == "rang, all well"
    assert one.done_at is not None
    assert one.done_by == User.objects.get(email="reception@staff.example")
    assert "No task is open." in desk_page(reception, "tasks")


def test_a_worklist_is_still_open_after_each_press(
    reception: Client, cast: Cast, now: dt.datetime
) -> None:
    one, here = task(now), f"{reverse('admin:tasks')}?list=others"
    assert f'name="next" value="{here}"' in reception.get(here).content.decode()
    sent = {f"{one.pk}-outcome": "", "next": here}
    address = reverse("admin:task_done", args=[one.pk])
    assert f'name="next" value="{here}"' in reception.post(address, sent).content.decode()
    assert reception.post(address, {**sent, f"{one.pk}-outcome": "rang"})["Location"] == here


def test_a_task_without_an_outcome_stays(reception: Client, cast: Cast, now: dt.datetime) -> None:
    one = task(now)
    answer = finish(reception, one, "")
    assert answer.content.decode().count("Say in a few words what came of it.") == 2
    assert Task.objects.open().count() == 1


def test_a_task_done_at_another_desk_keeps_its_outcome(
    reception: Client, cast: Cast, now: dt.datetime
) -> None:
    one = task(now)
    finish(reception, one, "first")
    finish(reception, one, "second")
    one.refresh_from_db()
    assert one.outcome == "first"


def test_clinical_call_backs_are_for_practitioners(
    reception: Client, cast: Cast, now: dt.datetime
) -> None:
    one = task(now, Task.Kind.CLINICAL, words="worse since the visit")
    assert "worse since the visit" not in desk_page(reception, "tasks")
    finish(reception, one, "none of my business")
    assert Task.objects.open().count() == 1
    assert "worse since the visit" in desk_page(at_desk(person("practitioner")), "tasks")
