"""Messages: finding the due ones among many old ones, sending them, and booking without either."""

import datetime as dt
import multiprocessing
import os
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test.utils import override_settings

from bookings import messages
from bookings.messages.due import STATEMENT
from bookings.messages.reasons import REASON_WORDS
from bookings.models import Message, Step
from portal.bench import diary, scratch
from portal.bench.report import Report, Row, spread

WARM_UP = 3
TICK = dt.timedelta(seconds=5)
YEAR = dt.timedelta(days=365)
# Of every visit its confirmation, and of each that is past its reminder: long sent.
_OLD = {"confirmation": "a.confirmed_at", "reminder": "lower(a.during)"}
_FILL = """
INSERT INTO bookings_message (step_id, appointment_id, patient_id, anchor_at, due_at, use_by,
    dedupe_key, channel, status, reason, created_at, sent_at, next_try_at, "to", attempts,
    lease_owner)
SELECT s.id, a.id, a.patient_id, {anchor}, {anchor} + s."offset",
    {anchor} + s."offset" + s.use_by,
    s.id || ':' || a.id || ':' || (extract(epoch FROM {anchor}) * 1000000)::bigint,
    'email', 'sent', '', {anchor}, {anchor}, {anchor}, 'p@patient.example', 1, ''
FROM bookings_step s CROSS JOIN bookings_appointment a
WHERE s.key = %(key)s AND {anchor} + s."offset" <= %(now)s
"""
# The diary books all that is more than a week ahead at one moment; no clinic does.
_SPREAD = """
UPDATE bookings_appointment SET
    confirmed_at = confirmed_at - early, created_at = created_at - early,
    changed_at = changed_at - early, cancelled_at = cancelled_at - early
FROM (SELECT id AS one, interval '1 hour' * (mod(id, 900)) AS early FROM bookings_appointment
      WHERE created_at > %(now)s - interval '1 day') AS late
WHERE id = one
"""
# As if the confirmations of coming visits had never left; each is still true.
_WAIT_AGAIN = """
UPDATE bookings_message SET status = 'due', sent_at = NULL, attempts = 0, use_by = %(later)s,
    due_at = %(now)s, next_try_at = %(now)s
WHERE id IN (SELECT m.id FROM bookings_message m
             JOIN bookings_step s ON s.id = m.step_id AND s.key = 'confirmation'
             JOIN bookings_appointment a ON a.id = m.appointment_id
             WHERE a.status = 'booked' AND lower(a.during) > %(now)s LIMIT %(mails)s)
"""
# Nothing listens there.
_NOWHERE = {"REDIS_URL": "redis://127.0.0.1:1/0", "EMAIL_URL": "smtp://127.0.0.1:1"}
_BOOK = """
import datetime as dt, secrets, sys, time
import django
django.setup()
from bookings import messages, scheduling
from bookings.models import Appointment, Location, Message, Patient, Practitioner, Room, Service
from portal.bench import diary
now = dt.datetime.fromisoformat(sys.argv[1])
spot = diary.free_spots(now, 1)[0]
began = time.perf_counter()
visit = scheduling.book(
    now=now, service=Service.objects.get(slug="couch" if spot.room else "talk"),
    location=Location.objects.get(pk=spot.location), patient=Patient.objects.first(),
    practitioner=Practitioner.objects.get(pk=spot.practitioner), start=spot.start,
    source=Appointment.Source.PHONE, key=secrets.token_hex(16), for_staff=True)
taken = (time.perf_counter() - began) * 1000
messages.find_due(now=now)
messages.deliver(now=now, owner="bench")
waits = Message.objects.get(appointment=visit)
print(f"{taken:.1f} {visit.status} {waits.status}")
"""


def run(
    *, visits: int, practitioners: int, runs: int, mails: int, processes: int, keep: str
) -> Report:
    """Finding, sending `mails` by one and by several at once, and booking without servers."""
    with scratch.database(keep, "_mail") as own, scratch.using(own):
        now = dt.datetime.now(dt.UTC).replace(microsecond=0)
        diary.fill(now=now, visits=visits, practitioners=practitioners)
        old_messages(now)
        rows = [_finding(now, runs)]
        rows += [_sending(now, own, senders, mails) for senders in dict.fromkeys((1, processes))]
        rows.append(_booking(now, scratch.address(own)))
        return Report(rows, notes=[_plan(now)])


def old_messages(now: dt.datetime) -> None:
    """Twice as many as visits, about; then what fell due lately is found once."""
    if Step.objects.exists():
        return
    messages.load_journey(now - YEAR)
    with connection.cursor() as cursor:
        cursor.execute(_SPREAD, {"now": now})
        for key, anchor in _OLD.items():
            cursor.execute(_FILL.format(anchor=anchor), {"key": key, "now": now})
        cursor.execute("VACUUM ANALYZE bookings_message")
    messages.find_due(now=now)


def _finding(now: dt.datetime, runs: int) -> Row:
    taken, found = [], 0
    for number in range(runs + WARM_UP):
        began = time.perf_counter()
        found += messages.find_due(now=now + number * TICK)
        taken.append((time.perf_counter() - began) * 1000)
    about = f"find the due among {Message.objects.count():,} messages"
    return {"what": about, **spread(taken[WARM_UP:]), "count": found, "a_second": ""}


def _sending(now: dt.datetime, own: BaseDatabaseWrapper, senders: int, mails: int) -> Row:
    """So many at once on what waits; a worker has two, as docs/running.md starts it."""
    Message.objects.waiting().update(status=Message.Status.SKIPPED)
    with connection.cursor() as cursor:
        later = now + dt.timedelta(days=1)
        cursor.execute(_WAIT_AGAIN, {"now": now, "later": later, "mails": mails})
    # A forked process must not find an open connection that is its parent's.
    own.close()
    name = own.settings_dict["NAME"]
    with _sink() as port, multiprocessing.get_context("fork").Pool(senders) as pool:
        began = time.perf_counter()
        sent = sum(pool.starmap(_send, [(name, port, now)] * senders))
        seconds = time.perf_counter() - began
    if not sent:
        raise CommandError("Nothing was sent.")
    each = round(seconds * 1000 / sent, 1)
    return {
        "what": f"send to a local mail server, {senders} at once",
        **dict.fromkeys(("median_ms", "best_ms", "p95_ms"), each),
        "count": sent,
        "a_second": round(sent / seconds),
    }


def _send(database: str, port: int, now: dt.datetime) -> int:
    own = scratch.open_at(database)
    with scratch.using(own), override_settings(EMAIL_HOST="127.0.0.1", EMAIL_PORT=port):
        done = messages.deliver(now=now, owner=secrets.token_hex(8))
    own.close()
    return done[Message.Status.SENT]


def _booking(now: dt.datetime, database: str) -> Row:
    """In a process that can reach neither broker nor mail server."""
    told = {**os.environ, **_NOWHERE, "DATABASE_URL": database}
    command = [sys.executable, "-c", _BOOK, now.isoformat()]
    done = subprocess.run(
        command, cwd=settings.BASE_DIR, env=told, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise CommandError(f"Booking without servers failed:\n{done.stderr[-2000:]}")
    taken, visit, message = done.stdout.split()
    return {
        "what": f"book without broker and mail: {visit}, its message {message}",
        **dict.fromkeys(("median_ms", "best_ms", "p95_ms"), float(taken)),
        "count": 1,
        "a_second": "",
    }


@contextmanager
def _sink() -> Iterator[int]:
    """The port of a mail server in a process of its own."""
    command = [sys.executable, "-m", "portal.bench.sink"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        if process.stdout is None or process.stdin is None:
            raise CommandError("The mail server of the bench has no pipes.")
        yield int(process.stdout.readline())
        process.stdin.close()


def _plan(now: dt.datetime) -> str:
    with connection.cursor() as cursor:
        told: dict[str, Any] = {"now": now + TICK, **REASON_WORDS}
        cursor.execute(f"EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY ON) {STATEMENT}", told)
        lines = [line for (line,) in cursor.fetchall()]
    return "\n".join(lines[-2:])
