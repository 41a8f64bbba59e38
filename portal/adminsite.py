"""The clinic's admin: who may enter, and what every one of its pages carries."""

from collections.abc import Callable, Iterable
from functools import update_wrapper
from typing import Any, TypeVar, cast
from urllib.parse import urlencode

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.decorators import login_not_required
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from bookings.access.my import is_in
from bookings.reception import urls as reception
from bookings.reception.house import house_of
from bookings.reception.live import person_and_version
from bookings.reception.queues import queues
from bookings.reception.views.live import live
from bookings.reception.views.today import today
from portal.kit import clock

Guarded = TypeVar("Guarded", bound=Callable[..., HttpResponseBase])
# Rows of other packages (secrets of authenticator apps, groups, raw history) have no forms here.
OUR_APPS = {"bookings", "education", "portal", "screening"}


class PortalAdminSite(AdminSite):
    """The stock admin behind password and second step, with Today as its home."""

    site_title = "Clinic"
    site_header = "Clinic"
    index_title = "Records and settings"
    index_template = "admin/records.html"
    enable_nav_sidebar = False

    def register(
        self,
        model_or_iterable: type[Model] | Iterable[type[Model]],
        admin_class: "type[ModelAdmin[Any]] | None" = None,
        **options: Any,
    ) -> None:
        """As the stock one does, for models of our own apps."""
        models = [model_or_iterable] if isinstance(model_or_iterable, type) else model_or_iterable
        ours = [model for model in models if model._meta.app_label in OUR_APPS]
        super().register(ours, admin_class, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        """Active staff whose session passed the second step; a password alone never does."""
        user = request.user
        records = get_authentication_records(request, user) if user.is_authenticated else []
        return (
            user.is_active
            and user.is_staff
            and any(record["method"] == "mfa" for record in records)
        )

    def admin_view(self, view: Guarded, cacheable: bool = False) -> Guarded:
        """Guarded as ever; times that name no place are by the first location's clock."""
        guarded = super().admin_view(view, cacheable)

        def by_the_house_clock(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            with timezone.override(house_of(request).zone):
                response = guarded(request, *args, **kwargs)
                return response.render() if isinstance(response, TemplateResponse) else response

        return cast(Guarded, update_wrapper(by_the_house_clock, view))

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Reception's pages stand before the stock ones."""
        pages = [
            path(route, self.admin_view(view), name=name)
            for route, view, name in [
                ("records/", super().index, "records"),
                *reception.pages,
            ]
        ]
        return [path("live/", self.live, name="live"), *pages, *super().get_urls()]

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        """Today."""
        return today(request)

    @method_decorator(never_cache)
    @method_decorator(login_not_required)
    @method_decorator(require_GET)
    def live(self, request: HttpRequest) -> HttpResponse:
        """Asked every two seconds by every open desk: the guard's one query brings the answer."""
        found = person_and_version(request.session)
        if found:
            request.user = found[0]
            if self.has_permission(request):
                return live(request, found[1])
        return HttpResponse(status=403)

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """The stock values and the counts of what waits, for every admin page."""
        context = super().each_context(request)
        waiting = queues(request.user, clock.now()) if context["has_permission"] else []
        return {**context, "queues": waiting}

    @method_decorator(never_cache)
    @method_decorator(login_not_required)
    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Send on to the one sign-in of the site, or to the step that is still missing."""
        user = request.user
        home = reverse("admin:index", current_app=self.name)
        if self.has_permission(request):
            return HttpResponseRedirect(home)
        if not user.is_authenticated:
            step = "account_login"
        elif not user.is_staff:
            return HttpResponseRedirect(
                reverse("bookings:my" if is_in(request.session) else "home")
            )
        else:
            step = _second_step(set(_steps_of(user)))
        onward = request.GET.get(REDIRECT_FIELD_NAME) or home
        return HttpResponseRedirect(f"{reverse(step)}?{urlencode({REDIRECT_FIELD_NAME: onward})}")


def _steps_of(user: Any) -> QuerySet[Any, str]:
    return Authenticator.objects.filter(user=user).values_list("type", flat=True)


def _second_step(has: set[str]) -> str:
    """Where somebody proves the step that they have set up, else where they set one up."""
    if Authenticator.Type.TOTP in has:
        return "mfa_reauthenticate"
    if Authenticator.Type.WEBAUTHN in has:
        return "mfa_reauthenticate_webauthn"
    return "mfa_activate_totp"
