"""Pages whose next review is near: on the list of whoever edits them, and marked for readers."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client

from bookings.reception.queues import queues
from bookings.tests.desk import person
from conftest import Cast
from education.models import Article
from education.publishing import publish
from education.tests.shelf import NOW, article, page, saved
from portal.kit import clock

DUE = dt.date(2027, 2, 20)


@pytest.fixture
def signed(cast: Cast) -> Article:
    return article(
        reviewer_name="Alex Demo",
        reviewer_registration="DEMO0001",
        last_reviewed=dt.date(2026, 8, 20),
        next_review=DUE,
    )


def at_one(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(1), dt.UTC)


@pytest.fixture
def waiting(cast: Cast) -> Callable[[dt.date], int]:
    """How many pages the clinical lead finds on the list on a day."""
    lead = person("clinical lead")

    def on(day: dt.date) -> int:
        counts = {one.name: one.count for one in queues(lead, at_one(day))}
        return counts["Pages to check again"]

    return on


def test_a_page_is_on_the_list_two_weeks_before_its_review(
    signed: Article, waiting: Callable[[dt.date], int]
) -> None:
    assert waiting(DUE - dt.timedelta(days=15)) == 0
    assert waiting(DUE - dt.timedelta(days=14)) == 1
    assert waiting(DUE + dt.timedelta(days=30)) == 1


def test_a_later_date_in_a_draft_counts_once_it_is_published(
    signed: Article, waiting: Callable[[dt.date], int]
) -> None:
    saved(signed, next_review=DUE + dt.timedelta(days=365))
    assert waiting(DUE) == 1
    publish(article=signed, now=NOW)
    assert waiting(DUE) == 0


def test_an_overdue_page_stays_and_says_that_it_is_being_checked(
    client: Client, signed: Article, stand: Callable[[dt.date], None]
) -> None:
    stand(DUE)
    assert "We are checking this page again" not in page(client, signed)
    stand(DUE + dt.timedelta(days=1))
    assert "We are checking this page again" in page(client, signed)


@pytest.fixture
def stand(monkeypatch: pytest.MonkeyPatch) -> Callable[[dt.date], None]:
    def at(day: dt.date) -> None:
        monkeypatch.setattr(clock, "now", lambda: at_one(day))

    return at
