"""Which service, where, and with whom; each choice with its next free time."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms

from bookings import availability
from bookings.access import drafts
from bookings.access.gate import Gate
from bookings.availability import Start
from bookings.models import Draft, Location, Practitioner, Service, WorkingHours
from screening import outcomes

SOON = dt.timedelta(days=14)


@dataclass(frozen=True, slots=True)
class ServiceChoice:
    """A service on offer; `refusal` says why it is not booked online, or is empty."""

    service: Service
    refusal: str
    next_free: dt.datetime | None
    location: Location | None


class ServiceForm(forms.Form):
    """One of the services that may be booked online by somebody of this age."""

    service = forms.CharField(
        label="Which service would you like?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a service."},
    )

    def __init__(self, *args: Any, now: dt.datetime, gate: Gate, age: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choices = _service_choices(now=now, gate=gate, age=age)
        self.by_slug = {one.service.slug: one for one in self.choices}

    @property
    def chosen_slug(self) -> str:
        """What is ticked when the page opens."""
        return str(self["service"].value() or "")

    @property
    def any_open(self) -> bool:
        return any(not one.refusal for one in self.choices)

    def clean_service(self) -> Service:
        choice = self.by_slug.get(self.cleaned_data["service"])
        if choice is None:
            raise forms.ValidationError("Choose one of the services in the list.")
        if choice.refusal:
            raise forms.ValidationError(f"{choice.service.name}: {choice.refusal}")
        return choice.service


def _service_choices(*, now: dt.datetime, gate: Gate, age: int) -> list[ServiceChoice]:
    services = list(Service.objects.offered())
    refusals = {service.pk: gate.refusal(service, age) for service in services}
    open_ones = [service for service in services if not refusals[service.pk]]
    soonest = availability.next_free_by_service(now=now, services=open_ones) if open_ones else {}
    places = {place.pk: place for place in Location.objects.filter(active=True)}
    choices = []
    for service in services:
        free = soonest.get(service.pk)
        choices.append(
            ServiceChoice(
                service,
                refusals[service.pk],
                free.start if free else None,
                places.get(free.location_id) if free else None,
            )
        )
    return choices


def other_services(draft: Draft, gate: Gate, now: dt.datetime) -> list[Service]:
    """What the answers do not stop, for the page that stops the chosen one (hazard H03)."""
    if draft.assessment is None:
        return []
    age = drafts.age(draft, now=now)
    return [
        service
        for service in Service.objects.online()
        if draft.assessment.outcome_for(service.kind) not in outcomes.STOPS
        and not gate.refusal(service, age)
    ]


@dataclass(frozen=True, slots=True)
class PlaceChoice:
    """A place, with one practitioner or anyone; `value` is what the form sends."""

    location: Location
    practitioner: Practitioner | None
    next_free: dt.datetime | None

    @property
    def value(self) -> str:
        return f"{self.location.slug}:{self.practitioner.slug if self.practitioner else ''}"


class PlaceForm(forms.Form):
    """Where and with whom, as one choice, so that each line can say when it is next free."""

    place = forms.CharField(
        label="Where, and with whom?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a place, and anyone or a person."},
    )

    def __init__(self, *args: Any, now: dt.datetime, service: Service, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choices = _place_choices(now=now, service=service)
        self.by_value = {one.value: one for one in self.choices}

    @property
    def chosen_value(self) -> str:
        return str(self["place"].value() or "")

    def clean_place(self) -> PlaceChoice:
        choice = self.by_value.get(self.cleaned_data["place"])
        if choice is None:
            raise forms.ValidationError("Choose one of the lines in the list.")
        return choice


def _place_choices(*, now: dt.datetime, service: Service) -> list[PlaceChoice]:
    """Anyone first at each place, then each person who works there; four queries."""
    free = availability.find(now=now, service=service, since=now, until=now + SOON)
    people = {one.pk: one for one in Practitioner.objects.filter(services=service, active=True)}
    works = WorkingHours.objects.filter(practitioner__in=people).values_list(
        "location", "practitioner"
    )
    pairs = {*works, *((one.location_id, one.practitioner_id) for one in free)}
    first = _first_of_each(free)
    choices = []
    for place in Location.objects.filter(active=True):
        here = [people[who] for where, who in pairs if where == place.pk and who in people]
        if here:
            choices.append(PlaceChoice(place, None, first.get((place.pk, None))))
        choices += [
            PlaceChoice(place, who, first.get((place.pk, who.pk)))
            for who in sorted(here, key=lambda who: who.name)
        ]
    return choices


def _first_of_each(free: Iterable[Start]) -> dict[tuple[int, int | None], dt.datetime]:
    """The first start by place and person, and by place and anyone (None)."""
    first: dict[tuple[int, int | None], dt.datetime] = {}
    for one in free:
        first.setdefault((one.location_id, one.practitioner_id), one.start)
        first.setdefault((one.location_id, None), one.start)
    return first
