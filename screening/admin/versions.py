"""A version of the questionnaire: read, drafted, compared, retired, and signed once."""

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal.kit import clock
from portal.kit.adminbase import KeptAdmin
from screening import drafting, publishing
from screening.admin.overview import overview
from screening.admin.parts import page_of
from screening.admin.preview import Preview
from screening.admin.seen import SEEN
from screening.admin.version_forms import SIGNATURE, VersionForm
from screening.comparing import compare
from screening.content import content_of
from screening.models import Version

_COLUMNS = ["number", "status", "page_titles", "published_at", *SIGNATURE]
_FIELDS = (*_COLUMNS, "published_by", "alone_because")


@admin.register(Version)
class VersionAdmin(KeptAdmin):
    """A version's page. Its questions and rules are changed on pages of their own."""

    change_form_template = "admin/screening/version/change_form.html"
    change_list_template = "admin/screening/version/change_list.html"
    list_display = ["__str__", "status", "published_at", "published_by", "signed_by", "signed_on"]
    list_filter = ["status"]
    list_select_related = ["published_by"]
    search_fields = ["number", "signed_by"]
    form = VersionForm

    def get_fields(self, request: HttpRequest, obj: Version | None = None) -> list[Any]:
        """A draft has no signature yet."""
        return [*_FIELDS[:3], SEEN] if obj and obj.is_draft else list(_FIELDS)

    def get_readonly_fields(self, request: HttpRequest, obj: Version | None = None) -> list[str]:
        """A draft's titles can be changed; a published version is signed, once."""
        draft = obj is not None and obj.is_draft
        may_sign = obj is not None and not draft and not obj.is_signed
        open_ones: Iterable[str] = ["page_titles"] if draft else (SIGNATURE if may_sign else [])
        return [name for name in _FIELDS if name not in open_ones]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """A version begins as a copy."""
        return False

    def save_model(
        self, request: HttpRequest, obj: Version, form: VersionForm, change: bool
    ) -> None:
        form.save_changes()
        if obj.is_draft:
            drafting.changed(obj, now=clock.now(), by=request.user.pk)

    def beneath(self, obj: Version) -> dict[str, Any]:
        """The whole content."""
        return {"overview": overview(obj)}

    def get_urls(self) -> list[URLPattern]:
        guarded = self.admin_site.admin_view
        preview = Preview(self)
        pages: list[tuple[str, Callable[..., HttpResponse], str]] = [
            ("begin/", self.begin, "begin"),
            ("<int:key>/discard/", self.discard, "discard"),
            ("<int:key>/retire/", self.retire, "retire"),
            ("<int:key>/compare/", self.compare, "compare"),
            ("<int:key>/preview/", preview.begin, "preview"),
            ("<int:key>/preview/leave/", require_POST(preview.leave), "preview_leave"),
            ("<int:key>/preview/end/", preview.end, "preview_end"),
            ("<int:key>/preview/<slug:slug>/", preview.page, "preview_page"),
        ]
        own: list[Any] = [
            path(route, guarded(view), name=f"screening_version_{name}")
            for route, view, name in pages
        ]
        return [*own, *super().get_urls()]

    def asked(self, request: HttpRequest, key: int, *, to_change: bool = False) -> Version:
        """The version that the address names, for those who may read or change it."""
        found = Version.objects.select_related("based_on").filter(pk=key).first()
        may = self.has_change_permission if to_change else self.has_view_permission
        if found is None or not may(request, found):
            raise Http404("No questionnaire has this number.")
        return found

    def show(self, request: HttpRequest, template: str, **context: Any) -> TemplateResponse:
        frame = {**self.admin_site.each_context(request), "opts": self.opts, **context}
        return TemplateResponse(request, f"admin/screening/version/{template}.html", frame)

    @method_decorator(require_POST)
    def begin(self, request: HttpRequest) -> HttpResponse:
        """A new draft, copied from the published version or else from the newest."""
        if not self.has_change_permission(request):
            raise Http404("Nobody may do this here.")
        rows: QuerySet[Version] = Version.objects.order_by("-number")
        base = Version.objects.published() or rows.first()
        if base is None:
            messages.error(request, "There is no questionnaire yet: run begin_clinic first.")
            return HttpResponseRedirect(reverse("admin:screening_version_changelist"))
        version = drafting.begin(base=base, now=clock.now())
        messages.success(request, f"{version} is a draft, copied from {base}.")
        return page_of(version.pk)

    @method_decorator(require_http_methods(["GET", "POST"]))
    def discard(self, request: HttpRequest, key: int) -> HttpResponse:
        """Asks first; a POST throws the draft away."""
        version = self.asked(request, key, to_change=True)
        if request.method == "GET":
            return self.show(request, "discard", title=f"Throw away {version}?", version=version)
        try:
            drafting.discard(version)
            messages.success(request, f"{version} is thrown away.")
        except drafting.NotADraft as error:
            messages.error(request, str(error))
        return HttpResponseRedirect(reverse("admin:screening_version_changelist"))

    @method_decorator(require_http_methods(["GET", "POST"]))
    def retire(self, request: HttpRequest, key: int) -> HttpResponse:
        """Asks first; a POST closes online booking until another version is published."""
        version = self.asked(request, key, to_change=True)
        if not request.user.has_perm("screening.publish_version"):
            raise Http404("Nobody may do this here.")
        if request.method == "GET":
            return self.show(request, "retire", title=f"Retire {version}?", version=version)
        try:
            publishing.retire(version=version)
            messages.success(request, f"{version} is retired. Online booking is closed.")
        except publishing.NotPublishable as error:
            messages.error(request, str(error))
        return page_of(version.pk)

    @method_decorator(require_GET)
    def compare(self, request: HttpRequest, key: int) -> HttpResponse:
        """What differs from the version before it."""
        version = self.asked(request, key)
        published = Version.objects.published() if version.is_draft else None
        before = published or version.based_on
        if before is None:
            messages.info(request, "There is nothing to compare it with.")
            return page_of(version.pk)
        found = compare(content_of(before), content_of(version))
        title = f"{version} compared with {before}"
        return self.show(
            request, "compare", title=title, version=version, before=before, comparison=found
        )
