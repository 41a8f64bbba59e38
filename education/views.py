"""Public pages for reading: no session, no cookie, kept by browsers and proxies.

They carry no date of change: a page also shows the next free time, the phone and who has
checked it, so the ETag that the middleware takes from the whole page is the one honest
answer to "is it still the same?" (304).
"""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from education.models import Article
from education.pages import ArticlePage, cards, evidence_scale

# The next free time on an article page may be a minute old.
MAX_AGE_SECONDS = 60


@login_not_required
@require_safe
@cache_control(public=True, max_age=MAX_AGE_SECONDS)
def index(request: HttpRequest) -> HttpResponse:
    """All published articles, each with its label of evidence."""
    found = {"cards": cards(Article.objects.published()), "scale": evidence_scale()}
    return render(request, "education/index.html", found)


@login_not_required
@require_safe
@cache_control(public=True, max_age=MAX_AGE_SECONDS)
def article(request: HttpRequest, slug: str) -> HttpResponse:
    """One published article; a draft is not found."""
    found = get_object_or_404(Article.objects.published().with_parts(), slug=slug)
    address = request.build_absolute_uri(found.get_absolute_url())
    return render(request, "education/article.html", {"page": ArticlePage(found, address)})
