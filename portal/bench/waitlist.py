"""The waitlist of a large clinic: one look at who waits and what is free."""

import datetime as dt
import time
from collections.abc import Callable

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from bookings.messages import load_journey
from bookings.models import Clinic, Location, Patient, Service, Wish
from bookings.scheduling import end_finished, match
from portal.bench import diary, scratch
from portal.bench.report import Report, Row, spread
from screening.models import Assessment, Version

# A tick of 15 s is to leave most of its time to the rest of the work.
GOAL_MS = 1_000
_SUNDAY = [7]


def run(*, runs: int, visits: int, practitioners: int, wishes: int, keep: str) -> Report:
    """A row for each way in which a tick may go; broken if a median passes the goal."""
    now = dt.datetime.now(dt.UTC).replace(microsecond=0, hour=1)
    with scratch.database(keep, "_waitlist") as database, scratch.using(database):
        services = diary.fill(now=now, visits=visits, practitioners=practitioners)
        _fill(now, wishes, [services.talk, services.couch])
        asked: dict[str, Callable[[], object]] = {
            "what is over": lambda: end_finished(now=now),
            "match: all to ring": lambda: match(now=now),
            "match: nothing fits": lambda: _on(_SUNDAY, now),
        }
        rows = [_measured(name, ask, runs, wishes) for name, ask in asked.items()]
    slow = [row for row in rows if row["median_ms"] > GOAL_MS]
    return Report(rows, broken=[f"{row['tick']} takes more than {GOAL_MS} ms." for row in slow])


def _on(days: list[int], now: dt.datetime) -> object:
    Wish.objects.update(weekdays=days)
    return match(now=now)


def _fill(now: dt.datetime, wishes: int, services: list[Service]) -> None:
    """So many who wait for any day at one of the places, with answers that count."""
    Wish.objects.all().delete()
    load_journey(now - dt.timedelta(days=1))
    Clinic.objects.update(offers_online=False)
    people = Patient.objects.in_bulk(diary.patients(now, wishes)).values()
    places = list(Location.objects.all())
    version, _ = Version.objects.get_or_create(number=1)
    answers = Assessment.objects.create(
        version=version,
        kind="needling",
        on=now.date(),
        born=dt.date(1980, 5, 17),
        answers={},
        outcome="clear",
        fired=[],
        created_at=now,
        took_us=1,
    )
    Wish.objects.bulk_create(
        Wish(
            patient=one,
            service=services[number % len(services)],
            location=places[number % len(places)],
            assessment=answers,
            until=(now + dt.timedelta(days=50)).date(),
            parts=["morning"] if number % 3 else [],
            created_at=now,
        )
        for number, one in enumerate(people)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE bookings_wish")


def _measured(name: str, ask: Callable[[], object], runs: int, wishes: int) -> Row:
    """Milliseconds of a tick; the first one also notes whom to ring, the others find it noted."""
    ask()
    taken = []
    for _ in range(runs):
        began = time.perf_counter()
        with transaction.atomic():
            ask()
        taken.append((time.perf_counter() - began) * 1000)
    with CaptureQueriesContext(connection) as queries:
        ask()
    return {"tick": name, "wishes": wishes, **spread(taken), "queries": len(queries)}
