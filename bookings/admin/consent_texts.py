"""The consent texts: drafted, previewed, compared, published, and signed on a page of their own."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bookings import consent_text
from bookings.forms.statement import shown
from bookings.models import ConsentText
from bookings.models.statement import PARTS, points
from portal.kit import clock
from portal.kit.adminbase import KeptAdmin

_ABOUT = ["version", "published_at", "published_by", "signed_by", "signed_registration"]
SEEN = "seen"


class TextForm(forms.ModelForm):
    """The words of a draft; `seen` is its last change as the form has shown it."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = ConsentText
        fields = ("body",)
        widgets = {"body": forms.Textarea(attrs={"class": "vLargeTextField", "rows": 40})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial[SEEN] = self.instance.last_change

    def clean(self) -> dict[str, Any]:
        """The row is locked, so that two who save at once stand in line."""
        typed: dict[str, Any] = super().clean() or {}
        if "body" in self.fields:
            try:
                consent_text.locked(self.instance.pk, typed.get(SEEN, ""))
            except consent_text.NotPublishable as error:
                raise ValidationError(error.problems) from error
        return typed


class WhoForm(forms.Form):
    """For which extra risks the preview is."""

    risks = forms.MultipleChoiceField(
        required=False,
        label="Extra risks of the made-up patient",
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data: Any, *, risks: list[str]) -> None:
        super().__init__(data, label_suffix="")
        asked: Any = self.fields["risks"]
        asked.choices = [(str(number), words) for number, words in enumerate(risks)]


@admin.register(ConsentText)
class ConsentTextAdmin(KeptAdmin):
    change_form_template = "admin/bookings/consenttext/change_form.html"
    change_list_template = "admin/bookings/consenttext/change_list.html"
    list_display = ["__str__", "published_at", "published_by", "signed_by", "signed_on"]
    list_select_related = ["published_by"]
    form = TextForm

    def get_fields(self, request: HttpRequest, obj: ConsentText | None = None) -> list[Any]:
        """A published text is shown below, as it is read."""
        return ["body", SEEN] if obj and obj.is_draft else [*_ABOUT, "signed_on"]

    def get_readonly_fields(
        self, request: HttpRequest, obj: ConsentText | None = None
    ) -> list[str]:
        return [] if obj and obj.is_draft else [*_ABOUT, "signed_on"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """A text begins as a copy."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: ConsentText | None = None) -> bool:
        """A published text stays as it is; a new version takes its place."""
        return (obj is None or obj.is_draft) and super().has_change_permission(request, obj)

    def save_model(self, request: HttpRequest, obj: ConsentText, form: Any, change: bool) -> None:
        obj.changed_at = clock.now()
        obj.save(update_fields=["body", "changed_at"])

    def beneath(self, obj: ConsentText) -> dict[str, Any]:
        """What has to be mended in a draft; a published text as it is read."""
        found = consent_text.problems(obj) if obj.is_draft else []
        told = shown(obj, [], "")
        return {"problems": found, "parts": PARTS, "told": told, "risks": points(obj.body)}

    def get_urls(self) -> list[URLPattern]:
        pages: list[tuple[str, Callable[..., HttpResponse], str]] = [
            ("begin/", self.begin, "begin"),
            ("<int:key>/discard/", self.discard, "discard"),
            ("<int:key>/compare/", self.compare, "compare"),
            ("<int:key>/preview/", self.preview, "preview"),
            ("<int:key>/publish/", self.publish, "publish"),
        ]
        own: list[Any] = [
            path(route, self.admin_site.admin_view(view), name=f"consent_text_{name}")
            for route, view, name in pages
        ]
        return [*own, *super().get_urls()]

    @method_decorator(require_POST)
    def begin(self, request: HttpRequest) -> HttpResponse:
        """A new draft, copied from the text in force."""
        if not self.has_change_permission(request):
            raise Http404("Nobody may do this here.")
        draft = consent_text.begin(now=clock.now())
        messages.success(request, f"{draft} is a draft, with the words of the text in force.")
        return _home(draft.pk)

    @method_decorator(require_http_methods(["GET", "POST"]))
    def discard(self, request: HttpRequest, key: int) -> HttpResponse:
        """Asks first; a POST throws the draft away."""
        text = self._asked(request, key, to_change=True)
        if request.method == "GET":
            return self._show(request, "discard", text, title=f"Throw away {text}?")
        consent_text.discard(text)
        messages.success(request, f"{text} is thrown away.")
        return HttpResponseRedirect(reverse("admin:bookings_consenttext_changelist"))

    @method_decorator(require_GET)
    def compare(self, request: HttpRequest, key: int) -> HttpResponse:
        """What differs from the text before it, or from the one that `before` names."""
        text = self._asked(request, key)
        before = self._before(text, request.GET.get("before", ""))
        if before is None:
            messages.info(request, "There is nothing to compare it with.")
            return _home(text.pk)
        lines = consent_text.compare(before, text)
        title = f"{text} compared with {before}"
        return self._show(request, "compare", text, title=title, lines=lines, before=before)

    @method_decorator(require_GET)
    def preview(self, request: HttpRequest, key: int) -> HttpResponse:
        """As a patient reads it, with the extra risks that are ticked."""
        text = self._asked(request, key)
        risks = [point.words for point in points(text.body)]
        form = WhoForm(request.GET, risks=risks)
        chosen = form.cleaned_data["risks"] if form.is_valid() else []
        told = shown(text, [risks[int(number)] for number in chosen], "")
        return self._show(
            request, "preview", text, title=f"Preview of {text}", form=form, statement=told
        )

    @method_decorator(require_http_methods(["GET", "POST"]))
    def publish(self, request: HttpRequest, key: int) -> HttpResponse:
        """What differs and whom it concerns; a POST puts the draft into force, unsigned."""
        text, now = self._asked(request, key, to_change=True), clock.now()
        if not request.user.has_perm("bookings.publish_consenttext"):
            raise Http404("Nobody may do this here.")
        refusals: list[str] = []
        if request.method == "POST":
            seen, by = request.POST.get(SEEN, ""), request.user
            try:
                done = consent_text.publish(text=text, now=now, by=by, seen=seen)  # type: ignore[arg-type]
            except consent_text.NotPublishable as error:
                refusals = error.problems
            else:
                messages.success(request, f"{done} is in force. No clinician has signed it yet.")
                return HttpResponseRedirect(reverse("admin:signatures"))
        return self._ask_to_publish(request, text, refusals)

    def _ask_to_publish(
        self, request: HttpRequest, text: ConsentText, refusals: list[str]
    ) -> HttpResponse:
        before = self._before(text, "")
        context = {
            "title": f"Publish {text}",
            "refusals": refusals,
            "problems": consent_text.problems(text),
            "before": before,
            "lines": consent_text.compare(before, text) if before else [],
            "visits": consent_text.booked_ahead(now=clock.now()),
        }
        return self._show(request, "publish", text, status=409 if refusals else 200, **context)

    def _asked(self, request: HttpRequest, key: int, *, to_change: bool = False) -> ConsentText:
        """The text that the address names, for those who may read or change it."""
        found = ConsentText.objects.filter(pk=key).first()
        may = self.has_change_permission if to_change else self.has_view_permission
        if found is None or not may(request, found):
            raise Http404("No consent text has this number.")
        return found

    def _before(self, text: ConsentText, named: str) -> ConsentText | None:
        rows = ConsentText.objects.published().exclude(pk=text.pk)
        if named.isdigit() and (found := rows.filter(pk=int(named[:9])).first()):
            return found
        return (rows if text.is_draft else rows.filter(version__lt=text.version)).first()

    def _show(
        self,
        request: HttpRequest,
        template: str,
        text: ConsentText,
        *,
        status: int = 200,
        **context: Any,
    ) -> TemplateResponse:
        frame = {**self.admin_site.each_context(request), "opts": self.opts, "text": text}
        page = f"admin/bookings/consenttext/{template}.html"
        return TemplateResponse(request, page, {**frame, **context}, status=status)


def _home(key: int) -> HttpResponseRedirect:
    """The page of this text."""
    return HttpResponseRedirect(reverse("admin:bookings_consenttext_change", args=[key]))
