"""Clinicians edit here: a banned claim is refused, everything else to mend is said on saving."""

from typing import Any

from csp.constants import NONCE
from csp.decorators import csp_update
from django import forms
from django.contrib import admin, messages
from django.db import models
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from js_asset import Media

from education.lint import TEXTS, lint
from education.models import Article, FaqEntry, Kind, Reference
from portal.kit import clock, textlint
from portal.kit.adminbase import KeptAdmin

LEAST_REFERENCES = 2
# The one style element that the editor's Tiptap adds by script; a new release of it may
# bring a new text, which a test in a browser notices.
TIPTAP_STYLE = "'sha256-PlumsSlvJ7vvWzjqibGAYKq92O3y/4JTxWWsWJvyUYA='"
EDITOR_POLICY = {"script-src": [NONCE], "style-src": [TIPTAP_STYLE]}


class NoBannedClaims(forms.ModelForm):
    """Refuses, beside the field, what a clinic must not say."""

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        for name in {*TEXTS, "question", "answer"} & cleaned.keys():
            for finding in textlint.banned_claims(cleaned[name] or "", where=name):
                self.add_error(name, f"Please leave out {finding.text}")
        return cleaned


class ArticleForm(NoBannedClaims):
    service_kinds = forms.MultipleChoiceField(
        label="kinds of service that it leads to",
        choices=Kind,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class ReferenceFormSet(BaseInlineFormSet):
    """A published article rests on two references at least."""

    def clean(self) -> None:
        super().clean()
        kept = [
            form for form in self.forms if form.cleaned_data and not form.cleaned_data.get("DELETE")
        ]
        published = self.instance.status == Article.Status.PUBLISHED
        if published and len(kept) < LEAST_REFERENCES:
            raise forms.ValidationError("A published article needs at least two references.")


class FaqInline(admin.StackedInline):
    model = FaqEntry
    form = NoBannedClaims
    extra = 0


class ReferenceInline(admin.StackedInline):
    model = Reference
    formset = ReferenceFormSet
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    extra = 0


class ReviewFilter(admin.SimpleListFilter):
    """Pages that nobody has signed, and pages past their next review."""

    title = "review"
    parameter_name = "review"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("unsigned", "Not yet checked by a clinician"), ("overdue", "Review overdue")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() == "unsigned":
            return queryset.unsigned()
        if self.value() == "overdue":
            return queryset.overdue(today=clock.now().date())
        return queryset


@admin.register(Article)
class ArticleAdmin(KeptAdmin):
    """Articles with their questions and references."""

    form = ArticleForm
    inlines = [FaqInline, ReferenceInline]
    list_display = ["title", "status", "evidence", "is_signed", "last_reviewed", "next_review"]
    list_filter = ["status", ReviewFilter, "evidence", "leads_to"]
    search_fields = ["title", "short_title", "lead", "body", "faq__question"]
    search_help_text = "Searches titles, texts and questions."
    prepopulated_fields = {"slug": ["title"]}
    fieldsets = [
        (None, {"fields": ["title", "slug", "short_title", "lead", ("status", "position")]}),
        (
            "Text",
            {"fields": ["summary", "body", "who_should_not", "alternatives", "in_short"]},
        ),
        ("Warning signs", {"fields": ["emergency_signs", "urgent_signs", "clinic_signs"]}),
        ("How sure", {"fields": ["evidence", "evidence_reason", "evidence_year"]}),
        ("Next step", {"fields": ["leads_to", "service_kinds"]}),
        (
            "Written and checked",
            {
                "fields": [
                    ("author_name", "author_profession", "author_registration"),
                    ("reviewer_name", "reviewer_profession", "reviewer_registration"),
                    ("first_published", "last_reviewed", "next_review"),
                    "change_note",
                ],
                "description": "Sign with a name, a registration number and a date of review.",
            },
        ),
    ]

    @admin.display(description="checked by a clinician", boolean=True)
    def is_signed(self, article: Article) -> bool:
        return article.is_signed

    @method_decorator(csp_update(EDITOR_POLICY))
    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().changeform_view(request, *args, **kwargs)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """The editor's import map is an inline script: the page's nonce lets it run."""
        context["media"] = Media.from_media(context["media"]).with_nonce(str(request.csp_nonce))  # type: ignore[attr-defined]
        return super().render_change_form(request, context, *args, **kwargs)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Say what is left to mend once the article and its parts are saved."""
        super().save_related(request, form, formsets, change)
        for finding in lint(form.instance):
            messages.warning(request, str(finding))
