"""Who has read whose health answers: a list for the clinical lead and the manager."""

from django.contrib import admin

from bookings.models import Reading
from portal.kit.adminbase import ReadOnlyAdmin


@admin.register(Reading)
class ReadingAdmin(ReadOnlyAdmin):
    """Without the answers themselves, and without the patient's name."""

    list_display = ["at", "user", "page", "appointment"]
    list_filter = ["page", "user"]
    list_select_related = ["user", "appointment"]
    search_fields = ["user__email", "appointment__reference"]
    search_help_text = "Email of the reader, or the visit's reference."
    date_hierarchy = "at"
    fields = ["at", "user", "page", "appointment"]
