"""Patients: who is treated, how they are reached, and whether they may be."""

import datetime as dt
import re

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Count, F, Q

from bookings.models.reached import Reached
from bookings.models.search import WORDS, fold, matching, resembling
from portal.kit.tokens import reference

# With or without the country's and the area's prefix it is the same phone.
LAST_DIGITS = 8


def age_on(born: dt.date, day: dt.date) -> int:
    """Completed years on `day`; somebody born on 29 February ages on 1 March."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


class PatientQuerySet(models.QuerySet["Patient"]):
    def reachable(self, now: dt.datetime) -> "PatientQuerySet":
        """To whom messages may go at `now` (hazard H08)."""
        return self.filter(
            Q(contact_state=Patient.Contact.NORMAL)
            | Q(contact_state=Patient.Contact.PAUSED, paused_until__lte=now)
        )

    def provisional(self) -> "PatientQuerySet":
        """Made by an online booking, not yet matched by reception (hazard H10)."""
        return self.standing().filter(provisional=True)

    def matching(self, words: str) -> "PatientQuerySet":
        """Who fits every word of a name, phone, email or birthday; see bookings.models.search."""
        return matching(self.standing(), words)

    def resembling(self, words: str) -> "PatientQuerySet":
        """Whose name is like what was typed, for when nobody fits it."""
        return resembling(self.standing(), words)

    def likely_same(self, other: "Patient") -> "PatientQuerySet":
        """Records that may be of the same person: birthday and a name, or email, or phone."""
        same = Q(date_of_birth=other.date_of_birth) & (
            Q(last_name__iexact=other.last_name) | Q(first_name__iexact=other.first_name)
        )
        if other.email:
            box = fold(other.email).partition("@")[0]
            same |= Q(words__contains=f" {box}", email__iexact=other.email)
        digits = re.sub(r"\D", "", other.phone)[-LAST_DIGITS:]
        if len(digits) == LAST_DIGITS:
            same |= Q(words__contains=f"{digits} ")
        return self.standing().filter(same).exclude(pk=other.pk)

    def at_address(self, email: str) -> "PatientQuerySet":
        """Whose record has this email address, in whatever letters; served by the words."""
        box = fold(email).partition("@")[0]
        return self.standing().filter(words__contains=f" {box}", email__iexact=email)

    def with_visits(self) -> "PatientQuerySet":
        """With how many visits each has, as `visits_made`."""
        return self.annotate(visits_made=Count("appointments"))

    def standing(self) -> "PatientQuerySet":
        """All but the records that were merged into another."""
        return self.filter(merged_into=None)


class Patient(Reached):
    """A person who is treated. Not a user: families share addresses and phones."""

    class Contact(models.TextChoices):
        NORMAL = "normal", "may be contacted"
        PAUSED = "paused", "paused until a date"
        NONE = "none", "wants no messages"
        DIED = "died", "has died"

    id = models.AutoField(primary_key=True)
    reference = models.CharField(max_length=8, unique=True, default=reference, editable=False)
    first_name = models.CharField(max_length=80)
    last_name = models.CharField(max_length=80)
    preferred_name = models.CharField(max_length=80, blank=True)
    date_of_birth = models.DateField()
    phone = models.CharField(max_length=30, blank=True)
    access_needs = models.CharField(max_length=200, blank=True)
    interpreter = models.CharField(
        max_length=60,
        blank=True,
        help_text="The language, such as Auslan or Vietnamese. Empty: none is needed.",
    )
    support_person = models.CharField(
        max_length=160, blank=True, help_text="Who comes along, if the patient wants somebody."
    )
    provisional = models.BooleanField(
        default=False, help_text="From an online booking: match it with a record or keep it."
    )
    ask_again_since = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        help_text="Something happened then: earlier health answers count no more.",
    )
    no_needles_since = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        help_text="Took the yes to needles back then; the next spoken yes ends it.",
    )
    alert = models.CharField(
        max_length=200,
        blank=True,
        help_text="One line that everybody at the desk sees. Keep health out of it.",
    )
    chaperone_wanted = models.BooleanField(default=False)
    payer = models.CharField(
        "who pays", max_length=80, blank=True, help_text="Empty: the patient. Else who, and how."
    )
    online_booking = models.BooleanField(
        "may book online",
        default=True,
        help_text="Off: moving a visit online is refused, and the page says to ring.",
    )
    contact_state = models.CharField(max_length=10, choices=Contact.choices, default=Contact.NORMAL)
    paused_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        db_index=False,
        related_name="merged",
        help_text="The record of the same person that is kept; this one is only history.",
    )
    words = models.GeneratedField(
        expression=WORDS, output_field=models.TextField(), db_persist=True
    )

    # Only rows of with_visits() have it.
    visits_made: int

    objects = PatientQuerySet.as_manager()

    class Meta:
        ordering = ["last_name", "first_name"]
        indexes = [
            GinIndex(fields=["words"], opclasses=["gin_trgm_ops"], name="patient_words_start"),
            # Many fit two letters: the first ones by name are met without sorting all.
            models.Index(fields=["last_name", "first_name"], name="patient_by_name"),
            models.Index(fields=["date_of_birth"], name="patient_birth"),
            models.Index(fields=["id"], name="patient_unmatched", condition=Q(provisional=True)),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(contact_state="paused") | Q(paused_until__isnull=False),
                name="patient_paused_until_when",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
                name="patient_not_merged_into_itself",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name}"

    @property
    def called(self) -> str:
        """The name to greet with."""
        return self.preferred_name or self.first_name

    def age_on(self, day: dt.date) -> int:
        """Completed years on `day`."""
        return age_on(self.date_of_birth, day)

    def birthday(self, age: int) -> dt.date:
        """The day on which this age is reached, as age_on counts."""
        born = self.date_of_birth
        try:
            return born.replace(year=born.year + age)
        except ValueError:
            return dt.date(born.year + age, 3, 1)

    def phone_on(self, day: dt.date) -> str:
        """Whom to ring: the patient, else who may act for them on `day`; rows have them along."""
        persons = self.related_persons.all()
        others = (one.phone for one in persons if one.phone and one.stands_on(day))
        return self.phone or next(others, "")

    def keep_as_new(self) -> bool:
        """Nobody on record yet: no longer provisional. False if it was not."""
        rows = Patient.objects.provisional().filter(pk=self.pk)
        return bool(rows.update(provisional=False))

    def move_address(self, email: str, now: dt.datetime) -> None:
        """Write to this address from now on; a code that was read there has shown that it is."""
        self.email, self.email_confirmed_at, self.email_refused_at = email, now, None
        self.save(update_fields=["email", "email_confirmed_at", "email_refused_at"])

    def may_be_contacted(self, now: dt.datetime) -> bool:
        """Whether any message may leave now (hazard H08)."""
        if self.contact_state == self.Contact.PAUSED:
            return self.paused_until is not None and self.paused_until <= now
        return self.contact_state == self.Contact.NORMAL
