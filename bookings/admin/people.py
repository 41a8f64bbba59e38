"""Practitioners with what they offer and when they work."""

from django.contrib import admin

from bookings.admin.whatif import WhatIfAdmin
from bookings.models import Offer, Practitioner, WorkingHours
from portal.kit.adminbase import KeptAdmin, LinesInline


class OfferInline(LinesInline):
    model = Offer
    autocomplete_fields = ["service"]


class HoursInline(LinesInline):
    model = WorkingHours
    autocomplete_fields = ["location"]


@admin.register(Practitioner)
class PractitionerAdmin(WhatIfAdmin, KeptAdmin):
    list_display = ["name", "profession", "registration_number", "senior", "user", "active"]
    list_filter = ["active", "senior", "services"]
    list_select_related = ["user"]
    search_fields = ["name", "registration_number"]
    prepopulated_fields = {"slug": ["name"]}
    autocomplete_fields = ["user"]
    inlines = [OfferInline, HoursInline]
