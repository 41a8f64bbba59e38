"""The form of a decision on a review: which one, what goes with it, and why."""

from typing import Any

from django import forms

from bookings import scheduling
from bookings.models import Appointment, Practitioner, Review, Service
from bookings.reception.forms import DeskForm, VersionForm
from screening import outcomes

LETTER = "letter"
DECISIONS = [
    (Review.Decision.CLEAR, "Clear: the visit goes ahead"),
    (Review.Decision.CONDITIONS, "Clear with conditions"),
    (LETTER, "Ask for a letter from their doctor, and decide when it is here"),
    (Review.Decision.SERVICE, "Another service at the same time"),
    (Review.Decision.DECLINE, "Decline: the time is freed, and we ask them to call"),
]


class DecideForm(VersionForm):
    """`services` are those that the answers do not stop and the practitioner offers."""

    decision = forms.ChoiceField(
        label="What do you decide?",
        choices=DECISIONS,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what you decide."},
    )
    conditions = forms.CharField(
        required=False,
        max_length=1000,
        label="Conditions",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Only with “Clear with conditions”. Whoever treats reads them with the answers.",
    )
    service = forms.ModelChoiceField(
        Service.objects.none(),
        required=False,
        label="Another service",
        empty_label="Choose one",
        help_text="Only with “Another service”. It starts at the same time, with the same person.",
    )
    reason = forms.CharField(
        max_length=2000,
        label="Why?",
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Kept with the visit. Neither reception nor the patient sees it.",
        error_messages={"required": "Say why: the reason is kept with the visit."},
    )

    def __init__(self, data: Any = None, *, visit: Appointment, **kwargs: Any) -> None:
        super().__init__(data, initial={"version": visit.version}, **kwargs)
        service: Any = self.fields["service"]
        service.queryset = Service.objects.filter(pk__in=possible_services(visit))

    def clean(self) -> dict[str, Any]:
        typed = self.cleaned_data
        decision = typed.get("decision")
        if decision == Review.Decision.CONDITIONS and not typed.get("conditions", "").strip():
            self.add_error("conditions", "Say what whoever treats has to keep to.")
        if decision == Review.Decision.SERVICE and not typed.get("service"):
            self.add_error("service", "Choose the other service.")
        return typed


class AssignForm(DeskForm):
    """To whom a review is handed; nobody means whoever comes first."""

    practitioner = forms.ModelChoiceField(
        Practitioner.objects.filter(active=True),
        required=False,
        label="Hand it to",
        empty_label="Anyone",
    )


def possible_services(visit: Appointment) -> list[int]:
    """The ids of active services that the visit could become instead."""
    if visit.assessment is None:
        return []
    offered = Service.objects.filter(active=True, practitioners=visit.practitioner_id)
    day = visit.local_starts.date()
    found = []
    for service in offered.exclude(pk=visit.service_id):
        verdict = scheduling.verdict_on(visit.assessment, day, kind=service.kind)
        if verdict.outcome not in outcomes.STOPS:
            found.append(service.pk)
    return found
