"""A large made-up diary, written by the database itself: no visit overlaps by construction.

Every practitioner works two blocks a weekday, each day of the week at another of three
locations. A block is cut into places 45 minutes apart, which is what a visit of half an
hour takes with its buffers, and a hash fills about 60 of a hundred. The next 60 days come
first, then the past, as far back as the number of visits asks for.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import Max, Model

from bookings.models import Appointment, Clinic, Patient, Practitioner
from portal.bench import clinic

AHEAD_DAYS = 60
# Places that a practitioner fills in a day, from below: 60 % of ten on five days of seven.
_A_DAY = 4

# One row for each place in the weekly hours between two days, taken or not, save those on
# leave. The nth practitioner of a day has the nth couch, so rooms do not overlap either.
PLACES = """
    SELECT day::date AS day, block.practitioner_id, block.location_id, room.id AS room_id, start
    FROM generate_series(%(first)s::date, %(last)s::date, interval '1 day') AS day
    JOIN (SELECT *, dense_rank() OVER (PARTITION BY location_id, weekday
                                       ORDER BY practitioner_id) AS nth
          FROM bookings_workinghours) AS block ON block.weekday = extract(isodow FROM day)
    JOIN bookings_location l ON l.id = block.location_id
    LEFT JOIN (SELECT id, location_id, row_number() OVER (PARTITION BY location_id
                                                          ORDER BY id) AS nth
               FROM bookings_room WHERE 'couch' = ANY(features)) AS room
      ON room.location_id = block.location_id AND room.nth = block.nth
    CROSS JOIN LATERAL generate_series(
        0, (extract(epoch FROM block.ends - block.starts)::int / 60 - 30) / 45) AS n
    CROSS JOIN LATERAL (
        SELECT (day::date + block.starts) AT TIME ZONE l.zone + n * interval '45 minutes' AS start
    ) AS at
    WHERE NOT EXISTS (
        SELECT FROM bookings_closure c
        WHERE c.during && tstzrange(start, start + interval '30 minutes')
          AND coalesce(c.practitioner_id, block.practitioner_id) = block.practitioner_id
          AND coalesce(c.location_id, block.location_id) = block.location_id
          AND (c.room_id IS NULL OR c.room_id = room.id))
"""
_VISITS = f"""
WITH place AS ({PLACES}), taken AS (
    SELECT *, row_number() OVER (
        ORDER BY CASE WHEN day >= %(today)s THEN day - %(today)s ELSE 100000 + %(today)s - day END,
                 start, practitioner_id) AS n
    FROM place
    WHERE (hashtext(practitioner_id || ':' || extract(epoch FROM start)::bigint) & 255) < 154
), visit AS (
    SELECT taken.*, n %% 20 = 0 AS cancelled, start + interval '30 minutes' AS ends,
           s.id AS service_id, make_interval(mins => s.buffer_before) AS before,
           make_interval(mins => s.buffer_after) AS after
    FROM taken
    JOIN bookings_service s
      ON s.id = CASE WHEN room_id IS NULL THEN %(talk)s ELSE %(couch)s END
    WHERE n <= %(visits)s
)"""
# By column; every other column has its field's default.
_VISIT = {
    "reference": "'B' || lpad(n::text, 7, '0')",
    "patient_id": "%(first_patient)s + n %% %(patients)s",
    "practitioner_id": "practitioner_id",
    "location_id": "location_id",
    "room_id": "room_id",
    "service_id": "service_id",
    "status": "CASE WHEN cancelled THEN 'cancelled' WHEN ends < %(now)s THEN 'fulfilled'"
    " ELSE 'booked' END",
    "during": "tstzrange(start, ends)",
    "blocked": "tstzrange(start - before, ends + after)",
    "takes_time": "NOT cancelled",
    "source": "'phone'",
    "idempotency_key": "'bench:' || n",
    "created_at": "least(start - interval '7 days', %(now)s)",
    "changed_at": "least(start - interval '7 days', %(now)s)",
    "confirmed_at": "least(start - interval '7 days', %(now)s)",
    "closed_at": "CASE WHEN NOT cancelled AND ends < %(now)s THEN ends END",
    "cancelled_at": "CASE WHEN cancelled THEN least(start - interval '1 day', %(now)s) END",
    "cancelled_by": "CASE WHEN cancelled THEN 'patient' ELSE '' END",
}


@dataclass(frozen=True)
class Spot:
    """A place in the weekly hours that is free: ids, and the start in UTC."""

    practitioner: int
    location: int
    room: int | None
    start: dt.datetime


def fill(*, now: dt.datetime, visits: int, practitioners: int) -> clinic.Services:
    """Write the clinic and the visits, all or nothing, unless they are there; then ANALYZE."""
    if not Clinic.objects.exists():
        with transaction.atomic():
            clinic.build(now=now, practitioners=practitioners)
            # More than a day has visits, so that nobody has two at once.
            people = patients(now, max(visits // 10, practitioners * 20))
            _visits(now, visits, practitioners, people)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
    return clinic.services()


def free_spots(now: dt.datetime, count: int) -> list[Spot]:
    """Places beyond the last visit, in order of time; each can be booked beside the others."""
    last = Appointment.objects.aggregate(last=Max("during__endswith"))["last"] or now
    first = max(last, now + dt.timedelta(days=AHEAD_DAYS)).date() + dt.timedelta(days=2)
    days = 7 + count // (Practitioner.objects.count() * _A_DAY)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT practitioner_id, location_id, room_id, start FROM ({PLACES}) AS place"
            " ORDER BY start, practitioner_id LIMIT %(count)s",
            {"first": first, "last": first + dt.timedelta(days=days), "count": count},
        )
        return [Spot(*row) for row in cursor.fetchall()]


def patients(now: dt.datetime, count: int) -> list[int]:
    """Write so many more; their ids, in order."""
    last = Patient.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    values = {
        "reference": "'P' || lpad(n::text, 7, '0')",
        "first_name": "'Sam'",
        "last_name": "'Example ' || n",
        "date_of_birth": "'1980-05-17'",
        "email": "'p' || n || '@patient.example'",
        "phone": "'0491 570 006'",
        "created_at": "%(now)s",
    }
    source = "FROM generate_series(%(first)s::int, %(last)s::int) AS n"
    _insert(Patient, values, source, {"now": now, "first": last + 1, "last": last + count})
    return list(Patient.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True))


def _visits(now: dt.datetime, visits: int, practitioners: int, people: list[int]) -> None:
    services = clinic.services()
    today = now.date()
    given: dict[str, Any] = {
        "now": now,
        "today": today,
        "first": today - dt.timedelta(days=30 + visits // (practitioners * _A_DAY)),
        "last": today + dt.timedelta(days=AHEAD_DAYS),
        "visits": visits,
        "couch": services.couch.pk,
        "talk": services.talk.pk,
        "first_patient": people[0],
        "patients": len(people),
    }
    with connection.cursor() as cursor:
        # The made-up past has no history of its own. The exclusion constraints stay: to add
        # them again afterwards took longer (150,000 visits: 30 s against 24).
        cursor.execute("ALTER TABLE bookings_appointment DISABLE TRIGGER USER")
        _insert(Appointment, _VISIT, "FROM visit ORDER BY start", given, _VISITS)
        # A table whose foreign keys are still to be checked is not altered.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE bookings_appointment ENABLE TRIGGER USER")


def _insert(
    model: type[Model], values: dict[str, str], source: str, given: dict[str, Any], before: str = ""
) -> None:
    """INSERT ... SELECT these expressions; a column that is not named has its field's default."""
    defaults: dict[str, Any] = {
        field.attname: field.get_default()
        for field in model._meta.concrete_fields
        if not (field.primary_key or field.generated or field.attname in values)
    }
    columns = {**values, **{column: f"%({column})s" for column in defaults}}
    with connection.cursor() as cursor:
        cursor.execute(
            f"{before} INSERT INTO {model._meta.db_table} ({', '.join(columns)})"
            f" SELECT {', '.join(columns.values())} {source}",
            {**defaults, **given},
        )
