"""Patients: found by part of a name, phone or birthday, never deleted."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from bookings.admin.family import RelatedPersonInline, follow_birthday
from bookings.admin.timeline import timeline
from bookings.models import Appointment, Course, Patient
from portal.kit import clock
from portal.kit.adminbase import KeptAdmin


class PatientForm(forms.ModelForm):
    try_again = forms.BooleanField(
        required=False,
        label="Write to this address again",
        help_text="If mail came back, and the patient says that the address is right.",
    )

    class Meta:
        model = Patient
        fields = [
            "first_name",
            "last_name",
            "preferred_name",
            "date_of_birth",
            "access_needs",
            "interpreter",
            "support_person",
            "alert",
            "chaperone_wanted",
            "payer",
            "online_booking",
            "provisional",
            "phone",
            "email",
            "contact_state",
            "paused_until",
        ]

    def clean(self) -> dict[str, Any]:
        """A pause has an end."""
        cleaned = super().clean() or self.cleaned_data
        paused = cleaned.get("contact_state") == Patient.Contact.PAUSED
        if paused and not cleaned.get("paused_until") and "paused_until" not in self.errors:
            self.add_error("paused_until", "Say until when messages are paused.")
        return cleaned


@admin.register(Patient)
class PatientAdmin(KeptAdmin):
    form = PatientForm
    inlines = [RelatedPersonInline]
    change_form_template = "admin/bookings/patient/change_form.html"
    list_display = [
        "__str__",
        "date_of_birth",
        "phone",
        "email",
        "contact_state",
        "provisional",
        "reference",
    ]
    list_filter = ["contact_state", "provisional", "created_at"]
    search_fields = ["first_name", "last_name", "email", "phone"]
    search_help_text = "Parts of a name, phone or email, or a birthday as day/month/year."
    readonly_fields = [
        "reference",
        "email_confirmed_at",
        "email_refused_at",
        "unsubscribed_at",
        "created_at",
    ]
    fieldsets = [
        (
            "Who",
            {
                "fields": [
                    ("first_name", "last_name", "preferred_name"),
                    "date_of_birth",
                    "access_needs",
                    ("interpreter", "support_person"),
                    "provisional",
                ]
            },
        ),
        (
            "At the desk",
            {"fields": ["alert", "chaperone_wanted", "payer", "online_booking"]},
        ),
        (
            "Contact",
            {
                "fields": [
                    "phone",
                    "email",
                    ("email_refused_at", "try_again"),
                    "email_confirmed_at",
                    "contact_state",
                    "paused_until",
                    "unsubscribed_at",
                ]
            },
        ),
        ("Record", {"fields": ["reference", "created_at"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Patient]:
        """A merged record has a page, and stands in no list."""
        rows = Patient.objects.select_related("merged_into")
        match = request.resolver_match
        return rows if match and match.url_name == "bookings_patient_change" else rows.standing()

    def beneath(self, obj: Patient) -> dict[str, Any]:
        """All that happened with this patient, and courses of visits."""
        courses = Course.objects.with_names().filter(patient=obj)
        return {"timeline": timeline(obj), "courses": courses}

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Patient], search_term: str
    ) -> tuple[QuerySet[Patient], bool]:
        """As on the phone page, so that the trigram index serves."""
        if not search_term:
            return queryset, False
        return Patient.objects.matching(search_term) & queryset, False

    def save_model(
        self, request: HttpRequest, obj: Patient, form: forms.ModelForm, change: bool
    ) -> None:
        """A changed address is no longer confirmed (hazard H09); a silent patient's visits show."""
        now = clock.now()
        if not change:
            obj.created_at = now
        elif "email" in form.changed_data:
            obj.email_confirmed_at = obj.email_refused_at = None
        if form.cleaned_data["try_again"]:
            obj.email_refused_at = None
        super().save_model(request, obj, form, change)
        if not obj.may_be_contacted(now):
            self._point_at_visits(request, obj)

    def save_related(
        self, request: HttpRequest, form: forms.ModelForm, formsets: Any, change: bool
    ) -> None:
        """Whoever is taken back is so at every line that has their address."""
        super().save_related(request, form, formsets, change)
        patient: Patient = form.instance
        if change and "date_of_birth" in form.changed_data:
            follow_birthday(patient)
        for person in patient.related_persons.exclude(ended_at=None).exclude(email=""):
            patient.related_persons.filter(email__iexact=person.email).take_back(clock.now())

    def _point_at_visits(self, request: HttpRequest, patient: Patient) -> None:
        """Say which visits are still ahead of someone whom no message reaches (hazard H08)."""
        ahead = Appointment.objects.upcoming(clock.now()).filter(patient=patient).count()
        if ahead:
            said = format_html(
                '{} still ahead: <a href="{}">look, and cancel without an email</a>.',
                "One visit is" if ahead == 1 else f"{ahead} visits are",
                reverse("admin:patient_clear", args=[patient.reference]),
            )
            messages.warning(request, said)
