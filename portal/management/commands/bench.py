"""Time what has a promised figure; on the database as it stands, which it leaves as it was."""

import datetime as dt
import json
import time
from importlib import import_module
from statistics import median
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bookings.access import drafts
from bookings.models import Draft, Service
from education.models import Article
from portal.demo.health import ANSWERS
from portal.kit import clock
from screening.assess import assess
from screening.models import Version

BORN = dt.date(1980, 5, 17)
WARM_UP = 3


class Command(BaseCommand):
    help = "Median server time and queries of the pages that most people open."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["pages"])
        parser.add_argument("--runs", type=int, default=50)
        parser.add_argument("--json", action="store_true")

    def handle(self, *_: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Pages are measured with PORTAL_MODE=demo only.")
        with transaction.atomic():
            rows = [measure(name, path, options["runs"]) for name, path in pages()]
            transaction.set_rollback(True)
        if options["json"]:
            self.stdout.write(json.dumps(rows))
            return
        self.stdout.write(f"{'page':<12}{'median ms':>10}{'best ms':>10}{'queries':>9}")
        for row in rows:
            self.stdout.write(
                f"{row['page']:<12}{row['median_ms']:>10}{row['best_ms']:>10}{row['queries']:>9}"
            )


def pages() -> list[tuple[str, str]]:
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


def measure(page: str, path: str, runs: int) -> dict[str, Any]:
    """Milliseconds of server time over `runs` answers, and the queries of one."""
    client = at_the_times()
    taken = []
    for _ in range(runs + WARM_UP):
        began = time.perf_counter()
        response = client.get(path)
        taken.append((time.perf_counter() - began) * 1000)
        if response.status_code != 200:
            raise CommandError(f"{page} answers {response.status_code}.")
    with CaptureQueriesContext(connection) as queries:
        client.get(path)
    return {
        "page": page,
        "median_ms": round(median(taken[WARM_UP:]), 1),
        "best_ms": round(min(taken), 1),
        "queries": len(queries),
    }


def at_the_times() -> Client:
    """A browser that has answered everything before the times of dry needling."""
    now = clock.now()
    service = Service.objects.online().filter(uses_needles=True).first()
    version = Version.objects.published()
    if service is None or version is None:
        raise CommandError("There is nothing to book: load the demo first.")
    hours = service.practitioners.filter(active=True, hours__isnull=False).first()
    if hours is None:
        raise CommandError("Nobody offers it: load the demo first.")
    answers = ANSWERS["clear"]
    assessment = assess(
        now=now, version=version, answers=answers, on=now.date(), born=BORN, kind=service.kind
    )
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    draft = drafts.begin(store, now=now)
    draft.who, draft.details = Draft.Who.ME, {"born": BORN.isoformat()}
    draft.service, draft.location = service, hours.hours.all()[0].location
    draft.questionnaire, draft.answers, draft.assessment = version, answers, assessment
    draft.save()
    store.save()
    client = Client(headers={"host": settings.ALLOWED_HOSTS[0]})
    client.cookies[settings.SESSION_COOKIE_NAME] = store.session_key
    return client
