"""Who acts for a patient, beneath the record: given by hand, taken back, never deleted."""

import datetime as dt
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.functional import cached_property

from bookings.models import Clinic, Location, Patient, RelatedPerson
from bookings.models.related import say_ends_on
from portal.kit import clock

_MAY = ("may_see", "may_book", "gets_messages")
_YOUNG = "From {age} on the young person has to agree: tick that they did, or take the ticks off."
_ADULT = "The patient is grown up: choose carer, and tick what the patient agreed to."


class House:
    """The clinic's ages, and the day by the clock of its first place; each read once."""

    @cached_property
    def clinic(self) -> Clinic:
        return Clinic.objects.first() or Clinic()

    @cached_property
    def today(self) -> dt.date:
        place = Location.objects.filter(active=True).first()
        return clock.now().astimezone(place.tz if place else dt.UTC).date()


class RelatedPersonForm(forms.ModelForm):
    """A line; of one whose say has ended only the address may be taken off."""

    agrees = forms.BooleanField(required=False, label="Patient agrees")
    take_back = forms.BooleanField(required=False, label="Take back")

    class Meta:
        model = RelatedPerson
        fields = ["name", "relation", "email", "phone", *_MAY, "decides"]

    def __init__(self, *args: Any, house: House, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.house = house
        self.fields["agrees"].initial = self.instance.agreed_at is not None
        self.has_ended = bool(self.instance.pk) and not self.instance.stands_on(house.today)
        if self.has_ended:
            for name, field in self.fields.items():
                field.disabled = name != "email"

    def clean(self) -> dict[str, Any]:
        """What is given fits together, and the patient's age."""
        typed = super().clean() or self.cleaned_data
        if self.has_ended:
            # Nobody writes there any more: an address may go without its tick.
            return {**typed, "gets_messages": bool(typed.get("email")) and typed["gets_messages"]}
        if any(typed.get(name) for name in _MAY[1:]) and not typed.get("may_see"):
            self.add_error("may_see", "Tick this too: whoever changes or reads about it sees it.")
        if typed.get("gets_messages") and not typed.get("email"):
            self.add_error("email", "Enter the address that the messages go to.")
        if self.instance.patient.date_of_birth:
            self._check_age(typed, self.instance.patient)
        return typed

    def _check_age(self, typed: dict[str, Any], patient: Patient) -> None:
        clinic, age = self.house.clinic, patient.age_on(self.house.today)
        if age >= clinic.adult_age and typed.get("relation") == RelatedPerson.Relation.PARENT:
            self.add_error("relation", _ADULT)
        agreed = typed.get("agrees") or typed.get("decides") or age < clinic.guardian_age
        if any(typed.get(name) for name in _MAY) and not agreed:
            self.add_error("agrees", _YOUNG.format(age=clinic.guardian_age))

    def save(self, commit: bool = True) -> RelatedPerson:
        """With its moments, and the birthday on which it ends."""
        person, now = self.instance, clock.now()
        if self.has_ended:
            return super().save(commit)
        agreed, clinic = self.cleaned_data["agrees"], self.house.clinic
        if person.pk is None:
            person.created_at = now
            person.ends_on = say_ends_on(
                person.patient,
                person.relation,
                agreed=agreed,
                clinic=clinic,
                today=self.house.today,
            )
        elif person.ends_on and "agrees" in self.changed_data:
            age = clinic.adult_age if agreed else clinic.guardian_age
            person.ends_on = person.patient.birthday(age)
        person.agreed_at = (person.agreed_at or now) if agreed else None
        if "email" in self.changed_data:
            person.email_confirmed_at = person.email_refused_at = None
        if self.cleaned_data["take_back"]:
            person.ended_at = now
        return super().save(commit)


class RelatedPersons(forms.BaseInlineFormSet):
    @cached_property
    def house(self) -> House:
        return House()

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        return {**super().get_form_kwargs(index), "house": self.house}


class RelatedPersonInline(admin.StackedInline):
    model = RelatedPerson
    form = RelatedPersonForm
    formset = RelatedPersons
    extra = 0
    can_delete = False
    verbose_name = "somebody who acts for the patient"
    verbose_name_plural = "who acts for the patient"
    readonly_fields = ["until"]
    fields = [
        ("name", "relation"),
        ("email", "phone"),
        (*_MAY, "decides"),
        ("agrees", "take_back", "until"),
    ]

    @admin.display(description="until")
    def until(self, row: RelatedPerson) -> str:
        """When the say ends, or when it ended."""
        if row.ended_at:
            return f"taken back on {row.ended_at:%d %b %Y}"
        return f"{row.ends_on:%d %b %Y}" if row.ends_on else "taken back"

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def follow_birthday(patient: Patient) -> None:
    """The date of birth was put right: whoever ends on a birthday ends on the right one."""
    clinic = Clinic.objects.first() or Clinic()
    for person in patient.related_persons.filter(ends_on__isnull=False):
        age = clinic.adult_age if person.agreed_at else clinic.guardian_age
        person.ends_on = patient.birthday(age)
        person.save(update_fields=["ends_on"])
