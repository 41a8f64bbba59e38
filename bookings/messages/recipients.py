"""To whom a message of a visit goes at a moment: the one rule, in SQL (hazards H09 and H20).

A child's messages go to those who act for it and get them. From the guardian age on a patient
reads their own, and whoever they agreed to beside them. Where nobody else gets them they are
the patient's. Whose say has ended gets nothing, at any address: one that the patient shares
with somebody who may not see the visits is no address of the patient's own. Two who share an
address get one message.

Aliases as in bookings.messages.audience; `r` is somebody who acts for the patient.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection

from bookings.messages.audience import AROUND
from bookings.messages.reasons import REASON_WORDS
from bookings.models import Appointment

_TODAY = "(%(now)s AT TIME ZONE l.zone)::date"
_GROWN = f"extract(year FROM age({_TODAY}, p.date_of_birth)) >= c.guardian_age"
_STANDS = f"(r.ended_at IS NULL AND (r.ends_on IS NULL OR r.ends_on > {_TODAY}))"
_OTHERS = f"""FROM bookings_relatedperson r
    WHERE r.patient_id = p.id AND r.gets_messages AND {_STANDS}"""
_SHARED = "r.patient_id = p.id AND lower(r.email) = lower(p.email)"
_OWN = f"""(p.email <> '' AND coalesce((
    SELECT bool_or(r.may_see AND {_STANDS})
    FROM bookings_relatedperson r WHERE {_SHARED}), true))"""
_READS_ALONG = f"({_GROWN} AND {_OWN})"

# Rows of person_id (none is the patient, or staff), why nothing can be sent there, and
# unsubscribed_at; of an address that several have, the patient's or the first one's.
RECIPIENTS = f"""LATERAL (
    SELECT NULL::bigint AS person_id, '' AS why, NULL::timestamptz AS unsubscribed_at
    WHERE s.reader <> 'patient'
    UNION ALL
    SELECT NULL, CASE WHEN p.email = '' THEN %(no_address)s
                      WHEN NOT {_OWN} THEN %(not_own)s
                      WHEN p.email_refused_at IS NOT NULL THEN %(comes_back)s ELSE '' END,
           p.unsubscribed_at
    WHERE s.reader = 'patient' AND ({_READS_ALONG} OR NOT EXISTS (SELECT {_OTHERS}))
    UNION ALL
    (SELECT DISTINCT ON (lower(r.email)) r.id,
            CASE WHEN r.email_refused_at IS NOT NULL THEN %(comes_back)s ELSE '' END,
            r.unsubscribed_at
     {_OTHERS} AND s.reader = 'patient'
       AND NOT ({_READS_ALONG} AND lower(r.email) = lower(p.email))
     ORDER BY lower(r.email), r.id)
)"""

# Changes whenever somebody who acts for the patient does.
PERSONS_STAMP = """(SELECT string_agg(r.xmin::text, '-' ORDER BY r.id)
    FROM bookings_relatedperson r WHERE r.patient_id = {patient})"""

_OF_VISITS = f"""
SELECT a.id, reader.person_id, reader.why
FROM bookings_appointment a {AROUND}
CROSS JOIN (VALUES ('patient')) AS s(reader)
CROSS JOIN {RECIPIENTS} AS reader
WHERE a.id = ANY(%(visits)s)
"""


@dataclass(frozen=True, slots=True)
class Recipient:
    """`person` is the number of a RelatedPerson, None the patient; `why` nothing can be sent."""

    person: int | None
    why: str


def recipients(visits: Iterable[Appointment], now: dt.datetime) -> dict[int, list[Recipient]]:
    """Who reads the messages of each of these visits, by its id; one query."""
    found: dict[int, list[Recipient]] = {one.pk: [] for one in visits}
    with connection.cursor() as cursor:
        cursor.execute(_OF_VISITS, {"visits": list(found), "now": now, **REASON_WORDS})
        for visit, person, why in cursor.fetchall():
            found[visit].append(Recipient(person, why))
    return found


def reached(visits: Iterable[Appointment], now: dt.datetime) -> set[int]:
    """The ids of the visits about which an email reaches somebody; else it is paper. One query."""
    rows = list(visits)
    found = recipients(rows, now)
    return {
        one.pk
        for one in rows
        if one.patient and one.patient.may_be_contacted(now)
        if any(not reader.why for reader in found[one.pk])
    }


def is_reached(visit: Appointment, now: dt.datetime) -> bool:
    """Whether an email about this visit reaches anybody."""
    return visit.pk in reached([visit], now)
