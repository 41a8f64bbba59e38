"""A browser that has walked the road to a visit, up to one of its last pages."""

import datetime as dt
from importlib import import_module
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.test import Client

from bookings.access import drafts
from bookings.models import Draft, Location, Practitioner, Service
from portal.demo.health import ANSWERS
from portal.kit import clock
from screening.assess import assess
from screening.models import Version

BORN = dt.date(1980, 5, 17)


def walked(
    *, now: dt.datetime, service: Service, location: Location, version: Version, **more: Any
) -> tuple[str, Draft]:
    """(session key, draft) of somebody healthy who has answered all before the times.

    `more` are fields of the draft that lie beyond them: practitioner, start, details.
    """
    answers = ANSWERS["clear"]
    assessment = assess(
        now=now, version=version, answers=answers, on=now.date(), born=BORN, kind=service.kind
    )
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    draft = drafts.begin(store, now=now)
    told = {"details": {"born": BORN.isoformat(), **more.pop("details", {})}, **more}
    drafts.keep(
        draft,
        who=Draft.Who.ME,
        service=service,
        location=location,
        questionnaire=version,
        answers=answers,
        assessment=assessment,
        **told,
    )
    store.save()
    return store.session_key, draft


def at_needling() -> tuple[Client, Draft]:
    """A browser that has answered all before the times of dry needling, and its draft.

    Raises CommandError on a database without the demo.
    """
    service = Service.objects.online().filter(uses_needles=True).first()
    version = Version.objects.published()
    person = service and service.practitioners.filter(active=True, hours__isnull=False).first()
    if service is None or version is None or not isinstance(person, Practitioner):
        raise CommandError("There is nothing to book: load the demo first.")
    place = person.hours.all()[0].location
    session, draft = walked(now=clock.now(), service=service, location=place, version=version)
    client = Client(headers={"host": settings.ALLOWED_HOSTS[0]})
    client.cookies[settings.SESSION_COOKIE_NAME] = session
    return client, draft
