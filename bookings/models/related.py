"""Who acts for a patient: a parent, a guardian, or somebody who cares for them (hazard H20)."""

import datetime as dt

from django.db import models
from django.db.models import F, Q

from bookings.models.clinic import Clinic
from bookings.models.patient import Patient
from bookings.models.reached import Reached


class RelatedPersonQuerySet(models.QuerySet["RelatedPerson"]):
    def standing(self, today: dt.date) -> "RelatedPersonQuerySet":
        """Whose say has not ended: neither taken back nor past its last day."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gt=today), ended_at=None)

    def take_back(self, now: dt.datetime) -> int:
        """End what these may do, at once and for good; returns how many had a say."""
        return self.filter(ended_at=None).update(ended_at=now)


class RelatedPerson(Reached):
    """One person's say for one patient. Each permission stands by itself and is given by hand.

    `ends_on` is a day by the clinic's clock, for a child the birthday that say_ends_on
    gives: from that day on nothing is shown or sent to this person any more.
    """

    class Relation(models.TextChoices):
        PARENT = "parent", "parent or guardian"
        CARER = "carer", "carer"

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="related_persons")
    relation = models.CharField(max_length=10, choices=Relation.choices)
    name = models.CharField(max_length=160)
    phone = models.CharField(max_length=30, blank=True)
    decides = models.BooleanField(
        "decides about treatment",
        default=False,
        help_text="Makes health decisions for the patient, who cannot: has to be there.",
    )
    may_see = models.BooleanField("may see the visits", default=False)
    may_book = models.BooleanField("may book, move and cancel", default=False)
    gets_messages = models.BooleanField("gets the messages", default=False)
    agreed_at = models.DateTimeField(
        "the patient agreed", null=True, blank=True, help_text="Needed from the guardian age on."
    )
    created_at = models.DateTimeField()
    ends_on = models.DateField(null=True, blank=True)
    ended_at = models.DateTimeField("taken back", null=True, blank=True, editable=False)

    objects = RelatedPersonQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(gets_messages=False) | ~Q(email=""),
                name="related_person_messages_need_an_address",
            ),
            models.CheckConstraint(
                condition=Q(may_see=True) | Q(may_book=False, gets_messages=False),
                name="related_person_sees_what_they_change_or_read",
            ),
            models.CheckConstraint(
                condition=~Q(relation="parent") | Q(ends_on__isnull=False),
                name="related_person_parent_ends_on_a_birthday",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("created_at")),
                name="related_person_ends_after_it_began",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.get_relation_display()}"

    @property
    def called(self) -> str:
        """As a patient's, for whoever is written to."""
        return self.name

    def stands_on(self, today: dt.date) -> bool:
        """As `standing` says of many. `today` is by the clock of the visit's location."""
        return self.ended_at is None and (self.ends_on is None or self.ends_on > today)

    def may_see_on(self, today: dt.date) -> bool:
        return self.may_see and self.stands_on(today)


def who_answers(
    patient: Patient, clinic: Clinic, today: dt.date
) -> "Patient | RelatedPerson | None":
    """The one person who is asked by email for this patient, or None where no email may go.

    As bookings.messages.recipients has it, of those who may say yes: the patient from the
    guardian age on, else whoever acts for them, gets the messages and may book. `today` is by
    the clock of the location. Reads `patient.related_persons`, which many fetch at once.
    """
    persons = list(patient.related_persons.all())
    shared = [one for one in persons if one.email.lower() == patient.email.lower()]
    own = bool(patient.email) and not patient.email_refused_at
    own = own and (not shared or any(one.may_see_on(today) for one in shared))
    getting = [one for one in persons if one.gets_messages and one.stands_on(today)]
    if patient.age_on(today) >= clinic.guardian_age or not getting:
        return patient if own else None
    may = (one for one in getting if one.may_book and not one.email_refused_at)
    return next(may, None)


def say_ends_on(
    patient: Patient, relation: str, *, agreed: bool, clinic: Clinic, today: dt.date
) -> dt.date | None:
    """On which birthday somebody's say for this patient ends; None for a grown-up's carer.

    At the guardian age the young person is asked: without a yes it ends there, with it at the
    adult age. Whoever is the parent of an adult has no say as a parent.
    """
    if relation == RelatedPerson.Relation.CARER and patient.age_on(today) >= clinic.adult_age:
        return None
    return patient.birthday(clinic.adult_age if agreed else clinic.guardian_age)
