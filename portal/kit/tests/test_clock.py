"""The demo's moved clock."""

import datetime as dt

import pytest
from django.utils import timezone

from portal.kit import clock

DAY = dt.timedelta(days=1)


def test_the_demo_clock_only_moves_forward(db) -> None:
    clock.move(DAY)
    clock.move(DAY)
    assert clock.now() - timezone.now() > 2 * DAY - dt.timedelta(minutes=1)
    with pytest.raises(ValueError, match="only moves forward"):
        clock.move(-DAY)


def test_production_has_the_worlds_clock_and_cannot_move_it(
    db, settings, django_assert_num_queries
) -> None:
    settings.DEMO = False
    with pytest.raises(RuntimeError):
        clock.move(DAY)
    with django_assert_num_queries(0):
        assert abs(clock.now() - timezone.now()) < dt.timedelta(seconds=5)
