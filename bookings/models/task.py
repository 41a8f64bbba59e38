"""Work for people: call-backs, complaints, things to look into."""

import datetime as dt
from typing import ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models

from bookings.models.appointment import Appointment
from bookings.models.patient import Patient
from portal.kit.sealed import SealedJSONField


class TaskQuerySet(models.QuerySet["Task"]):
    def for_reception(self) -> "TaskQuerySet":
        """Without what is for those who may read health answers (hazard H12)."""
        return self.exclude(kind__in=Task.CLINICAL_KINDS)

    def of_list(self, name: str) -> "TaskQuerySet":
        """Those of one worklist: warnings, clinical, others; any other name means all."""
        if name == "others":
            return self.for_reception()
        kinds = Task.LISTS.get(name)
        return self.filter(kind__in=kinds) if kinds else self

    def most_urgent_first(self) -> "TaskQuerySet":
        """Symptoms and warning signs before all else, then by when it is due."""
        urgent = models.Q(kind__in=(Task.Kind.EMERGENCY, Task.Kind.WARNING))
        return self.order_by(models.Case(models.When(urgent, then=0), default=1), "due_at")

    def open(self) -> "TaskQuerySet":
        return self.filter(done_at__isnull=True)

    def keep_symptoms(
        self, said: dict[str, str], *, by: AbstractBaseUser, now: dt.datetime
    ) -> "Task":
        """What a caller said, for whoever may judge it, at once (hazard H12)."""
        what = {name: words for name, words in said.items() if words}
        return self.create(
            kind=Task.Kind.EMERGENCY,
            what={**what, "taken by": str(by)},
            created_at=now,
            due_at=now,
        )

    def finish(self, *, now: dt.datetime, by: AbstractBaseUser, outcome: str) -> bool:
        """Close the open ones with what came of it; False if somebody already had."""
        return bool(self.open().update(done_at=now, done_by=by.pk, outcome=outcome))


class Task(models.Model):
    """Something that a named group of staff has to do (FHIR Task)."""

    class Kind(models.TextChoices):
        CALL_BACK = "call_back", "call back"
        CLINICAL = "clinical", "call back, for a practitioner"
        EMERGENCY = "emergency", "symptoms on the phone: look at once"
        WARNING = "warning", "warning sign after a visit: look at once"
        OVERDUE = "overdue", "review overdue: decide or hand on"
        STRICTER = "stricter", "stricter rules: look at this visit again"
        LAPSED = "lapsed", "request lapsed: ring the patient"
        RECORD = "record", "name or phone to check"
        CONTACT = "contact", "message from the contact page"
        COMPLAINT = "complaint", "complaint"
        COURSE = "course", "look back at a course: is it helping?"

    CLINICAL_KINDS: ClassVar = (
        Kind.CLINICAL,
        Kind.EMERGENCY,
        Kind.WARNING,
        Kind.OVERDUE,
        Kind.STRICTER,
        Kind.COURSE,
    )

    LISTS: ClassVar = {
        "warnings": (Kind.EMERGENCY, Kind.WARNING),
        "clinical": (Kind.CLINICAL, Kind.OVERDUE, Kind.STRICTER, Kind.COURSE),
    }

    kind = models.CharField(max_length=12, choices=Kind.choices)
    patient = models.ForeignKey(
        Patient, models.CASCADE, null=True, blank=True, related_name="tasks"
    )
    appointment = models.ForeignKey(
        Appointment, models.CASCADE, null=True, blank=True, related_name="tasks"
    )
    what = SealedJSONField(help_text="Name, phone, email and words, as they were given.")
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    outcome = models.CharField(max_length=200, blank=True)

    objects = TaskQuerySet.as_manager()

    class Meta:
        ordering = ["due_at"]
        indexes = [
            models.Index(
                fields=["due_at"], name="task_open", condition=models.Q(done_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    @classmethod
    def about(cls, visit: Appointment, kind: str, why: str, *, now: dt.datetime) -> "Task":
        """A task on a visit that is due at once, not saved yet; `why` holds no health detail."""
        return cls(
            kind=kind,
            patient_id=visit.patient_id,
            appointment=visit,
            what={"why": why},
            created_at=now,
            due_at=now,
        )
