"""Server time and queries of the pages that most people open, on the database as it stands."""

import time

from django.conf import settings
from django.core.management.base import CommandError
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bookings.models import Service
from education.models import Article
from portal.bench.report import Report, Row, spread
from portal.bench.road import walked
from portal.kit import clock
from screening.models import Version

WARM_UP = 3


def run(*, runs: int) -> Report:
    """A row for each page; the database is left as it was."""
    with transaction.atomic():
        rows = [_measure(name, path, runs) for name, path in _pages()]
        transaction.set_rollback(True)
    return Report(rows)


def _pages() -> list[tuple[str, str]]:
    """(name, path) of home, services, an article and the times page."""
    article = Article.objects.published().first()
    if article is None:
        raise CommandError("There is no article: load the demo first.")
    return [
        ("home", "/"),
        ("services", "/services/"),
        ("article", article.get_absolute_url()),
        ("times", "/book/times/"),
    ]


def _measure(page: str, path: str, runs: int) -> Row:
    """Milliseconds of server time over `runs` answers, and the queries of one."""
    client = _at_the_times()
    taken = []
    for _ in range(runs + WARM_UP):
        began = time.perf_counter()
        response = client.get(path)
        taken.append((time.perf_counter() - began) * 1000)
        if response.status_code != 200:
            raise CommandError(f"{page} answers {response.status_code}.")
    with CaptureQueriesContext(connection) as queries:
        client.get(path)
    return {"page": page, **spread(taken[WARM_UP:]), "queries": len(queries)}


def _at_the_times() -> Client:
    """A browser that has answered everything before the times of dry needling."""
    service = Service.objects.online().filter(uses_needles=True).first()
    version = Version.objects.published()
    if service is None or version is None:
        raise CommandError("There is nothing to book: load the demo first.")
    person = service.practitioners.filter(active=True, hours__isnull=False).first()
    if person is None:
        raise CommandError("Nobody offers it: load the demo first.")
    session, _ = walked(
        now=clock.now(), service=service, location=person.hours.all()[0].location, version=version
    )
    client = Client(headers={"host": settings.ALLOWED_HOSTS[0]})
    client.cookies[settings.SESSION_COOKIE_NAME] = session
    return client
