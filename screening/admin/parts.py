"""Questions, their answers, and rules: changed in a draft, read in every other version."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from portal.kit import clock
from portal.kit.adminbase import NamedFormSet
from screening import drafting
from screening.admin.forms import PartForm, QuestionForm, RuleForm
from screening.admin.seen import SEEN
from screening.conditions import Condition
from screening.content import QuestionContent, content_of
from screening.models import Option, Question, Rule, Version

_NOT_NOW = "This questionnaire is no draft any more: nothing has been changed."


def page_of(version_id: int) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("admin:screening_version_change", args=[version_id]))


class PartAdmin(admin.ModelAdmin):
    """One question or rule. Its home is the page of its version."""

    change_form_template = "admin/screening/part_change_form.html"
    save_on_top = True
    actions = None
    list_display = ["__str__", "version"]
    list_filter = ["version"]
    list_select_related = ["version"]
    condition: str

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Reached from its version, not from the index."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        may = super().has_change_permission(request, obj)
        return may and (obj is None or obj.version.is_draft)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        may = super().has_delete_permission(request, obj)
        firm = isinstance(obj, Rule) and obj.firm
        return may and (obj is None or obj.version.is_draft) and not firm

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"version": request.GET.get("version", "")}

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """A form that arrives after the draft was published says so, and writes nothing."""
        version = self._version(request, object_id)
        is_open = version is not None and version.is_draft
        if not is_open and (request.method == "POST" or object_id is None):
            messages.error(request, _NOT_NOW)
            if version:
                return page_of(version.pk)
            return HttpResponseRedirect(reverse("admin:screening_version_changelist"))
        more = {"show_save_and_add_another": False, "version": version}
        return super().changeform_view(
            request, object_id, form_url, {**(extra_context or {}), **more}
        )

    def _version(self, request: HttpRequest, object_id: str | None) -> Version | None:
        if object_id is not None:
            row = self.get_object(request, object_id)
            return row.version if row else None
        key = request.POST.get("version") or request.GET.get("version", "")
        return Version.objects.filter(pk=key).first() if key.isdecimal() and key.isascii() else None

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """The draft knows who changed it, and when."""
        super().save_related(request, form, formsets, change)
        drafting.changed(form.instance.version, now=clock.now(), by=request.user.pk)

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """A draft that is published at the same instant keeps all its parts, and says so."""
        try:
            return super().delete_view(request, object_id, extra_context)
        except drafting.NotADraft as error:
            messages.error(request, str(error))
            return HttpResponseRedirect(reverse("admin:screening_version_changelist"))

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        version = drafting.locked(obj.version_id)
        super().delete_model(request, obj)
        drafting.changed(version, now=clock.now(), by=request.user.pk)

    def response_delete(self, request: HttpRequest, obj_display: str, obj_id: int) -> HttpResponse:
        """Back to the newest draft: what was deleted stood there."""
        messages.success(request, f"{obj_display} is deleted.")
        draft = Version.objects.drafts().order_by("-changed_at").first()
        return page_of(draft.pk) if draft else super().response_delete(request, obj_display, obj_id)

    def response_add(self, request: HttpRequest, obj: Any, *args: Any) -> HttpResponse:
        return self._saved(request, obj) or super().response_add(request, obj, *args)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        return self._saved(request, obj) or super().response_change(request, obj)

    def _saved(self, request: HttpRequest, obj: Any) -> HttpResponse | None:
        if "_continue" in request.POST:
            return None
        messages.success(request, f"{obj} is saved in the draft.")
        return page_of(obj.version_id)

    @admin.display(description="it reads")
    def reads(self, row: Any) -> str:
        """The condition as a sentence: as it was typed if it can be read, else as it was saved."""
        condition: Condition = getattr(row, self.condition, None)
        if condition is None:
            return "always" if row.pk else "It is shown here once it has a line."
        return content_of(row.version).sentence(condition)

    @admin.display(description="words that you can use")
    def words(self, row: Any) -> SafeString:
        """Every question with its answers, as the condition names them."""
        version = row.version if row.version_id else None
        questions = content_of(version).questions if version else ()
        lines = ((one.key, one.name, self._answers(one)) for one in questions)
        inside = format_html_join("", "<li><code>{}</code> ({}): {}</li>", lines)
        return format_html(
            "<details><summary>Questions and answers</summary><ul>{}</ul></details>", inside
        )

    @staticmethod
    def _answers(question: QuestionContent) -> SafeString | str:
        options = ((one.key, one.label) for one in question.options)
        return format_html_join("; ", "<code>{}</code> {}", options) or str(
            Question.Kind(question.kind).label
        )


class OptionFormSet(NamedFormSet):
    what = "answer"


class OptionInline(admin.TabularInline):
    model = Option
    formset = OptionFormSet
    verbose_name = "answer"
    verbose_name_plural = "answers"
    fields = ["order", "key", "label", "exclusive", "must_tick"]
    extra = 2

    def get_queryset(self, request: HttpRequest) -> QuerySet[Option]:
        return super().get_queryset(request).select_related("question__version")

    def _may(self, allowed: bool, obj: Any) -> bool:
        return allowed and (obj is None or obj.version.is_draft)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(super().has_add_permission(request, obj), obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(super().has_change_permission(request, obj), obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(super().has_delete_permission(request, obj), obj)


@admin.register(Question)
class QuestionAdmin(PartAdmin):
    condition = "shown_when"
    form = QuestionForm
    inlines = [OptionInline]
    readonly_fields = ["reads", "words"]
    search_fields = ["key", "text"]
    fieldsets = [
        (None, {"fields": ["version", SEEN, "key", "name", "kind", "text", "hint", "why"]}),
        ("When it is asked", {"fields": ["parent", "shown_when", "reads", "line", "words"]}),
        ("Where it stands", {"fields": ["page", "after"]}),
        (
            "How it is answered",
            {
                "fields": [
                    "required",
                    "least",
                    "most",
                    "grows_weekly",
                    "always_ask",
                    "every_service",
                ]
            },
        ),
    ]

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Without the stock ways to add another question beside the one that is followed up."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "parent" and field:
            for act in ("add", "change", "delete", "view"):
                setattr(field.widget, f"can_{act}_related", False)
        return field

    def save_model(self, request: HttpRequest, obj: Any, form: PartForm, change: bool) -> None:
        drafting.place(obj, after=form.cleaned_data["after"])


@admin.register(Rule)
class RuleAdmin(PartAdmin):
    condition = "when"
    form = RuleForm
    readonly_fields = ["reads", "words"]
    search_fields = ["code", "reason"]
    fieldsets = [
        (None, {"fields": ["version", SEEN, "code", "when", "reads", "line", "words"]}),
        (
            "What it does",
            {"fields": ["level", "binds", "flags", "extra_minutes", "senior", "firm"]},
        ),
        ("What people read", {"fields": ["patient_line", "advice", "staff_line"]}),
        ("Why", {"fields": ["reason", "sources", "confidence"]}),
    ]

    def save_model(self, request: HttpRequest, obj: Any, form: PartForm, change: bool) -> None:
        drafting.append(obj)
