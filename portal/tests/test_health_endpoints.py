"""/healthz, /readyz and /alarmz: what a balancer and an operator's monitor are told."""

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from bookings.models import Appointment, Clinic, Message, Step, Tick
from conftest import Cast, melbourne
from portal.kit import clock

NOBODY_LISTENS = "redis://127.0.0.1:1/0"


@pytest.fixture
def healthy(cast: Cast, settings: Any) -> None:
    """A clinic whose tick ran just now and whose broker answers."""
    settings.CELERY_BROKER_URL = "memory://"
    Tick.objects.create(found_until=clock.now())


@pytest.fixture
def no_database(transactional_db: None) -> Iterator[None]:
    """The database's port is closed while the test runs."""
    pooled: Any = connection
    kept = connection.settings_dict
    connection.close()
    pooled.close_pool()
    pool = {"min_size": 0, "max_size": 1, "timeout": 0.3}
    connection.settings_dict = {**kept, "PORT": 1, "OPTIONS": {**kept["OPTIONS"], "pool": pool}}
    yield
    connection.close()
    pooled.close_pool()
    connection.settings_dict = kept


def alarms(client: Client) -> tuple[int, list[str]]:
    response = client.get("/alarmz")
    return response.status_code, response.json()["alarms"]


def overdue(book: Callable[..., Appointment], cast: Cast, *, minutes: int) -> None:
    """A message that has been due for `minutes`."""
    due = clock.now() - dt.timedelta(minutes=minutes)
    step = Step.objects.create(
        key="test", name="Test", anchor=Step.Anchor.BOOKED, subject="s", body="b", active_from=due
    )
    Message.objects.create(
        step=step,
        appointment=book(melbourne(3, 10)),
        patient=cast.pat,
        anchor_at=due,
        due_at=due,
        use_by=due + dt.timedelta(hours=24),
        dedupe_key="test",
        created_at=due,
        next_try_at=due,
    )


def test_healthz_asks_nobody(client: Client) -> None:
    response = client.get("/healthz")
    assert response.status_code == 200
    assert response.json() == {"ok": True}


@pytest.mark.django_db
def test_readyz_needs_the_database_alone(client: Client, settings: Any) -> None:
    settings.CELERY_BROKER_URL = NOBODY_LISTENS
    assert client.get("/readyz").status_code == 200


def test_readyz_says_503_when_the_database_is_gone(client: Client, no_database: None) -> None:
    assert client.get("/readyz").status_code == 503


def test_alarmz_names_the_database_when_it_is_gone(client: Client, no_database: None) -> None:
    assert alarms(client) == (503, ["database"])


def test_alarmz_is_quiet_when_all_is_well(client: Client, healthy: None) -> None:
    assert alarms(client) == (200, [])


def test_alarmz_tells_of_a_message_that_waits_too_long(
    client: Client, healthy: None, cast: Cast, book: Callable[..., Appointment]
) -> None:
    overdue(book, cast, minutes=14)
    assert alarms(client) == (200, [])
    Message.objects.update(due_at=clock.now() - dt.timedelta(minutes=16))
    assert alarms(client) == (503, ["messages_overdue"])
    Message.objects.update(status=Message.Status.SENT, sent_at=clock.now())
    assert alarms(client) == (200, [])


def test_h17_alarmz_tells_that_sending_is_stopped(client: Client, healthy: None) -> None:
    Clinic.objects.update(sending_stopped=True)
    assert alarms(client) == (503, ["sending_stopped"])


def test_alarmz_tells_of_a_broker_that_is_gone(
    client: Client, healthy: None, settings: Any
) -> None:
    settings.CELERY_BROKER_URL = NOBODY_LISTENS
    assert alarms(client) == (503, ["broker"])


def test_alarmz_tells_of_a_tick_that_stopped_or_never_ran(client: Client, healthy: None) -> None:
    Tick.objects.update(found_until=clock.now() - dt.timedelta(minutes=3))
    assert alarms(client) == (503, ["tick_old"])
    Tick.objects.all().delete()
    assert alarms(client) == (503, ["tick_old"])
