"""Server time and queries of the pages that most people open, on the database as it stands."""

import time

from django.core.management.base import CommandError
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from education.models import Article
from portal.bench.report import Report, Row, spread
from portal.bench.road import at_needling

WARM_UP = 3


def run(*, runs: int) -> Report:
    """A row for each page; the database is left as it was."""
    with transaction.atomic():
        rows = [_measure(name, path, runs) for name, path in _pages()]
        transaction.set_rollback(True)
    return Report(rows)


def _pages() -> list[tuple[str, str]]:
    """(name, path) of home, services, pages for reading, a search and the times page."""
    article = Article.objects.published().first()
    if article is None:
        raise CommandError("There is no article: load the demo first.")
    return [
        ("home", "/"),
        ("services", "/services/"),
        ("article", article.get_absolute_url()),
        ("evidence", "/education/evidence/"),
        ("search", "/education/search/?q=blood thinner"),
        ("search, misspelt", "/education/search/?q=pnemothorax risc"),
        ("times", "/book/times/"),
    ]


def _measure(page: str, path: str, runs: int) -> Row:
    """Milliseconds of server time over `runs` answers, and the queries of one."""
    client, _ = at_needling()
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
