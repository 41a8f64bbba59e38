"""Reception's busiest pages: a full day of the calendar, and the poll of a page left open."""

import datetime as dt
import secrets
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import CommandError
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from psycopg.types.range import Range

from bookings.models import (
    Appointment,
    Location,
    Patient,
    Practitioner,
    Service,
    Status,
    WorkingHours,
)
from bookings.reception.live import Version
from portal.bench.report import Report, Row, spread
from portal.kit import clock

WARM_UP = 3
PRACTITIONERS, VISITS = 8, 30
_EACH = dt.timedelta(minutes=20)
# No demo visit stands so far ahead.
_AHEAD = dt.timedelta(days=400)


def run(*, runs: int) -> Report:
    """A row for each page; the database is left as it was."""
    with transaction.atomic():
        place, day = _full_day()
        asked = {"day": day.isoformat(), "location": place.slug}
        client, seen = _at_desk(), Version.now().words
        rows = [
            _measured(name, partial(client.get, address, query), status, runs)
            for name, address, query, status in [
                ("calendar: page", reverse("admin:calendar"), asked, 200),
                ("calendar: events", reverse("admin:calendar_events"), asked, 200),
                ("poll: no change", reverse("admin:live"), {"seen": seen}, 204),
            ]
        ]
        transaction.set_rollback(True)
    return Report(rows)


def _full_day() -> tuple[Location, dt.date]:
    """A place and a day with 8 practitioners who see 30 patients each."""
    place, service = Location.objects.filter(active=True).first(), Service.objects.first()
    if place is None or service is None:
        raise CommandError("There is no clinic: load the demo first.")
    now = clock.now()
    day = (now + _AHEAD).astimezone(place.tz).date()
    for number in range(PRACTITIONERS):
        person = Practitioner.objects.create(name=f"Bench {number}", slug=f"bench-{number}")
        WorkingHours.objects.create(
            practitioner=person,
            location=place,
            weekday=day.isoweekday(),
            starts=dt.time(8),
            ends=dt.time(18),
        )
        opens = place.instant(day, dt.time(8))
        Appointment.objects.bulk_create(
            _visit(now, person, place, service, opens + _EACH * place_in_line)
            for place_in_line in range(VISITS)
        )
    return place, day


def _visit(
    now: dt.datetime, person: Practitioner, place: Location, service: Service, start: dt.datetime
) -> Appointment:
    patient = Patient.objects.create(
        first_name="Bench",
        last_name=secrets.token_hex(4),
        date_of_birth=dt.date(1980, 5, 17),
        created_at=now,
    )
    during = Range(start, start + _EACH, "[)")
    return Appointment(
        patient=patient,
        practitioner=person,
        location=place,
        service=service,
        status=Status.BOOKED,
        during=during,
        blocked=during,
        source=Appointment.Source.PHONE,
        created_at=now,
        changed_at=now,
        confirmed_at=now,
    )


def _at_desk() -> Client:
    """A browser of staff that has passed both steps."""
    user = get_user_model()._default_manager.filter(is_staff=True, is_active=True).first()
    if user is None:
        raise CommandError("Nobody is staff: load the demo first.")
    client = Client(headers={"host": settings.ALLOWED_HOSTS[0]})
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    session, at = client.session, time.time()
    session["account_authentication_methods"] = [
        {"method": "password", "at": at},
        {"method": "mfa", "at": at, "type": "totp"},
    ]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return client


def _measured(name: str, ask: Callable[[], Any], status: int, runs: int) -> Row:
    """Milliseconds of server time over `runs` answers, and the queries of one."""
    taken = []
    for _ in range(runs + WARM_UP):
        began = time.perf_counter()
        response = ask()
        taken.append((time.perf_counter() - began) * 1000)
        if response.status_code != status:
            raise CommandError(f"{name} answers {response.status_code}.")
    with CaptureQueriesContext(connection) as queries:
        ask()
    return {"page": name, **spread(taken[WARM_UP:]), "queries": len(queries)}
