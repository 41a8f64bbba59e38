import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from screening import evaluation
from screening.assess import assess
from screening.content import Content
from screening.evaluation import Result
from screening.load import load, read
from screening.models import Assessment, Version
from screening.tests.answers import BORN, ON


@pytest.fixture(scope="session")
def content() -> Content:
    """The questionnaire file, read; no database."""
    return read()


@pytest.fixture
def published(db: None, now: dt.datetime) -> Version:
    return load(now=now)


@pytest.fixture
def judge(content: Content) -> Callable[..., Result]:
    """Judge answers for a needling visit of an adult; keywords change that."""

    def _judge(answers: dict[str, Any], **changes: Any) -> Result:
        given: dict[str, Any] = {"on": ON, "born": BORN, "kind": "needling", **changes}
        return evaluation.judge(content, answers, **given)

    return _judge


@pytest.fixture
def assessed(published: Version, now: dt.datetime) -> Callable[..., Assessment]:
    """An assessment of these answers for a needling visit of an adult."""

    def _assessed(answers: dict[str, Any], **changes: Any) -> Assessment:
        given: dict[str, Any] = {"on": ON, "born": BORN, "kind": "needling", **changes}
        return assess(now=now, version=published, answers=answers, **given)

    return _assessed
