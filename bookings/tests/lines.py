"""A visit as one line that can be compared: of the database, and of the diary on paper."""

from typing import Any

from bookings.availability import Rule
from bookings.models import Appointment, Status
from bookings.tests.paper import Entry

_HOURS = {Rule.OUTSIDE_HOURS, Rule.ON_LEAVE}


def of_row(row: Appointment) -> tuple[Any, ...]:
    over = (row.over_practitioner, row.over_room, row.over_patient, row.over_hours)
    return (
        (row.pk, row.status, row.version, row.takes_time, row.held_until),
        (row.practitioner_id, row.room_id, row.patient_id, row.service_id),
        (row.during.lower, row.during.upper, row.blocked.lower, row.blocked.upper),
        over,
    )


def of_entry(one: Entry) -> tuple[Any, ...]:
    wish, rule = one.wish, Rule
    patient = wish.patient.pk if wish.patient else None
    over = ({rule.PRACTITIONER_BUSY}, {rule.ROOM_BUSY}, {rule.PATIENT_BUSY}, _HOURS)
    return (
        (one.pk, one.status, one.version, one.status != Status.CANCELLED, one.until),
        (one.person, one.room, patient, wish.service.pk),
        (wish.start, wish.end, *wish.blocked),
        tuple(bool(one.past & rules) for rules in over),
    )
