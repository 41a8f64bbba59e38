"""A course is suggested after a visit, looked back at on the way, and ended by one press."""

import datetime as dt

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from bookings.models import (
    Appointment,
    Clinic,
    Course,
    Location,
    Practitioner,
    Service,
    Status,
    Task,
)
from bookings.scheduling import guard
from bookings.scheduling.cancel import release
from bookings.scheduling.errors import NotPossible

_FIRST = "A course can be suggested once the patient has had a visit here."
_GOES_ON = "A course of this service is under way. Cancel its rest first, or wait until it is over."
_LOOK_BACK = "Look back with the patient: is it helping? What is booked stays unless you change it."


@transaction.atomic
def suggest_course(
    *,
    now: dt.datetime,
    appointment: Appointment,
    by: Practitioner,
    service: Service,
    visits: int,
    weeks_apart: int,
    practitioner: Practitioner | None = None,
    location: Location | None = None,
) -> Course:
    """Suggest a course to the patient of this visit; the patient or reception books it.

    With whom and where are the visit's own unless said otherwise. A suggestion of the same
    service that nobody has booked is replaced. Never at a first booking: raises NotPossible
    for a patient with no visit done, and while a course of this service is under way.
    """
    patient = appointment.patient
    if patient is None:
        raise ValueError("A hold has no patient.")
    guard.lock_patients(patient.pk)
    theirs = Appointment.objects.filter(patient=patient)
    if not theirs.filter(status=Status.FULFILLED).exists():
        raise NotPossible(_FIRST)
    if theirs.filter(course__service=service).active().upcoming(now).exists():
        raise NotPossible(_GOES_ON)
    Course.objects.filter(patient=patient, service=service).end(now)
    return Course.objects.create(
        patient=patient,
        service=service,
        practitioner=practitioner or appointment.practitioner,
        location=location or appointment.location,
        visits=visits,
        weeks_apart=weeks_apart,
        suggested_by=by,
        suggested_at=now,
        suggested_at_visit=appointment,
    )


@transaction.atomic
def cancel_rest(
    *,
    now: dt.datetime,
    course: Course,
    by: AbstractBaseUser,
    who: str = Appointment.CancelledBy.CLINIC,
    note: str = "",
    tell: bool = True,
) -> int:
    """End a course: cancel what is still ahead of it, all at once; returns how many.

    What has been had stays. With `tell` False no mail says so (hazard H08). A suggestion
    that nobody has booked is withdrawn. Raises NotPossible if the course had ended already.
    """
    row = Course.objects.select_for_update().get(pk=course.pk)
    if row.ended_at is not None:
        raise NotPossible("This course has ended already.")
    ahead = row.appointments.upcoming(now).select_related("service").order_by("pk")
    rows = list(ahead.select_for_update(of=("self",)))
    for visit in rows:
        release(visit, now=now, who=who, by=by, note=note, tell=tell)
    row.ended_at = now
    row.save(update_fields=["ended_at"])
    return len(rows)


def look_back(visit: Appointment, *, now: dt.datetime) -> bool:
    """After the third visit of a course, or what the clinic has set: a task, once a course.

    Within the transaction that closes `visit`. Returns whether there is a new one.
    """
    clinic = Clinic.objects.first()
    if visit.course is None or clinic is None:
        return False
    had = visit.course.appointments.filter(status=Status.FULFILLED).count()
    asked = Task.objects.filter(kind=Task.Kind.COURSE, appointment__course=visit.course)
    if not clinic.is_time_to_look_back(had) or asked.exists():
        return False
    Task.about(visit, Task.Kind.COURSE, _LOOK_BACK, now=now).save()
    return True
