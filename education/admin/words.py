"""Glossary terms and evidence rows: a change reaches every page that shows them."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse

from education import searching
from education.admin.forms import NoBannedClaims, ReferenceInline
from education.lint import lint_claim, lint_term
from education.models import Claim, GlossaryTerm
from education.rendering import render_again
from portal.kit.adminbase import KeptAdmin


class WordAdmin(KeptAdmin):
    """Rows that published pages show: those are made again on saving."""

    form = NoBannedClaims

    def response_add(self, request: HttpRequest, obj: Any, *args: Any, **kw: Any) -> HttpResponse:
        self._spread(request, obj)
        return super().response_add(request, obj, *args, **kw)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        self._spread(request, obj)
        return super().response_change(request, obj)

    def _spread(self, request: HttpRequest, obj: Any) -> None:
        count = render_again()
        searching.index_words()
        messages.info(request, f"{count} published pages show it as it is now.")
        for finding in self.findings(obj):
            messages.warning(request, str(finding))

    def findings(self, obj: Any) -> list[Any]:
        """What is left to mend in this row."""
        raise NotImplementedError


@admin.register(GlossaryTerm)
class TermAdmin(WordAdmin):
    """The glossary."""

    list_display = ["term", "explanation"]
    search_fields = ["term", "forms", "explanation"]
    search_help_text = "Searches words, their other forms and explanations."
    prepopulated_fields = {"slug": ["term"]}

    def findings(self, obj: GlossaryTerm) -> list[Any]:
        return lint_term(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """No page points at a term."""
        return request.user.has_perm("education.delete_glossaryterm")

    def delete_model(self, request: HttpRequest, obj: GlossaryTerm) -> None:
        super().delete_model(request, obj)
        render_again()
        searching.index_words()


@admin.register(Claim)
class ClaimAdmin(WordAdmin):
    """The rows of the evidence page, with what they rest on."""

    inlines = [ReferenceInline]
    list_display = ["condition", "outcome", "label", "year", "about"]
    list_filter = ["label", "about"]
    search_fields = ["condition", "comparison", "outcome", "slug"]
    search_help_text = "Searches conditions, comparisons and outcomes."
    prepopulated_fields = {"slug": ["condition"]}

    def findings(self, obj: Claim) -> list[Any]:
        return lint_claim(obj)
