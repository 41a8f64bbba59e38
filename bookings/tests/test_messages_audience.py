"""For whom a step is: each condition that the clinical lead can set, asked of real visits."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from bookings import scheduling
from bookings.messages import find_due, planned
from bookings.models import Appointment, CheckIn, Message, Review, Status, Step
from bookings.tests.conftest import statuses
from bookings.tests.needles import needled
from conftest import Cast, melbourne

Book = Callable[..., Appointment]
DAY, HOUR = dt.timedelta(days=1), dt.timedelta(hours=1)
START = melbourne(24, 10)
END = START + dt.timedelta(minutes=30)


@pytest.fixture
def step(journey: None, now: dt.datetime) -> Callable[..., Step]:
    """The only active step: at the end of every visit, unless said otherwise."""
    Step.objects.update(active=False)

    def _step(key: str = "only", **fields: Any) -> Step:
        return Step.objects.create(
            **{
                "key": key,
                "name": key,
                "anchor": "ends",
                "quiet": False,
                "red_flags": True,
                "subject": "After",
                "body": "See it: {visit_link}",
                "active_from": now,
                **fields,
            }
        )

    return _step


@pytest.fixture
def visit(book: Book, cast: Cast) -> Appointment:
    return book(START, service=cast.needling)


def past_needles(book: Book, cast: Cast, *days: int) -> None:
    """Visits with needles on these days of March, done."""
    for day in days:
        needled(book(melbourne(day, 10), service=cast.needling))


def found(visit: Appointment) -> bool:
    """Whether the visit, once it is done, has got its message."""
    Appointment.objects.filter(pk=visit.pk).update(status=Status.FULFILLED, closed_at=END)
    find_due(now=END + HOUR)
    return Message.objects.filter(appointment=visit, status="due").exists()


@pytest.mark.parametrize(
    ("who", "done", "gets"),
    [
        ("first", (), True),
        ("first", (3,), False),
        ("returning", (3,), False),
        ("returning", (3, 10), True),
        ("watched", (3,), True),
        ("watched", (3, 10), False),
    ],
)
def test_a_step_is_for_the_first_visit_or_for_those_who_come_again(
    step: Callable[..., Step],
    book: Book,
    cast: Cast,
    visit: Appointment,
    who: str,
    done: tuple[int, ...],
    gets: bool,
) -> None:
    past_needles(book, cast, *done)
    step(who=who)
    assert found(visit) is gets


@pytest.mark.parametrize("why", ["flag", "review", "reaction"])
def test_whoever_needs_care_is_watched_however_often_they_came(
    step: Callable[..., Step],
    book: Book,
    cast: Cast,
    visit: Appointment,
    screened: Callable[..., Any],
    why: str,
    now: dt.datetime,
) -> None:
    past_needles(book, cast, 3, 10)
    step("watched", who="watched")
    step("returning", who="returning")
    if why == "flag":
        flagged = screened("note", "needling", "thorax_caution")
        Appointment.objects.filter(pk=visit.pk).update(assessment=flagged)
    if why == "review":
        Review.objects.create(appointment=visit, due_at=now)
    if why == "reaction":
        earlier = Appointment.objects.get(during__startswith=melbourne(3, 10))
        said = {"feeling": "worse", "signs": ["fever"], "pain": None}
        CheckIn.objects.create(
            appointment=earlier, answered_at=now, level=CheckIn.Level.WARNING, said=said
        )
    assert found(visit)
    assert statuses() == {"watched": "due"}


@pytest.mark.parametrize(
    ("changes", "gets"),
    [
        ({"needles": "used"}, True),
        ({"needles": "not_used"}, False),
        ({"flags": ["thorax_caution"]}, False),
        ({"min_age": 46, "max_age": 46}, True),
        ({"min_age": 47}, False),
        ({"max_age": 45}, False),
    ],
)
def test_needles_flags_and_age_narrow_the_audience(
    step: Callable[..., Step], visit: Appointment, changes: dict[str, Any], gets: bool
) -> None:
    step(**changes)
    assert found(visit) is gets


def test_a_step_of_some_services_is_for_those_alone(
    step: Callable[..., Step], cast: Cast, visit: Appointment
) -> None:
    only = step()
    only.services.set([cast.massage])
    assert not found(visit)
    only.services.add(cast.needling)
    assert found(visit)


def test_no_next_visit_is_asked_again_when_it_falls_due(
    step: Callable[..., Step], book: Book, visit: Appointment
) -> None:
    step(no_next_visit=True)
    following = book(melbourne(26, 10))
    assert not found(visit)
    scheduling.cancel(now=START, appointment=following, who="patient")
    assert found(visit)


def test_an_optional_step_stops_once_a_warning_sign_is_reported(
    step: Callable[..., Step], visit: Appointment, now: dt.datetime
) -> None:
    step(offset=9 * DAY, optional=True, red_flags=False)
    said = {"feeling": "worse", "signs": ["fever"], "pain": None}
    CheckIn.objects.create(appointment=visit, answered_at=END, level="warning", said=said)
    Appointment.objects.filter(pk=visit.pk).update(status=Status.FULFILLED, closed_at=END)
    assert find_due(now=END + 9 * DAY) == 0


def test_who_has_unsubscribed_gets_no_optional_message_and_the_row_says_so(
    step: Callable[..., Step], cast: Cast, visit: Appointment, now: dt.datetime
) -> None:
    step(offset=9 * DAY, optional=True, red_flags=False)
    cast.pat.unsubscribe(now)
    Appointment.objects.filter(pk=visit.pk).update(status=Status.FULFILLED, closed_at=END)
    find_due(now=END + 9 * DAY)
    assert statuses() == {"only": "skipped the patient has unsubscribed"}


def test_a_text_message_says_that_it_has_no_sender(step: Any, visit: Appointment) -> None:
    step(channel="sms")
    found(visit)
    assert statuses() == {"only": "skipped no sender for this channel is set up"}


def test_the_third_visit_of_a_service_ends_a_course(
    step: Callable[..., Step], book: Book, cast: Cast, visit: Appointment
) -> None:
    step(anchor="course", red_flags=False)
    past_needles(book, cast, 3)
    assert not found(visit)
    past_needles(book, cast, 10)
    assert found(visit)


def test_what_the_audience_leaves_out_is_not_planned_either(
    step: Callable[..., Step], visit: Appointment, now: dt.datetime
) -> None:
    step("first", who="first")
    step("again", who="returning")
    assert [line.name for line in planned(visit, now)] == ["first"]
