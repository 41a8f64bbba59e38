"""A visit's states, what the database itself refuses of it, and how it is found.

Every exclusion stands where `takes_time` alone: the boolean is set by the verbs, since adding
such a constraint to a large table later would lock it for minutes.
"""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.contrib.postgres.indexes import GistIndex
from django.db import models
from django.db.models import F, Func, Q

from bookings.models.course import MOST


class Status(models.TextChoices):
    """FHIR R4 AppointmentStatus, as far as a clinic uses it."""

    PROPOSED = "proposed", "held"
    PENDING = "pending", "waits for review"
    BOOKED = "booked", "booked"
    ARRIVED = "arrived", "arrived"
    FULFILLED = "fulfilled", "done"
    NOSHOW = "noshow", "did not come"
    CANCELLED = "cancelled", "cancelled"


CONSTRAINTS = [
    ExclusionConstraint(
        name="practitioner_not_twice",
        expressions=[
            ("practitioner", RangeOperators.EQUAL),
            ("blocked", RangeOperators.OVERLAPS),
        ],
        condition=Q(takes_time=True, over_practitioner=False),
    ),
    ExclusionConstraint(
        name="room_not_twice",
        expressions=[
            ("room", RangeOperators.EQUAL),
            ("blocked", RangeOperators.OVERLAPS),
        ],
        condition=Q(takes_time=True, over_room=False),
    ),
    ExclusionConstraint(
        name="patient_not_twice",
        expressions=[
            ("patient", RangeOperators.EQUAL),
            ("during", RangeOperators.OVERLAPS),
        ],
        condition=Q(takes_time=True, over_patient=False),
    ),
    models.CheckConstraint(
        condition=Q(during__isempty=False, during__lower_inf=False, during__upper_inf=False)
        & Q(during__lower_inc=True, during__upper_inc=False),
        name="during_sane",
    ),
    models.CheckConstraint(
        condition=Q(blocked__lower_inf=False, blocked__upper_inf=False)
        & Q(blocked__contains=F("during")),
        name="blocked_holds_during",
    ),
    models.CheckConstraint(
        condition=Q(status="cancelled", takes_time=False)
        | (~Q(status="cancelled") & Q(takes_time=True)),
        name="takes_time_until_cancelled",
    ),
    models.CheckConstraint(condition=Q(status__in=Status.values), name="appointment_status_known"),
    models.CheckConstraint(
        condition=Q(patient__isnull=False) | Q(status__in=("proposed", "cancelled")),
        name="only_a_hold_has_no_patient",
    ),
    models.CheckConstraint(
        condition=Q(status="proposed", held_until__isnull=False, patient__isnull=True)
        | (~Q(status="proposed") & Q(held_until__isnull=True)),
        name="only_a_hold_ends_by_itself",
    ),
    models.CheckConstraint(
        condition=~Q(status__in=("booked", "arrived", "fulfilled", "noshow"))
        | Q(confirmed_at__isnull=False),
        name="booked_is_confirmed",
    ),
    models.CheckConstraint(
        condition=Q(status="cancelled", cancelled_at__isnull=False)
        | (~Q(status="cancelled") & Q(cancelled_at__isnull=True)),
        name="cancelled_has_its_moment",
    ),
    models.CheckConstraint(
        condition=~Q(needles_used=True) | Q(spoken_consent=True, spoken_consent__isnull=False),
        name="no_needles_without_spoken_consent",
    ),
    # Whether the screening is valid is asked by a trigger, in needles_gate.
    models.CheckConstraint(
        condition=~Q(needles_used=True)
        | Q(screening_checked=True, screening_checked__isnull=False)
        | Q(assessment__isnull=False),
        name="no_needles_without_a_screening",
    ),
    models.CheckConstraint(
        condition=Q(over_practitioner=False, over_room=False, over_patient=False, over_hours=False)
        | ~Q(override_reason=""),
        name="override_has_a_reason",
    ),
    models.CheckConstraint(
        condition=Q(course__isnull=True, course_number__isnull=True)
        | Q(course__isnull=False, course_number__isnull=False)
        & Q(course_number__gte=1, course_number__lte=MOST),
        name="course_has_numbered_visits",
    ),
    models.UniqueConstraint(
        fields=["course", "course_number"],
        condition=Q(takes_time=True),
        name="course_number_once",
    ),
]

INDEXES = [
    GistIndex(fields=["practitioner", "blocked"], name="appt_practitioner_blocked"),
    GistIndex(fields=["room", "blocked"], name="appt_room_blocked"),
    models.Index(Func(F("during"), function="lower"), name="appt_starts"),
    models.Index(Func(F("during"), function="upper"), name="appt_ends"),
    # Of the admin's list, the latest first, whole or by what became of them.
    models.Index(F("during").desc(), F("id").desc(), name="appt_latest"),
    models.Index("status", F("during").desc(), F("id").desc(), name="appt_status_latest"),
    # Counted on every admin page: the past visits that nobody has closed.
    models.Index(
        Func(F("during"), function="upper"),
        name="appt_to_close",
        condition=Q(status__in=("booked", "arrived")),
    ),
    models.Index(fields=["confirmed_at"], name="appt_confirmed"),
    models.Index(fields=["held_until"], name="appt_held", condition=Q(held_until__isnull=False)),
    # Of the due-messages statement: a branch of it says each condition word for word.
    models.Index(
        fields=["changed_at"],
        name="appt_moved",
        condition=Q(changed_at__gt=F("created_at")),
    ),
    models.Index(fields=["changed_at"], name="appt_pending", condition=Q(status="pending")),
    models.Index(fields=["closed_at"], name="appt_closed", condition=Q(closed_at__isnull=False)),
    models.Index(
        fields=["cancelled_at"],
        name="appt_cancelled",
        condition=Q(cancelled_at__isnull=False),
    ),
    models.Index(fields=["course"], name="appt_course", condition=Q(course__isnull=False)),
]
