"""What was read on the way to a visit: kept with the consent of that visit, forgotten otherwise.

The public pages know nobody. So an article counts as opened if the road was entered from it,
or if it was opened from a page of the road; its version travels as a bare number.
"""

from collections.abc import Iterable

from bookings.access import drafts
from bookings.models import Draft
from education.models import Article, Revision

# More than anybody reads on the way; what is said in an address is not believed without end.
MOST = 20
OFFERED = 4


def entered_from(draft: Draft, key: int | None) -> None:
    """The road was entered from the page that showed this version; what never was public is not
    believed.
    """
    if key and Revision.objects.filter(pk=key, published_at__isnull=False).exists():
        _note(draft, key)


def opened(draft: Draft, key: int) -> Article | None:
    """Note that what this article now says is opened from the road; None if it is not public."""
    found = Article.objects.listed().filter(pk=key).first()
    if found and found.live_id:
        _note(draft, found.live_id)
    return found


def _note(draft: Draft, key: int) -> None:
    noted = read(draft)
    if key not in noted and len(noted) < MOST:
        drafts.keep_details(draft, read=[*noted, key])


def read(draft: Draft) -> list[int]:
    """The keys of the versions that were opened so far, in their order."""
    return list(draft.details.get("read", []))


def offered(draft: Draft) -> Iterable[Article]:
    """What there is to read about the chosen kind of service, safety pages first."""
    if draft.service is None:
        return []
    fitting = Article.objects.listed().for_kind(draft.service.kind).filter(compared_with="")
    return fitting.order_by("-safety", "position")[:OFFERED]
