"""The clinic, its places, rooms and services."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseRedirect
from django.urls import reverse

from bookings import holidays
from bookings.admin.whatif import WhatIfAdmin
from bookings.models import Clinic, Location, Offer, Room, Service
from portal.kit.adminbase import KeptAdmin, LinesInline


@admin.register(Clinic)
class ClinicAdmin(KeptAdmin):
    """One row: the list leads straight to it."""

    fieldsets = [
        (
            "Who we are",
            {"fields": ["name", "strapline", "phone", "email", "address", "privacy_contact"]},
        ),
        (
            "House rules",
            {
                "fields": [
                    "undo_seconds",
                    "screening_valid_days",
                    "review_hours",
                    "adult_age",
                    "guardian_age",
                ]
            },
        ),
        (
            "Waitlist",
            {"fields": ["offers_online", "offer_minutes", "offer_minutes_near"]},
        ),
        (
            "Emails",
            {
                "fields": ["sending_stopped", "sending_stopped_why"],
                "description": "While emails are stopped, every page of the admin says so.",
            },
        ),
    ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not Clinic.objects.exists()

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        row = Clinic.objects.first()
        if row is None:
            if self.has_add_permission(request):
                return HttpResponseRedirect(reverse("admin:bookings_clinic_add"))
            return super().changelist_view(request, extra_context)
        return HttpResponseRedirect(reverse("admin:bookings_clinic_change", args=[row.pk]))


class LocationForm(forms.ModelForm):
    """The region is one whose public holidays are known; a country without a list has none."""

    def clean_country(self) -> str:
        return str(self.cleaned_data["country"]).upper()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        country, region = cleaned.get("country"), cleaned.get("region")
        if country and region:
            try:
                holidays.check(country, region)
            except holidays.UnknownRegion as error:
                self.add_error("region", error.sentence)
            except holidays.UnknownCountry as error:
                self.add_error("region", f"{error.sentence} Correct it, or leave the region empty.")
        return cleaned


class RoomInline(LinesInline):
    model = Room
    can_delete = False
    show_change_link = True


@admin.register(Location)
class LocationAdmin(WhatIfAdmin, KeptAdmin):
    form = LocationForm
    list_display = [
        "name",
        "country",
        "zone",
        "phone",
        "emergency_number",
        "urgent_number",
        "active",
    ]
    list_filter = ["active", "country"]
    search_fields = ["name", "address"]
    prepopulated_fields = {"slug": ["name"]}
    inlines = [RoomInline]


@admin.register(Room)
class RoomAdmin(WhatIfAdmin, KeptAdmin):
    list_display = ["name", "location", "features", "active"]
    list_filter = ["active", "location"]
    list_select_related = ["location"]
    search_fields = ["name", "location__name"]
    autocomplete_fields = ["location"]


class ServiceOfferInline(LinesInline):
    model = Offer
    autocomplete_fields = ["practitioner"]
    verbose_name_plural = "who offers it"


@admin.register(Service)
class ServiceAdmin(WhatIfAdmin, KeptAdmin):
    list_display = [
        "name",
        "minutes",
        "price",
        "currency",
        "uses_needles",
        "offered_by",
        "online",
        "paused",
        "active",
    ]
    list_filter = ["active", "online", "paused", "uses_needles", "hands_on"]
    search_fields = ["name", "summary"]
    prepopulated_fields = {"slug": ["name"]}
    inlines = [ServiceOfferInline]
    fieldsets = [
        (None, {"fields": ["name", "slug", "summary", "description", "price", "currency"]}),
        ("Length", {"fields": ["minutes", "buffer_before", "buffer_after", "grid_minutes"]}),
        ("Safety", {"fields": ["uses_needles", "hands_on", "needs_room", "room_features"]}),
        (
            "Booking",
            {
                "fields": [
                    "active",
                    "online",
                    "paused",
                    "min_notice_minutes",
                    "horizon_days",
                    "cancel_hours",
                ]
            },
        ),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Service]:
        return (
            super()
            .get_queryset(request)
            .annotate(people=Count("offers", filter=Q(offers__practitioner__active=True)))
        )

    @admin.display(description="offered by", ordering="people")
    def offered_by(self, row: Service) -> str:
        people = row.people  # type: ignore[attr-defined]
        return f"{people} {'person' if people == 1 else 'people'}"
