"""New and changed articles, for feed readers (Atom)."""

import datetime as dt
from typing import Any

from django.contrib.syndication.views import Feed
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed

from education.models import Article

NEWEST = 20


class ArticleFeed(Feed):
    """The articles that were published last, one entry each."""

    feed_type = Atom1Feed
    title = "Learn about dry needling"
    subtitle = "New and changed pages."

    def link(self) -> str:
        return reverse("education:index")

    def feed_url(self) -> str:
        return reverse("education:feed")

    def items(self) -> Any:
        return Article.objects.listed().order_by("-live__published_at")[:NEWEST]

    def item_title(self, item: Any) -> str:
        return item.live.title

    def item_description(self, item: Any) -> str:
        return item.live.lead

    def item_pubdate(self, item: Any) -> dt.datetime:
        return dt.datetime.combine(item.first_published, dt.time(), dt.UTC)

    def item_updateddate(self, item: Any) -> dt.datetime:
        return item.live.published_at
