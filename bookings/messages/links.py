"""The links in emails: random, for one visit, kept as a digest."""

import datetime as dt

from django.conf import settings
from django.urls import reverse

from bookings.models import Appointment, VisitLink
from portal.kit.tokens import digest, token

LIVES_AFTER_VISIT = dt.timedelta(days=30)


def new_link(appointment: Appointment, now: dt.datetime) -> str:
    """An absolute address that opens this visit's page, until 30 days after the visit."""
    secret = token()
    VisitLink.objects.create(
        appointment=appointment,
        digest=digest(secret),
        created_at=now,
        expires_at=appointment.ends + LIVES_AFTER_VISIT,
    )
    return settings.PUBLIC_URL + reverse("bookings:link", args=[secret])
