"""The steps of the messages, and the consent texts."""

from django.contrib import admin
from django.http import HttpRequest

from bookings.models import ConsentText, Step
from portal.kit.adminbase import KeptAdmin


@admin.register(Step)
class StepAdmin(KeptAdmin):
    list_display = [
        "name",
        "anchor",
        "offset",
        "use_by",
        "audience",
        "calendar",
        "red_flags",
        "active",
    ]
    list_filter = ["active", "anchor", "audience"]
    search_fields = ["name", "key", "subject"]

    def get_readonly_fields(self, request: HttpRequest, obj: Step | None = None) -> list[str]:
        """The key is what sent messages hang on: it is set once."""
        return ["key"] if obj else []


@admin.register(ConsentText)
class ConsentTextAdmin(KeptAdmin):
    list_display = ["version", "published_at", "signed_by", "signed_registration", "signed_on"]
    date_hierarchy = "published_at"

    def has_change_permission(self, request: HttpRequest, obj: ConsentText | None = None) -> bool:
        """A published text stays as it is; a new version takes its place."""
        if obj and obj.published_at:
            return False
        return super().has_change_permission(request, obj)
