"""Courses in tests: a visit that was had, and what its practitioner suggests after it."""

import datetime as dt
import secrets
from typing import Any

from bookings import availability, scheduling
from bookings.models import Appointment, Clinic, Course, Location, Patient, Practitioner, Service
from screening.models import Assessment

WEEK = dt.timedelta(days=7)


def closed(visit: Appointment, **said: Any) -> Appointment:
    """The same visit, done at its end, without needles unless said otherwise."""
    told = {"needles_used": False, **said}
    return scheduling.complete(now=visit.ends, appointment=visit, version=visit.version, **told)


def had(
    *,
    patient: Patient,
    service: Service,
    practitioner: Practitioner,
    location: Location,
    start: dt.datetime,
    assessment: Assessment | None = None,
) -> Appointment:
    """A visit that took place."""
    visit = scheduling.book(
        now=start - dt.timedelta(hours=1),
        service=service,
        location=location,
        practitioner=practitioner,
        patient=patient,
        start=start,
        source=Appointment.Source.PHONE,
        key=secrets.token_hex(16),
        assessment=assessment,
        for_staff=True,
    )
    return closed(visit)


def suggested(visit: Appointment, **changes: Any) -> Course:
    """Four weekly visits of the same, suggested an hour after this one."""
    wanted: dict[str, Any] = {
        "now": visit.ends + dt.timedelta(hours=1),
        "appointment": visit,
        "by": visit.practitioner,
        "service": visit.service,
        "visits": 4,
        "weeks_apart": 1,
        **changes,
    }
    return scheduling.suggest_course(**wanted)


def weekly(course: Course, first: dt.datetime) -> list[dt.datetime]:
    """The times of a course that begins then."""
    return availability.wishes(
        first, visits=course.visits, weeks_apart=course.weeks_apart, location=course.location
    )


def booked(course: Course, first: dt.datetime, **changes: Any) -> list[Appointment]:
    """Booked by reception, an hour after it was suggested."""
    wanted: dict[str, Any] = {
        "now": course.suggested_at + dt.timedelta(hours=1),
        "starts": weekly(course, first),
        "source": Appointment.Source.PHONE,
        **changes,
    }
    return scheduling.book_course(course=course, **wanted)


def answers_count_for(days: int) -> None:
    Clinic.objects.update(screening_valid_days=days)
