"""The one statement against plain Python, over random diaries, zones and clock changes."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bookings import availability
from bookings.tests import diaries
from bookings.tests.oracle import Oracle, Question

pytestmark = pytest.mark.django_db
FIVE = dt.timedelta(minutes=5)


def random_diaries(examples: int) -> Callable[..., Any]:
    """Settings of a property that writes a diary and takes it back."""
    quiet = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large]
    return settings(max_examples=examples, deadline=None, suppress_health_check=quiet)


def check_the_list(data: st.DataObject) -> None:
    with transaction.atomic():
        diary = diaries.write(data.draw)
        asked = diaries.question(data.draw, diary)
        found = availability.find(**vars(asked))
        keys = [(one.start, one.practitioner_id, one.location_id, one.minutes) for one in found]
        assert len(keys) == len(set(keys))
        assert set(keys) == Oracle(asked).free()
        transaction.set_rollback(True)


def check_the_reasons(data: st.DataObject) -> None:
    with transaction.atomic():
        diary = diaries.write(data.draw)
        asked = diaries.question(data.draw, diary)
        asked.location = data.draw(st.sampled_from(diary.places))
        start = asked.since + FIVE * data.draw(st.integers(0, 288))
        oracle = Oracle(asked)
        told = {one.practitioner_id: one for one in explained(asked, start)}
        there = oracle.offers if asked.service.active and asked.location.active else []
        for offer in there:
            rules = [one.rule for one in told[offer.practitioner_id].refusals]
            assert rules == oracle.refusals(start, offer, asked.location)
        transaction.set_rollback(True)


def explained(asked: Question, start: dt.datetime) -> list[availability.Explained]:
    words = {name: value for name, value in vars(asked).items() if name not in ("since", "until")}
    return availability.explain(start=start, **words)


@given(data=st.data())
@random_diaries(120)
def test_the_list_is_what_plain_python_finds(data: st.DataObject) -> None:
    check_the_list(data)


@given(data=st.data())
@random_diaries(120)
def test_the_rules_that_refuse_a_start_are_those_that_plain_python_finds(
    data: st.DataObject,
) -> None:
    check_the_reasons(data)


@pytest.mark.long
@given(data=st.data())
@random_diaries(1500)
def test_the_list_is_what_plain_python_finds_in_many_diaries(data: st.DataObject) -> None:
    check_the_list(data)


@pytest.mark.long
@given(data=st.data())
@random_diaries(1500)
def test_the_rules_are_what_plain_python_finds_in_many_diaries(data: st.DataObject) -> None:
    check_the_reasons(data)
