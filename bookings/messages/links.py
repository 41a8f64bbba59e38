"""The links in emails: random, for one visit, kept as a digest."""

import datetime as dt
from collections.abc import Sequence

from django.conf import settings
from django.urls import reverse

from bookings.models import Appointment, VisitLink
from portal.kit.tokens import digest, token

LIVES_AFTER_VISIT = dt.timedelta(days=30)
# Whoever finds an old mail can still say that they want no more of its kind.
UNSUBSCRIBES_FOR = dt.timedelta(days=365)
_LIVES: dict[str, dt.timedelta] = {VisitLink.Purpose.UNSUBSCRIBE: UNSUBSCRIBES_FOR}
_PAGES: dict[str, str] = {VisitLink.Purpose.UNSUBSCRIBE: "bookings:unsubscribe"}


def new_link(
    appointment: Appointment, now: dt.datetime, purpose: str = VisitLink.Purpose.VISIT
) -> str:
    """An absolute address that opens one page of this visit, until 30 days after the visit."""
    return new_links([(appointment, purpose)], now)[0]


def new_links(wanted: Sequence[tuple[Appointment, str]], now: dt.datetime) -> list[str]:
    """An address for each visit and purpose, in their order; one query."""
    secrets = [token() for _ in wanted]
    VisitLink.objects.bulk_create(
        VisitLink(
            purpose=purpose,
            appointment=visit,
            digest=digest(secret),
            created_at=now,
            expires_at=max(visit.ends, now) + _LIVES.get(purpose, LIVES_AFTER_VISIT),
        )
        for (visit, purpose), secret in zip(wanted, secrets, strict=True)
    )
    return [
        settings.PUBLIC_URL + reverse(_PAGES.get(purpose, "bookings:link"), args=[secret])
        for (_, purpose), secret in zip(wanted, secrets, strict=True)
    ]
