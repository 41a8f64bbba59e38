"""Which records somebody who signs in by an emailed code has shown to be theirs."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from bookings.models.patient import Patient
from bookings.models.related import RelatedPerson


class PatientAccountQuerySet(models.QuerySet["PatientAccount"]):
    def standing(self, today: dt.date) -> "PatientAccountQuerySet":
        """Not taken back; one through a related person stands as long as that person's say.

        It goes with the address: once the record, or the related person, has another one,
        whoever reads the old mailbox sees nothing any more (hazard H09).
        """
        persons = RelatedPerson.objects.standing(today).filter(may_see=True)
        own = Q(related_person=None, patient__email__iexact=F("user__email"))
        through = Q(related_person__in=persons, related_person__email__iexact=F("user__email"))
        return self.filter(own | through, patient__merged_into=None, ended_at=None)

    def end(self, now: dt.datetime) -> int:
        """Take these back; returns how many stood. A code and a date of birth open them anew."""
        return self.filter(ended_at=None).update(ended_at=now)


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

    @property
    def may_book(self) -> bool:
        """Whether this account books, moves and cancels, or only looks."""
        return self.related_person is None or self.related_person.may_book
