"""Clear all that is ahead of somebody whom no message may reach any more (hazard H08)."""

import datetime as dt

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from bookings.models import Appointment, Course, Patient
from bookings.scheduling.cancel import cancel
from bookings.scheduling.waiting import end_of_patient


@transaction.atomic
def clear_visits(*, now: dt.datetime, patient: Patient, by: AbstractBaseUser) -> int:
    """Cancel every visit that is ahead of this patient, and tell nobody; returns how many.

    They wait for no earlier time any more, what is offered to them is free, and a course that
    was suggested can be booked no more. Raises
    NotPossible, and then nothing is cancelled, when somebody closed a visit meanwhile.
    """
    end_of_patient(now=now, patient=patient)
    Course.objects.filter(patient=patient).end(now)
    ahead = Appointment.objects.upcoming(now).filter(patient=patient).order_by("pk")
    for visit in ahead:
        cancel(now=now, appointment=visit, who=Appointment.CancelledBy.CLINIC, by=by, tell=False)
    return len(ahead)
