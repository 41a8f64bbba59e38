"""Admin bases that every app's model admins start from."""

from typing import Any, cast

from django import forms
from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import DateTimeField, Model, QuerySet
from django.forms import BaseInlineFormSet, ModelForm
from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property


class CappedPaginator(Paginator):
    """Counts no further than MOST rows: nobody turns so many pages, and counting all is slow.

    The rest is found by a filter or a word; templates/admin/pagination.html says so.
    """

    MOST = 5_000

    @cached_property
    def count(self) -> int:
        rows = cast(QuerySet[Any], self.object_list)
        return rows[: self.MOST].count()

    @property
    def is_capped(self) -> bool:
        return self.count == self.MOST


def moment_box() -> forms.DateTimeInput:
    """One labelled box for a date and a time; the stock pair leaves both without a label."""
    return forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


ONE_BOX: dict[Any, Any] = {
    DateTimeField: {
        "form_class": forms.DateTimeField,
        "widget": moment_box(),
    }
}


class NamedFormSet(BaseInlineFormSet):
    """The lines of a table; a box there has no label of its own, so it says its column and line."""

    what = "line"

    def add_fields(self, form: ModelForm, index: int | None) -> None:
        super().add_fields(form, index)
        line = "new" if index is None else str(index + 1)
        for name, field in form.fields.items():
            label = field.label or name.replace("_", " ").capitalize()
            field.widget.attrs["aria-label"] = f"{label}, {self.what} {line}"


class LinesInline(admin.TabularInline):
    """Rows beneath another row's form, as a table."""

    formset = NamedFormSet
    extra = 0


class KeptAdmin(admin.ModelAdmin):
    """Rows that are switched off or closed, never deleted by anybody."""

    save_on_top = True
    list_per_page = 50
    show_full_result_count = False
    # Counting what is behind each filter reads every row once for each.
    show_facets = admin.ShowFacets.NEVER
    paginator = CappedPaginator
    actions = None
    formfield_overrides = ONE_BOX

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def beneath(self, obj: Any) -> dict[str, Any]:
        """What the template of this row's page says besides the form."""
        return {}

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The page of a row, with what stands beneath the form."""
        obj = self.get_object(request, object_id)
        more = {**(extra_context or {}), **(self.beneath(obj) if obj else {})}
        return super().change_view(request, object_id, form_url, more)


class ReadOnlyAdmin(KeptAdmin):
    """Rows that only the portal itself writes; people look at them."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False
