"""Public pages for reading: no session, no cookie, kept by browsers and proxies.

They carry no date of change: a page also shows the next free time, the phone and who has
checked it, so the ETag that the middleware takes from the whole page is the one honest
answer to "is it still the same?" (304).
"""

from django.db.models.functions import Lower
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponsePermanentRedirect
from django.shortcuts import render

from education.evidence import EvidencePage, Filter
from education.feed import ArticleFeed
from education.models import Article, Claim, GlossaryTerm
from education.pages import ArticlePage, cards, evidence_scale
from portal.kit import clock
from portal.kit.pages import public_page


@public_page
def index(request: HttpRequest) -> HttpResponse:
    """All published articles, each with its label of evidence."""
    listed = cards(Article.objects.listed())
    found = {
        "cards": [card for card in listed if not card.article.compared_with],
        "comparisons": [card for card in listed if card.article.compared_with],
        "scale": evidence_scale(),
    }
    return render(request, "education/index.html", found)


@public_page
def article(request: HttpRequest, slug: str) -> HttpResponse:
    """One published article; a draft is not found, an earlier address leads to the new one."""
    found = Article.objects.read().filter(slug=slug).first()
    if found is None or found.live is None:
        return _moved(slug)
    page = ArticlePage(
        found,
        found.live,
        request.build_absolute_uri(found.get_absolute_url()),
        claims=Claim.objects.filter(slug__in=found.live.content["claims"]),
        today=clock.now().date(),
    )
    return render(request, "education/article.html", {"page": page})


def _moved(slug: str) -> HttpResponse:
    now = Article.objects.published().filter(former_slugs__slug=slug).first()
    if now is None:
        raise Http404("There is no such article.")
    return HttpResponsePermanentRedirect(now.get_absolute_url())


@public_page
def evidence(request: HttpRequest) -> HttpResponse:
    """How sure anyone can be, of what: filtered by the address."""
    page = EvidencePage(Filter.of(request.GET.dict()))
    return render(request, "education/evidence.html", {"page": page, "scale": evidence_scale()})


@public_page
def glossary(request: HttpRequest) -> HttpResponse:
    """Every word that is explained, in the order of the alphabet."""
    # PostgreSQL puts capitals first, which is no order for people.
    terms = GlossaryTerm.objects.order_by(Lower("term"))
    return render(request, "education/glossary.html", {"terms": terms})


feed = public_page(ArticleFeed())
