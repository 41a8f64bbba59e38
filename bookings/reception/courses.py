"""Courses as the desk reads them."""

from django.http import Http404

from bookings.models import Course
from bookings.models.appointment import AppointmentQuerySet
from bookings.reception import queries


def course(reference: str) -> Course:
    """One course; raises Http404."""
    found = Course.objects.with_names().filter(reference=reference).first()
    if found is None:
        raise Http404("No course has this reference.")
    return found


def visits_of(one: Course) -> AppointmentQuerySet:
    """The visits of a course in order, those that were cancelled among them."""
    return queries.visits().filter(course=one).order_by("course_number", "pk")
