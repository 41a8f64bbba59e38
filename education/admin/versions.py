"""An article's versions: look at one as the public would, bring it back, publish, take down."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseRedirect
from django.shortcuts import render as answer
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from education.comparing import changes
from education.drafting import restore
from education.lint import lint, stops
from education.models import Article, Claim, Revision
from education.pages import ArticlePage
from education.publishing import NotPublishable, colleagues, publish, take_down
from education.rendering import fresh
from portal.kit import clock

MAY_PUBLISH = "education.publish_article"


class PublishForm(forms.Form):
    """`seen` is the version that was looked at."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    alone_because = forms.CharField(
        label="Why you publish it alone", max_length=300, required=False
    )


def staff(request: HttpRequest) -> AbstractBaseUser:
    """The person at the desk; the admin site has let nobody else in."""
    if not request.user.is_authenticated:
        raise PermissionDenied
    return request.user


class Versions:
    """The pages of one article beside its form."""

    def __init__(self, articles: ModelAdmin) -> None:
        self.articles = articles

    @method_decorator(require_GET)
    def versions(self, request: HttpRequest, key: int) -> HttpResponse:
        """Each version: when, by whom, and what it changed."""
        article = self._asked(request, key)
        rows = list(article.revisions.select_related("made_by", "published_by"))
        shown = [
            (one, changes(before.content if before else None, one.content))
            for one, before in zip(rows, [*rows[1:], None], strict=True)
        ]
        return self._show(request, "versions", f"Versions of “{article}”", article, versions=shown)

    @method_decorator(never_cache)
    @method_decorator(require_GET)
    def preview(self, request: HttpRequest, key: int, number: int) -> HttpResponse:
        """The public page as it would be with this version."""
        article = self._asked(request, key)
        revision = self._version(article, number)
        address = request.build_absolute_uri(article.get_absolute_url())
        page = ArticlePage(
            article,
            revision,
            address,
            claims=list(Claim.objects.filter(slug__in=revision.content["claims"])),
            today=clock.now().date(),
            html=fresh(revision),
        )
        context = {"page": page, "preview": revision}
        return answer(request, "admin/education/article/preview.html", context)

    @method_decorator(require_POST)
    def restore(self, request: HttpRequest, key: int, number: int) -> HttpResponse:
        """Bring the version back as the newest draft."""
        article = self._asked(request, key, to_change=True)
        restore(self._version(article, number), now=clock.now(), by=staff(request))
        messages.success(
            request, f"Version {number} is the draft again. The public page stays as it is."
        )
        return self._back(article)

    @method_decorator(require_http_methods(["GET", "POST"]))
    def publish(self, request: HttpRequest, key: int) -> HttpResponse:
        """What differs from the public page, what is to mend, and who has to press."""
        article, now = self._to_publish(request, key), clock.now()
        newest = article.revisions.first()
        form = PublishForm(request.POST or None, initial={"seen": newest and newest.number})
        refusals: list[str] = []
        if form.is_valid():
            try:
                publish(article=article, now=now, by=staff(request), **form.cleaned_data)
            except NotPublishable as error:
                refusals = error.problems
            else:
                messages.success(request, f"“{article}” is public as it stands.")
                return self._back(article)
        context = {"form": form, "refusals": refusals, **self._publishing(request, article, newest)}
        status = 409 if refusals else 200
        title = f"Publish “{article}”"
        return self._show(request, "publish", title, article, status=status, **context)

    @method_decorator(require_http_methods(["GET", "POST"]))
    def take_down(self, request: HttpRequest, key: int) -> HttpResponse:
        """Asks first; a POST takes the page off the public site."""
        article = self._to_publish(request, key)
        if request.method == "GET":
            return self._show(request, "take_down", f"Take “{article}” down?", article)
        take_down(article)
        messages.success(request, f"“{article}” is no longer public. Its versions stay.")
        return self._back(article)

    def _publishing(
        self, request: HttpRequest, article: Article, newest: Revision | None
    ) -> dict[str, Any]:
        if newest is None:
            return {"newest": None}
        found = lint(article)
        return {
            "newest": newest,
            "problems": [one for one in found if stops(one)],
            "advice": [one for one in found if not stops(one)],
            "changes": changes(article.live.content if article.live else None, newest.content),
            "people": get_user_model().objects.filter(pk__in=newest.edited_by),
            "mine": request.user.pk in newest.edited_by,
            "alone": not colleagues(newest, staff(request)),
        }

    def _asked(self, request: HttpRequest, key: int, *, to_change: bool = False) -> Article:
        found = Article.objects.select_related("live").filter(pk=key).first()
        ask = self.articles
        may = ask.has_change_permission if to_change else ask.has_view_permission
        if found is None or not may(request, found):
            raise Http404("No article has this number.")
        return found

    def _to_publish(self, request: HttpRequest, key: int) -> Article:
        if not request.user.has_perm(MAY_PUBLISH):
            raise Http404("Nobody may do this here.")
        return self._asked(request, key)

    def _version(self, article: Article, number: int) -> Revision:
        found = article.revisions.filter(number=number).first()
        if found is None:
            raise Http404("This article has no such version.")
        return found

    def _back(self, article: Article) -> HttpResponseRedirect:
        return HttpResponseRedirect(reverse("admin:education_article_change", args=[article.pk]))

    def _show(
        self,
        request: HttpRequest,
        template: str,
        title: str,
        article: Article,
        *,
        status: int = 200,
        **context: Any,
    ) -> TemplateResponse:
        frame = self.articles.admin_site.each_context(request)
        return TemplateResponse(
            request,
            f"admin/education/article/{template}.html",
            {**frame, "opts": self.articles.opts, "title": title, "article": article, **context},
            status=status,
        )
