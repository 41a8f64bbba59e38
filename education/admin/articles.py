"""Articles: a working copy that is edited beside what the public reads."""

from collections.abc import Callable
from typing import Any

from csp.constants import NONCE
from csp.decorators import csp_update
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.decorators import method_decorator
from js_asset import Media

from education.admin.forms import (
    ArticleForm,
    ClaimInline,
    FaqInline,
    ReferenceInline,
    RowInline,
)
from education.admin.versions import Versions, staff
from education.drafting import keep, moved
from education.lint import lint
from education.models import Article
from portal.kit import clock
from portal.kit.adminbase import KeptAdmin

# The one style element that the editor's Tiptap adds by script; a new release of it may
# bring a new text, which a test in a browser notices.
TIPTAP_STYLE = "'sha256-PlumsSlvJ7vvWzjqibGAYKq92O3y/4JTxWWsWJvyUYA='"
EDITOR_POLICY = {"script-src": [NONCE], "style-src": [TIPTAP_STYLE]}


class ReviewFilter(admin.SimpleListFilter):
    """Pages that nobody has signed, and pages past their next review."""

    title = "review"
    parameter_name = "review"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            ("unsigned", "Not yet checked by a clinician"),
            ("due", "Review due within two weeks"),
            ("overdue", "Review overdue"),
        ]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        today = clock.now().date()
        if self.value() == "unsigned":
            return queryset.unsigned()
        if self.value() == "due":
            return queryset.due(today=today)
        if self.value() == "overdue":
            return queryset.overdue(today=today)
        return queryset


class ShownFilter(admin.SimpleListFilter):
    """Published or not."""

    title = "public"
    parameter_name = "public"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", "Published"), ("no", "Not published")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() in ("yes", "no"):
            return queryset.filter(live__isnull=self.value() == "no")
        return queryset


@admin.register(Article)
class ArticleAdmin(KeptAdmin):
    """Articles with their questions, evidence rows and references."""

    form = ArticleForm
    change_form_template = "admin/education/article/change_form.html"
    inlines = [FaqInline, RowInline, ClaimInline, ReferenceInline]
    list_display = ["title", "stands", "safety", "is_signed", "last_reviewed", "next_review"]
    list_filter = [ShownFilter, ReviewFilter, "safety", "leads_to"]
    search_fields = ["title", "short_title", "lead", "body", "faq__question"]
    search_help_text = "Searches titles, texts and questions."
    prepopulated_fields = {"slug": ["title"]}
    readonly_fields = ["first_published"]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "title",
                    "slug",
                    "short_title",
                    "lead",
                    ("position", "safety"),
                    "compared_with",
                    "seen",
                ]
            },
        ),
        (
            "Text",
            {
                "fields": [
                    "summary",
                    "body",
                    "who_should_not",
                    "alternatives",
                    "what_we_suggest",
                    "in_short",
                ],
                "description": "[evidence: neck-pain] in a text becomes the label of that row.",
            },
        ),
        ("Warning signs", {"fields": ["emergency_signs", "urgent_signs", "clinic_signs"]}),
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

    def get_queryset(self, request: HttpRequest) -> Any:
        return Article.objects.with_newest()

    def get_urls(self) -> list[URLPattern]:
        versions, guarded = Versions(self), self.admin_site.admin_view
        pages: list[tuple[str, Callable[..., HttpResponse], str]] = [
            ("versions/", versions.versions, "versions"),
            ("versions/<int:number>/", versions.preview, "preview"),
            ("versions/<int:number>/restore/", versions.restore, "restore"),
            ("publish/", versions.publish, "publish"),
            ("take-down/", versions.take_down, "take_down"),
        ]
        own: list[Any] = [
            path(f"<int:key>/{route}", guarded(view), name=f"education_article_{name}")
            for route, view, name in pages
        ]
        return [*own, *super().get_urls()]

    @admin.display(description="public")
    def stands(self, article: Any) -> str:
        """Where it stands between draft and public."""
        if article.live_id is None:
            return "Draft"
        return "Published" if article.newest == article.live_id else "Published, newer draft"

    @admin.display(description="checked by a clinician", boolean=True)
    def is_signed(self, article: Article) -> bool:
        return bool(article.reviewer_name)

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
        """Keep what was saved as a version, and say what is left to mend."""
        super().save_related(request, form, formsets, change)
        article = form.instance
        if change and "slug" in form.changed_data:
            moved(article, before=form.initial["slug"])
        keep(article, now=clock.now(), by=staff(request))
        for finding in lint(article):
            messages.warning(request, str(finding))
