"""The links in emails: random, for one visit, kept as a digest."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from bookings.models import Appointment, RelatedPerson, VisitLink
from portal.kit.tokens import digest, token

LIVES_AFTER_VISIT = dt.timedelta(days=30)
# Whoever finds an old mail can still say that they want no more of its kind.
UNSUBSCRIBES_FOR = dt.timedelta(days=365)
_LIVES: dict[str, dt.timedelta] = {VisitLink.Purpose.UNSUBSCRIBE: UNSUBSCRIBES_FOR}
_PAGES: dict[str, str] = {VisitLink.Purpose.UNSUBSCRIBE: "bookings:unsubscribe"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """A link of which visit, to what, and in whose email if it is not the patient's."""

    visit: Appointment
    purpose: str = VisitLink.Purpose.VISIT
    person: RelatedPerson | None = None


def new_link(
    appointment: Appointment, now: dt.datetime, purpose: str = VisitLink.Purpose.VISIT
) -> str:
    """An absolute address that opens one page of this visit, until 30 days after the visit."""
    return new_links([Wanted(appointment, purpose)], now)[0]


def new_links(wanted: Sequence[Wanted], now: dt.datetime) -> list[str]:
    """An address for each of these, in their order; one query."""
    secrets = [token() for _ in wanted]
    VisitLink.objects.bulk_create(
        VisitLink(
            purpose=one.purpose,
            appointment=one.visit,
            related_person=one.person,
            digest=digest(secret),
            created_at=now,
            expires_at=max(one.visit.ends, now) + _LIVES.get(one.purpose, LIVES_AFTER_VISIT),
        )
        for one, secret in zip(wanted, secrets, strict=True)
    )
    return [
        settings.PUBLIC_URL + reverse(_PAGES.get(one.purpose, "bookings:link"), args=[secret])
        for one, secret in zip(wanted, secrets, strict=True)
    ]
