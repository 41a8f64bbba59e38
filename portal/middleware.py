"""Middleware of the whole site: the request log, cache rules, history context."""

import time
from collections.abc import Callable
from typing import Any

import pghistory
import structlog
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.cache import patch_cache_control, patch_vary_headers

Answer = Callable[[HttpRequest], HttpResponse]
log = structlog.get_logger("portal.request")


def view_name(request: HttpRequest) -> str:
    """The name of the view that answers, never the path: a path can hold a token."""
    match = request.resolver_match
    return match.view_name if match else "unmatched"


class RequestLog:
    """Log each answer by view name, status and time; an error with its trace."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        response = self.get_response(request)
        log.info(
            "answered",
            view=view_name(request),
            method=request.method,
            status=response.status_code,
            ms=round((time.perf_counter() - began) * 1000, 1),
        )
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """Log the error by its type and place; its words could hold what was typed.

        A page that is not there, or not for this person, is an answer and no error.
        """
        if isinstance(exception, (Http404, PermissionDenied, SuspiciousOperation)):
            return
        trace, where = exception.__traceback__, []
        while trace:
            where.append(f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}")
            trace = trace.tb_next
        log.error("failed", view=view_name(request), error=type(exception).__name__, at=where[-4:])


class CacheRules:
    """Nothing is stored by a browser or a proxy unless the view has said that it may be."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not response.has_header("Cache-Control"):
            patch_cache_control(response, no_store=True, private=True)
        patch_vary_headers(response, ["Accept-Encoding"])
        return response


class LoginRequired(LoginRequiredMiddleware):
    """Default deny; an open view is let through before anyone asks who the visitor is.

    Django's own asks first, which reads the session and so keeps public pages out of caches.
    """

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., HttpResponseBase],
        view_args: tuple[Any, ...],
        view_kwargs: dict[str, Any],
    ) -> HttpResponseBase | None:
        if not getattr(view_func, "login_required", True):
            return None
        return super().process_view(request, view_func, view_args, view_kwargs)


class StaffPages:
    """Of the sign-in library's pages a patient gets those of the code, and of signing out.

    The others set passwords, addresses and second steps: a patient's account has none.
    """

    OPEN = frozenset(
        {
            "account_login",
            "account_logout",
            "account_inactive",
            "account_request_login_code",
            "account_confirm_login_code",
        }
    )

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: object) -> HttpResponse | None:
        name = view_name(request)
        if not name.startswith(("account_", "mfa_")) or name in self.OPEN:
            return None
        user = request.user
        return redirect("bookings:my") if user.is_authenticated and not user.is_staff else None


class HistoryContext:
    """Tell the history who wrote and from which view."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method in ("GET", "HEAD", "OPTIONS"):
            return self.get_response(request)
        with pghistory.context(user=getattr(request.user, "pk", None)):
            return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: object) -> None:
        if request.method not in ("GET", "HEAD", "OPTIONS"):
            pghistory.context(view=view_name(request))
