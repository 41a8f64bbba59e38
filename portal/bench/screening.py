"""The health questions: judging the answers alone, and each page there and back."""

import time
from typing import Any

from django.core.management.base import CommandError
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from bookings.access import drafts
from bookings.models import Draft
from portal.bench.report import Report, Row, spread
from portal.bench.road import BORN, at_needling
from portal.demo.health import ANSWERS
from portal.kit import clock
from screening import evaluation, questions
from screening.conditions import Answers
from screening.content import Content, content_of
from screening.models import Version
from screening.questions import Step

WARM_UP = 3
_KIND = "needling"


def run(*, runs: int) -> Report:
    """A row for each way of asking; the database is left as it was."""
    version = Version.objects.published()
    if version is None:
        raise CommandError("No questionnaire is published: load the demo first.")
    content = content_of(version)
    rows = [
        _judged("judge: nothing to tell", content, ANSWERS["clear"], runs),
        _judged("judge: everything ticked", content, _everything(content), runs),
    ]
    with transaction.atomic():
        rows += _pages(version, runs)
        transaction.set_rollback(True)
    return Report(rows)


def _judged(name: str, content: Content, answers: Answers, runs: int) -> Row:
    today, taken = clock.now().date(), []
    for _ in range(runs + WARM_UP):
        began = time.perf_counter()
        evaluation.judge(content, answers, on=today, born=BORN, kind=_KIND)
        taken.append((time.perf_counter() - began) * 1000)
    return {"what": name, **_exact(taken[WARM_UP:]), "queries": 0}


def _exact(taken: list[float]) -> Row:
    """Two places: these take a part of a millisecond."""
    return {
        name: round(value / 1000, 2) for name, value in spread([1000 * ms for ms in taken]).items()
    }


def _everything(content: Content) -> Answers:
    """Every answer of every question that may stand beside others."""
    given: dict[str, Any] = {}
    for question in content.questions:
        ticks = [key for key in question.option_keys if key not in question.exclusive_keys]
        given[question.key] = {
            "checkbox": ticks,
            "radio": ticks[-1] if ticks else "",
            "number": question.most,
            "text": "words",
        }[question.kind]
    return given


def _pages(version: Version, runs: int) -> list[Row]:
    """Opening each page, and sending it; the last one judges and writes the assessment."""
    client, draft = at_needling()
    rows = []
    for step in questions.steps(version, _KIND, ANSWERS["clear"]):
        path = f"/book/screening/{step.slug}/"
        sent = _typed(step)
        rows.append(_measured(f"page {step.slug}: open", lambda p=path: client.get(p), 200, runs))
        rows.append(
            _measured(
                f"page {step.slug}: send",
                lambda p=path, s=sent: client.post(p, s),
                302,
                runs,
                lambda: drafts.reopen(Draft.objects.get(pk=draft.pk)),
            )
        )
    return rows


def _typed(step: Step) -> dict[str, Any]:
    given = {question.key: ANSWERS["clear"].get(question.key) for question in step.questions}
    return {key: value for key, value in given.items() if value is not None}


def _measured(name: str, ask: Any, status: int, runs: int, before: Any = lambda: None) -> Row:
    taken = []
    for _ in range(runs + WARM_UP):
        before()
        began = time.perf_counter()
        response = ask()
        taken.append((time.perf_counter() - began) * 1000)
        if response.status_code != status:
            raise CommandError(f"{name} answers {response.status_code}.")
    before()
    with CaptureQueriesContext(connection) as queries:
        ask()
    return {"what": name, **spread(taken[WARM_UP:]), "queries": len(queries)}
