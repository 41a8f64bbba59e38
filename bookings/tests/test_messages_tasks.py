"""The doorbells, the command beside them, and the journey that a new clinic starts with."""

import datetime as dt
from io import StringIO

import pytest
from django.core.management import call_command

from bookings import tasks
from bookings.messages import load_journey
from bookings.models import Appointment, Draft, Message, Step, VisitLink
from bookings.tests.conftest import Server
from conftest import Cast
from portal.celery import app
from portal.kit import clock


@pytest.fixture
def due(cast: Cast) -> Appointment:
    """A visit confirmed just now, by the clinic's own clock."""
    now = clock.now()
    load_journey(now - dt.timedelta(days=1))
    begins = now + dt.timedelta(days=3)
    return Appointment.objects.create(
        patient=cast.pat,
        practitioner=cast.alex,
        location=cast.melbourne,
        service=cast.massage,
        status="booked",
        during=(begins, begins + dt.timedelta(hours=1)),
        blocked=(begins, begins + dt.timedelta(hours=1)),
        source="phone",
        created_at=now,
        changed_at=now,
        confirmed_at=now,
    )


def test_the_task_finds_sends_and_says_so(due: Appointment, server: Server) -> None:
    assert tasks.deliver_messages() == "1 found; 1 sent."
    assert tasks.deliver_messages() == "0 found; none."
    assert len(server.mails) == 1


def test_the_command_does_the_same_for_a_host_without_a_broker(
    due: Appointment, server: Server
) -> None:
    out = StringIO()
    call_command("deliver_due", stdout=out)
    codes, messages, waitlist = out.getvalue().splitlines()
    assert codes == "Codes: none."
    assert messages == "1 found; 1 sent."
    assert waitlist.startswith("0 offers passed, 0 wishes ended, 0 offered")
    assert Message.objects.get().status == "sent"


def test_the_sweep_lapses_requests_and_erases_what_nobody_finished(due: Appointment) -> None:
    now = clock.now()
    Appointment.objects.update(
        status="pending",
        confirmed_at=None,
        during=(now + dt.timedelta(hours=1), now + dt.timedelta(hours=2)),
        blocked=(now + dt.timedelta(hours=1), now + dt.timedelta(hours=2)),
    )
    Draft.objects.create(key="k", created_at=now, touched_at=now - dt.timedelta(hours=25))
    for days in (89, 91):
        VisitLink.objects.create(
            appointment=due,
            digest=str(days),
            created_at=due.created_at,
            expires_at=clock.now() - dt.timedelta(days=days),
        )
    said = tasks.sweep()
    assert said == (
        "1 requests and 0 holds lapsed, 0 reviews handed on, 0 overdue,"
        " 1 unfinished bookings erased, 1 rows tidied."
    )
    assert VisitLink.objects.get().digest == "89"
    assert not Draft.objects.exists()


def test_beat_rings_only_tasks_that_exist() -> None:
    app.loader.import_default_modules()
    for entry in app.conf.beat_schedule.values():
        assert entry["task"] in app.tasks


@pytest.mark.django_db
def test_loading_the_journey_twice_adds_nothing_and_keeps_what_was_edited(
    now: dt.datetime,
) -> None:
    assert load_journey(now) == 25
    Step.objects.filter(key="aftercare").update(subject="Our own words")
    assert load_journey(now + dt.timedelta(days=1)) == 0
    step = Step.objects.get(key="aftercare")
    assert (step.subject, step.active_from) == ("Our own words", now)
    assert "hydration and what is normal today" in step.name
