"""Admin bases that every app's model admins start from."""

from typing import Any, cast

from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import Model, QuerySet
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


class KeptAdmin(admin.ModelAdmin):
    """Rows that are switched off or closed, never deleted by anybody."""

    save_on_top = True
    list_per_page = 50
    show_full_result_count = False
    # Counting what is behind each filter reads every row once for each.
    show_facets = admin.ShowFacets.NEVER
    paginator = CappedPaginator
    actions = None

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
