"""Patient search over a large clinic's records: what is typed on the phone, word by word."""

import time

from django.db import connection
from django.test.utils import CaptureQueriesContext

from bookings.models import Patient
from portal.bench import scratch
from portal.bench.report import Report, Row, spread
from portal.kit import clock

WARM_UP = 3
GOAL_MS = 30
SHOWN = 12
# Common and rare beginnings, both names, a phone, parts of a birthday, nobody at all.
ASKED = (
    "sm",
    "ma",
    "zz",
    "jose",
    "ann smith",
    "zhayen no",
    "04",
    "0491 57",
    "17/5",
    "17/5/1980",
    "1980",
)
_FIRST = (
    "Ann José Mary Sam Pat Quinn Robin Alex Chris Dana Eli Fran Gus Hana Ivo Jo Kim Lee Max Noor"
)
_STEMS = "Smi Jon Bro Tay Wil Mar Tho Rob Wal Whi Ngu Har Lew Mac Zha Sin Kau Oko Gar Per"
_ENDS = "th es wn lor son tin mas erts ker te yen ris is donald ng gh r nkwo cia era"
_FILL = """
INSERT INTO bookings_patient (
    reference, first_name, last_name, preferred_name, date_of_birth, email, phone,
    access_needs, interpreter, support_person, provisional, alert, chaperone_wanted, payer,
    online_booking, contact_state, created_at)
SELECT to_hex(n), first[1 + n %% 20],
       stems[1 + (n / 20) %% 20] || ends[1 + (n / 400) %% 20], '',
       date '1930-01-01' + ((n * 37) %% 32000)::int,
       lower(first[1 + n %% 20]) || n || '@patient.example',
       '04' || lpad(((n * 7919) %% 100000000)::text, 8, '0'),
       '', '', '', false, '', false, '', true, 'normal', %(now)s
FROM generate_series(1::bigint, %(patients)s) n,
     (SELECT string_to_array(%(first)s, ' ') first, string_to_array(%(stems)s, ' ') stems,
             string_to_array(%(ends)s, ' ') ends) parts
"""


def run(*, runs: int, patients: int, keep: str) -> Report:
    """A row for each way of asking; broken if a median passes the goal."""
    with scratch.database(keep) as database, scratch.using(database):
        if not Patient.objects.exists():
            _fill(patients)
        rows = [_measured(typed, runs) for typed in ASKED]
    slow = [row for row in rows if row["median_ms"] > GOAL_MS]
    broken = [f"{row['search']} takes more than {GOAL_MS} ms." for row in slow]
    return Report(rows, broken=broken)


def _fill(patients: int) -> None:
    words = {"first": _FIRST, "stems": _STEMS, "ends": _ENDS}
    with connection.cursor() as cursor:
        cursor.execute(_FILL, {"now": clock.now(), "patients": patients, **words})
        cursor.execute("VACUUM ANALYZE bookings_patient")


def _measured(typed: str, runs: int) -> Row:
    taken = []
    for _ in range(runs + WARM_UP):
        began = time.perf_counter()
        list(Patient.objects.matching(typed)[:SHOWN])
        taken.append((time.perf_counter() - began) * 1000)
    with CaptureQueriesContext(connection) as queries:
        list(Patient.objects.matching(typed)[:SHOWN])
    fitting = Patient.objects.matching(typed).count()
    return {
        "search": typed,
        "patients": Patient.objects.count(),
        "fitting": fitting,
        **spread(taken[WARM_UP:]),
        "queries": len(queries),
    }
