import datetime as dt

import pytest

from conftest import Cast
from education.load import load
from education.models import Article


@pytest.fixture
def shipped(cast: Cast, now: dt.datetime) -> list[Article]:
    load(now=now)
    return list(Article.objects.published())
