"""Editing beside the published text: each saving is a version, and any version can come back."""

import datetime as dt

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from education.models import Article, FormerSlug, Revision
from education.texts import put_back, snapshot


@transaction.atomic
def keep(article: Article, *, now: dt.datetime, by: AbstractBaseUser | None = None) -> Revision:
    """The working copy as a version; the newest one if nothing in it has changed.

    `by` is None for the files that come with the portal.
    """
    Article.objects.select_for_update().get(pk=article.pk)
    newest = article.revisions.first()
    content = snapshot(article)
    if newest and newest.content == content:
        return newest
    before = newest.edited_by if newest and not newest.is_published else []
    return Revision.objects.create(
        article=article,
        number=newest.number + 1 if newest else 1,
        content=content,
        made_at=now,
        made_by_id=by.pk if by else None,
        edited_by=sorted({*before, *([by.pk] if by else [])}),
    )


@transaction.atomic
def restore(revision: Revision, *, now: dt.datetime, by: AbstractBaseUser) -> Revision:
    """Bring a version back as the newest draft; what the public reads stays as it is."""
    article = Article.objects.select_for_update().get(pk=revision.article_id)
    put_back(article, revision.content)
    return keep(article, now=now, by=by)


def moved(article: Article, *, before: str) -> None:
    """The article had the address `before`: it leads to the new one from now on."""
    FormerSlug.objects.filter(slug=article.slug).delete()
    FormerSlug.objects.get_or_create(slug=before, defaults={"article": article})
