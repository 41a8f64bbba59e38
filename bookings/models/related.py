"""Who acts for a patient: a parent, a guardian, or somebody who cares for them (hazard H20)."""

import datetime as dt

from django.db import models
from django.db.models import F, Q

from bookings.models.patient import Patient


class RelatedPersonQuerySet(models.QuerySet["RelatedPerson"]):
    def standing(self, today: dt.date) -> "RelatedPersonQuerySet":
        """Whose say has not ended: neither taken back nor past its last day."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gt=today), ended_at=None)


class RelatedPerson(models.Model):
    """One person's say for one patient. Each permission stands by itself and is given by hand.

    `ends_on` is a day by the clinic's clock, for a child the birthday that the clinic set
    (Clinic.adult_age, or guardian_age where the young person does not agree): from that day on
    nothing is shown or sent to this person any more.
    """

    class Relation(models.TextChoices):
        PARENT = "parent", "parent or guardian"
        CARER = "carer", "carer"

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="related_persons")
    relation = models.CharField(max_length=10, choices=Relation.choices)
    name = models.CharField(max_length=160)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=30, blank=True)
    may_book = models.BooleanField("may book, move and cancel", default=False)
    may_see = models.BooleanField("may see the visits", default=False)
    gets_messages = models.BooleanField("gets the messages", default=False)
    created_at = models.DateTimeField()
    ends_on = models.DateField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = RelatedPersonQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(gets_messages=False) | ~Q(email=""),
                name="related_person_messages_need_an_address",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("created_at")),
                name="related_person_ends_after_it_began",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.get_relation_display()}"
