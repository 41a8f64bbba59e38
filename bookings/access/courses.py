"""The course of a visit that this browser may see, and what may be done with it."""

import datetime as dt

from django.contrib.sessions.backends.base import SessionBase

from bookings.access import gate, visits
from bookings.access.my import Mine
from bookings.access.visits import Seen
from bookings.models import Appointment, Course


def suggested(seen: Seen, *, now: dt.datetime) -> Course | None:
    """The newest course that its patient may book; none before the date of birth is proved.

    Five queries at most. The house rules of a first booking bind it too (hazards H15, H20).
    """
    if not seen.in_full or seen.visit.patient is None:
        return None
    course = (
        Course.objects.with_names()
        .filter(patient=seen.visit.patient_id)
        .bookable(now)
        .order_by("-suggested_at")
        .first()
    )
    if course is None:
        return None
    age = course.patient.age_on(now.astimezone(course.location.tz).date())
    return None if gate.read().refusal(course.service, age) else course


def to_book(mine: Mine, *, now: dt.datetime) -> list[Course]:
    """What was suggested to the opened records and can still be booked; one query."""
    rows = Course.objects.with_names().filter(patient__in=mine.patients)
    return list(rows.bookable(now).order_by("pk"))


def siblings(session: SessionBase, seen: Seen, *, now: dt.datetime) -> list[Appointment]:
    """Every visit of the same course, in order, for a browser that proved the date of birth.

    It may open each of them then, as it may this one.
    """
    if not seen.in_full or seen.visit.course_id is None:
        return []
    rows = Appointment.objects.with_names().filter(course=seen.visit.course_id)
    found = list(rows.order_by("course_number", "pk"))
    for one in found:
        if one.pk != seen.visit.pk:
            visits.grant_fresh(session, one, now=now, person=seen.person)
    return found
