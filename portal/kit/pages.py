"""What public pages have in common."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

# The next free time on such a page may be a minute old.
MAX_AGE_SECONDS = 60

View = Callable[..., HttpResponse]


def public_page(view: View) -> View:
    """The same for everybody: any cache may keep it for a minute, and it names its address.

    Pages of one patient never name theirs: `request.is_public` tells the two apart.
    """

    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        request.is_public = True  # type: ignore[attr-defined]
        return view(request, *args, **kwargs)

    cached = cache_control(public=True, max_age=MAX_AGE_SECONDS)
    return login_not_required(require_safe(cached(shown)))
