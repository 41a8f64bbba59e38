"""Questionnaires in the admin: read as sentences, signed by a clinician, never edited here."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from screening.content import content_of
from screening.models import Question, Rule, Version

_SIGNATURE = ["signed_by", "signed_registration", "signed_on"]
_COLUMNS = ["number", "status", "page_titles", "published_at", *_SIGNATURE]


class ReadOnlyInline(admin.TabularInline):
    """Rows of a version, to be read."""

    extra = 0
    show_change_link = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("version")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class QuestionInline(ReadOnlyInline):
    model = Question
    fields = ["page", "key", "text", "answers", "asked_when", "always_ask"]
    readonly_fields = ["answers", "asked_when"]

    @admin.display(description="answers")
    def answers(self, row: Question) -> SafeString:
        labels = content_of(row.version).labels
        mine = [(label,) for (key, _), label in labels.items() if key == row.key]
        return format_html_join("; ", "{}", mine)

    @admin.display(description="asked if")
    def asked_when(self, row: Question) -> str:
        if row.shown_when is None:
            return "always"
        return content_of(row.version).sentence(row.shown_when)


class RuleInline(ReadOnlyInline):
    model = Rule
    fields = [
        "code",
        "says",
        "binds",
        "flags",
        "patient_line",
        "staff_line",
        "reason",
        "sources",
        "confidence",
        "firm",
    ]
    readonly_fields = ["says"]

    @admin.display(description="rule")
    def says(self, row: Rule) -> str:
        condition = content_of(row.version).sentence(row.when)
        return f"If {condition}: {row.get_level_display()}"


@admin.register(Version)
class VersionAdmin(admin.ModelAdmin):
    """A version is signed here, once; its content is what was published."""

    list_display = ["__str__", "status", "published_at", "signed_by", "signed_on"]
    list_filter = ["status"]
    search_fields = ["number", "signed_by"]
    fields = (*_COLUMNS,)
    inlines = [QuestionInline, RuleInline]

    def get_readonly_fields(self, request: HttpRequest, obj: Version | None = None) -> list[str]:
        signed = obj is not None and obj.is_signed
        return [name for name in _COLUMNS if signed or name not in _SIGNATURE]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Version | None = None) -> bool:
        return False
