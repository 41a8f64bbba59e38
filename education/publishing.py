"""Publishing the newest version of an article, and taking an article down."""

import datetime as dt
from collections.abc import Iterable

from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import Permission
from django.db import transaction
from django.db.models import Q

from education import searching
from education.lint import lint, stops
from education.marking import Marker, marker
from education.models import ALONE_AFTER, Article, Revision
from education.rendering import render


class NotPublishable(Exception):
    """The text is not ready; `problems` are sentences for its editor."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems


@transaction.atomic
def publish(
    *,
    article: Article,
    now: dt.datetime,
    by: AbstractBaseUser | None = None,
    alone_because: str = "",
    seen: int | None = None,
) -> Revision:
    """Show the newest version to the public in the place of the one before.

    `seen` is the number of the version that was looked at. A safety page is published by
    somebody who has not edited it; where everybody who may publish has, an editor does it, a
    day later and with a reason. Raises NotPublishable.
    """
    article = Article.objects.select_for_update().get(pk=article.pk)
    newest = article.revisions.first()
    if newest is None:
        raise NotPublishable(["Nothing has been saved yet."])
    found = [
        *_moved_on(newest, seen),
        *(str(one) for one in lint(article) if stops(one)),
        *second_person(article, newest, now, by, alone_because),
    ]
    if found:
        raise NotPublishable(found)
    _show(article, newest, now=now, by=by, alone_because=alone_because)
    searching.learn_words()
    return newest


@transaction.atomic
def publish_shipped(articles: Iterable[Article], *, now: dt.datetime) -> None:
    """Publish articles that come with the portal, all at once: they link to each other.

    The tests hold their files to the lint, so it is not asked again here.
    """
    known = marker()
    for article in articles:
        _show(article, article.revisions.latest("number"), now=now, known=known.afresh())
    searching.learn_words()


def _show(
    article: Article,
    newest: Revision,
    *,
    now: dt.datetime,
    by: AbstractBaseUser | None = None,
    alone_because: str = "",
    known: Marker | None = None,
) -> None:
    newest.html = render(newest.content, known or marker())
    newest.published_at, newest.published_by_id = now, by.pk if by else None
    newest.second_person, newest.alone_because = article.safety, alone_because.strip()
    newest.save()
    article.live, article.first_published = newest, article.first_published or now.date()
    article.save(update_fields=["live", "first_published"])
    searching.index(article)


@transaction.atomic
def take_down(article: Article) -> None:
    """The public no longer finds it; its versions stay."""
    Article.objects.filter(pk=article.pk).update(live=None)
    searching.forget(article)
    searching.learn_words()


def colleagues(newest: Revision, by: AbstractBaseUser) -> int:
    """How many others may publish this version: active, given the right, and no editors of it."""
    right = Permission.objects.filter(
        codename="publish_article", content_type__app_label="education"
    )
    people = get_user_model()._default_manager.filter(
        Q(user_permissions__in=right) | Q(groups__permissions__in=right), is_active=True
    )
    return people.exclude(pk__in=[by.pk, *newest.edited_by]).distinct().count()


def second_person(
    article: Article, newest: Revision, now: dt.datetime, by: AbstractBaseUser | None, because: str
) -> list[str]:
    """Why `by` may not publish this version of a safety page; nothing if they may."""
    if by is None or not article.safety or by.pk not in newest.edited_by:
        return []
    if colleagues(newest, by):
        return ["You have edited this safety page: ask a colleague to publish it."]
    found = []
    if not because.strip():
        found.append("You publish a safety page alone: please say why.")
    if now < newest.made_at + ALONE_AFTER:
        found.append(
            "You publish a safety page alone: that is possible 24 hours after the last change,"
            " so that you look at it again with fresh eyes."
        )
    return found


def _moved_on(newest: Revision, seen: int | None) -> list[str]:
    if seen is None or newest.number == seen:
        return []
    return ["The text has changed since you opened this. Please look again."]
