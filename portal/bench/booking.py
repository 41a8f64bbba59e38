"""Bookings a second through the verb, beside bare INSERTs into the same guarded table."""

import datetime as dt
import multiprocessing
import secrets
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from multiprocessing.pool import Pool

from django.db import DEFAULT_DB_ALIAS, connection, connections
from psycopg.types.range import Range

from bookings import scheduling
from bookings.models import Appointment, Location, Patient, Practitioner, Service
from portal.bench import scratch
from portal.bench.clinic import services
from portal.bench.diary import Spot, fill, free_spots, patients
from portal.bench.report import Report, Row
from portal.kit import clock

# So long each way in turn, so that both have the same weather.
TURN_SECONDS = 1.0
# Places and patients that one process may use up in a turn; a turn that does is shorter.
BOOKINGS_A_TURN = 300
INSERTS_A_TURN = 1500
VERB, YARDSTICK = "scheduling.book", "bare INSERT"

# How many, in how many seconds.
Done = tuple[int, float]


@dataclass(frozen=True)
class Call:
    """Somebody new on the phone, who wants a time that is known to be free."""

    now: dt.datetime
    service: Service
    location: Location
    practitioner: Practitioner
    room: int | None
    patient: Patient
    start: dt.datetime


def run(*, visits: int, practitioners: int, processes: int, seconds: int, keep: str = "") -> Report:
    """Two rows: the verb and the yardstick, each for so many seconds in all."""
    with scratch.database(keep) as database, scratch.using(database):
        now = clock.now()
        fill(now=now, visits=visits, practitioners=practitioners)
        turns = max(1, round(seconds / TURN_SECONDS))
        wanted = turns * processes * (BOOKINGS_A_TURN + INSERTS_A_TURN)
        work = zip(free_spots(now, wanted), patients(now, wanted), strict=True)
        # A forked process must not find an open connection that is its parent's.
        database.close()
        name = database.settings_dict["NAME"]
        with multiprocessing.get_context("fork").Pool(processes, _connect, (name,)) as pool:
            done = _take_turns(pool, work, processes, turns)
            pool.close()
            pool.join()
    return Report(_rows(done, processes))


def _connect(name: str) -> None:
    connections[DEFAULT_DB_ALIAS] = scratch.open_at(name)


def _take_turns(
    pool: Pool, work: Iterator[tuple[Spot, int]], processes: int, turns: int
) -> dict[str, list[Done]]:
    ways: dict[str, tuple[Callable[[Call], None], int]] = {
        VERB: (_book, BOOKINGS_A_TURN),
        YARDSTICK: (_insert, INSERTS_A_TURN),
    }
    done: dict[str, list[Done]] = {name: [] for name in ways}
    for _ in range(turns):
        for name, (put, most) in ways.items():
            shares = [(put, list(islice(work, most))) for _ in range(processes)]
            done[name] += pool.starmap(_work, shares)
    return done


def _work(put: Callable[[Call], None], share: list[tuple[Spot, int]]) -> Done:
    """What this process has put into the diary in one turn."""
    calls, count = _calls(share), 0
    began = time.perf_counter()
    while count < len(calls) and time.perf_counter() - began < TURN_SECONDS:
        put(calls[count])
        count += 1
    return count, time.perf_counter() - began


def _calls(share: list[tuple[Spot, int]]) -> list[Call]:
    offered, now = services(), clock.now()
    places, staff = Location.objects.in_bulk(), Practitioner.objects.in_bulk()
    people = Patient.objects.in_bulk([patient for _, patient in share])
    return [
        Call(
            now=now,
            service=offered.couch if spot.room else offered.talk,
            location=places[spot.location],
            practitioner=staff[spot.practitioner],
            room=spot.room,
            patient=people[patient],
            start=spot.start,
        )
        for spot, patient in share
    ]


def _book(call: Call) -> None:
    scheduling.book(
        now=call.now,
        service=call.service,
        location=call.location,
        practitioner=call.practitioner,
        start=call.start,
        patient=call.patient,
        source=Appointment.Source.PHONE,
        key=secrets.token_hex(16),
        for_staff=True,
    )


def _insert(call: Call) -> None:
    """The same row without any question before it: constraints and history alone."""
    visit = _row(call)
    fields = [field for field in Appointment._meta.concrete_fields if not field.primary_key]
    values = [field.get_db_prep_save(getattr(visit, field.attname), connection) for field in fields]
    columns = ", ".join(field.attname for field in fields)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO bookings_appointment ({columns})"
            f" VALUES ({', '.join(['%s'] * len(fields))})",
            values,
        )


def _row(call: Call) -> Appointment:
    ends = call.start + dt.timedelta(minutes=call.service.minutes)
    before, after = (
        dt.timedelta(minutes=minutes)
        for minutes in (call.service.buffer_before, call.service.buffer_after)
    )
    return Appointment(
        patient=call.patient,
        practitioner=call.practitioner,
        location=call.location,
        room_id=call.room,
        service=call.service,
        status=Appointment.Status.BOOKED,
        during=Range(call.start, ends, "[)"),
        blocked=Range(call.start - before, ends + after, "[)"),
        source=Appointment.Source.PHONE,
        idempotency_key=secrets.token_hex(16),
        created_at=call.now,
        changed_at=call.now,
        confirmed_at=call.now,
    )


def _rows(done: dict[str, list[Done]], processes: int) -> list[Row]:
    rates = {
        name: processes * sum(count for count, _ in turns) / sum(seconds for _, seconds in turns)
        for name, turns in done.items()
    }
    return [
        {
            "way": name,
            "processes": processes,
            "written": sum(count for count, _ in done[name]),
            "a_second": round(rate, 1),
            "of_bare": round(rate / rates[YARDSTICK], 2),
        }
        for name, rate in rates.items()
    ]
