"""What a new clinic still has to enter before it can take bookings; shown on Today."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, Q, QuerySet, Value
from django.urls import reverse

from bookings.models import (
    Clinic,
    ConsentText,
    Location,
    Offer,
    Practitioner,
    Room,
    Service,
    Step,
    WorkingHours,
)
from screening.models import Version


@dataclass(frozen=True)
class Item:
    """One thing to enter: whether it is there, and the form where it is entered."""

    name: str
    why: str
    ticked: bool
    url: str


_ITEMS: dict[str, tuple[str, str, type[Any]]] = {
    "clinic": ("The clinic", "Its name, phone and house rules.", Clinic),
    "sender": (
        "The watched address and the emails",
        "Replies come to the address; without active message steps no email leaves.",
        Step,
    ),
    "location": (
        "A location with its country and numbers",
        "Every page shows its emergency number and the line for deaf callers.",
        Location,
    ),
    "room": ("A room", "Services that need a room are not offered without one.", Room),
    "service": ("A service", "With its length and price.", Service),
    "people": (
        "A practitioner who offers a service",
        "Nobody can be booked without one.",
        Practitioner,
    ),
    "hours": ("Working hours", "Free times are cut out of these.", WorkingHours),
    "questions": (
        "A published questionnaire",
        "A clinician signs it; online booking asks these questions.",
        Version,
    ),
    "consent": ("A published consent text", "Patients agree to it when they book.", ConsentText),
}


def checklist() -> list[Item]:
    """Every item with its tick, in the order in which a clinic enters them; one query."""
    there = _there()
    return [
        Item(name, why, key in there, _form_url(model))
        for key, (name, why, model) in _ITEMS.items()
    ]


def _form_url(model: type[Any]) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def _there() -> set[str]:
    """The keys of what is there."""
    numbers = ~Q(country="") & ~Q(phone="") & ~Q(emergency_number="") & ~Q(emergency_relay="")
    rows: list[tuple[str, QuerySet[Any]]] = [
        ("clinic", Clinic.objects.exclude(phone="")),
        ("sender", Step.objects.filter(Exists(Clinic.objects.exclude(email="")), active=True)),
        ("location", Location.objects.filter(numbers, active=True)),
        ("room", Room.objects.filter(active=True)),
        ("room", Service.objects.filter(active=True, needs_room=False)),
        ("service", Service.objects.offered()),
        ("people", Offer.objects.filter(practitioner__active=True, service__active=True)),
        ("hours", WorkingHours.objects.filter(practitioner__active=True)),
        ("questions", Version.objects.filter(status=Version.Status.PUBLISHED)),
        ("consent", ConsentText.objects.filter(published_at__isnull=False)),
    ]
    one_each = [
        found.order_by().annotate(item=Value(key)).values_list("item", flat=True)[:1]
        for key, found in rows
    ]
    return set(one_each[0].union(*one_each[1:], all=True))
