"""Which records somebody who signs in by an emailed code has shown to be theirs."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Q

from bookings.models.patient import Patient
from bookings.models.related import RelatedPerson


class PatientAccountQuerySet(models.QuerySet["PatientAccount"]):
    def standing(self, today: dt.date) -> "PatientAccountQuerySet":
        """Not taken back; one through a related person stands as long as that person's say."""
        persons = RelatedPerson.objects.standing(today).filter(may_see=True)
        return self.filter(Q(related_person=None) | Q(related_person__in=persons), ended_at=None)


class PatientAccount(models.Model):
    """A user and a patient's record, tied when the date of birth fitted (hazards H09, H10).

    A family may share an address, so one user may hold several records, each by its own date
    of birth. `related_person` says through whom, and is empty for the patient.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="accounts")
    related_person = models.ForeignKey(
        RelatedPerson, models.PROTECT, null=True, blank=True, related_name="accounts"
    )
    verified_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = PatientAccountQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "patient"],
                condition=Q(ended_at=None),
                name="account_once_a_patient",
            ),
        ]

    def __str__(self) -> str:
        return f"Account {self.pk}"
