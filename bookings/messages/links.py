"""The links in emails: random, for one visit, kept as a digest."""

import datetime as dt

from django.conf import settings
from django.urls import reverse

from bookings.models import Appointment, VisitLink
from portal.kit.tokens import digest, token

LIVES_AFTER_VISIT = dt.timedelta(days=30)
# Whoever finds an old mail can still say that they want no more of its kind.
UNSUBSCRIBES_FOR = dt.timedelta(days=365)
_PAGES = {VisitLink.Purpose.UNSUBSCRIBE: "bookings:unsubscribe"}


def new_link(
    appointment: Appointment, now: dt.datetime, purpose: str = VisitLink.Purpose.VISIT
) -> str:
    """An absolute address that opens one page of this visit, until 30 days after the visit."""
    secret = token()
    lasts = UNSUBSCRIBES_FOR if purpose == VisitLink.Purpose.UNSUBSCRIBE else LIVES_AFTER_VISIT
    VisitLink.objects.create(
        purpose=purpose,
        appointment=appointment,
        digest=digest(secret),
        created_at=now,
        expires_at=max(appointment.ends, now) + lasts,
    )
    page = _PAGES.get(VisitLink.Purpose(purpose), "bookings:link")
    return settings.PUBLIC_URL + reverse(page, args=[secret])
