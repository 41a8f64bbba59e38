"""Why a time is not offered: the first rule that refuses it, in reception's words."""

import datetime as dt
from typing import Any

import pytest

from bookings import availability, scheduling
from bookings.availability import Rule
from bookings.models import Closure, Location, Opening, WorkingHours
from conftest import NOW, Cast, melbourne

TEN = melbourne(3, 10)
HOUR = dt.timedelta(hours=1)


def why(cast: Cast, start: dt.datetime = TEN, **asked: Any) -> str:
    """The first rule's sentence for Alex in Melbourne; empty when the time is offered."""
    wanted = {"now": NOW, "service": cast.massage, "location": cast.melbourne, **asked}
    (found,) = availability.explain(start=start, practitioner=cast.alex, **wanted)
    return found.first.sentence if found.first else ""


def test_a_free_time_has_nothing_against_it(cast: Cast, django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        assert why(cast) == ""


def test_the_buffer_after_a_visit(cast: Cast, book) -> None:
    cast.massage.buffer_after = 20
    cast.massage.save()
    book(TEN)
    assert why(cast, melbourne(3, 10, 45)) == "The buffer after 10:00 ends 10:50."


def test_the_buffer_before_the_next_visit(cast: Cast, book) -> None:
    book(TEN)
    assert why(cast, melbourne(3, 9, 30)) == (
        "The visit would end 10:00; the buffer before 10:00 begins 09:50."
    )


def test_a_visit_at_that_time(cast: Cast, book) -> None:
    book(TEN)
    assert why(cast, melbourne(3, 10, 15)) == "There is a visit from 10:00 to 10:30."


def test_somebody_holds_it(cast: Cast) -> None:
    scheduling.hold(now=NOW, service=cast.massage, location=cast.melbourne, start=TEN, key="theirs")
    assert why(cast) == "Somebody is booking 10:00: held until 08:10 on Tuesday 2 March."


def test_hours_that_begin_later_end_earlier_or_break(cast: Cast) -> None:
    hours = WorkingHours.objects.filter(practitioner=cast.alex, weekday=3)
    hours.update(ends=dt.time(12))
    WorkingHours.objects.create(
        practitioner=cast.alex,
        location=cast.melbourne,
        weekday=3,
        starts=dt.time(13),
        ends=dt.time(17),
    )
    assert why(cast, melbourne(3, 8)) == "The hours begin at 09:00."
    assert why(cast, melbourne(3, 16, 45)) == (
        "The hours end at 17:00, and the visit would end at 17:15."
    )
    assert why(cast, melbourne(3, 11, 45)) == "The visit, 11:45 to 12:15, falls into a break."
    assert why(cast, melbourne(6, 10)) == "There are no working hours on this day."


@pytest.mark.parametrize(
    ("whom", "sentence"),
    [
        ("practitioner", "On leave until 12:00: Demo."),
        ("location", "Closed here until 12:00: Demo."),
        ("clinic", "Closed until 12:00: Demo."),
    ],
)
def test_leave_and_closures(cast: Cast, whom: str, sentence: str) -> None:
    named: dict[str, Any] = {"practitioner": cast.alex, "location": cast.melbourne}
    of = {whom: named[whom]} if whom in named else {}
    Closure.objects.create(during=(TEN, TEN + 2 * HOUR), reason="Demo", **of)
    assert why(cast, melbourne(3, 11)) == sentence


def test_no_room(cast: Cast, book) -> None:
    book(TEN)
    Opening.objects.create(
        practitioner=cast.blake, location=cast.melbourne, during=(TEN, TEN + HOUR)
    )
    (found,) = availability.explain(
        now=NOW,
        service=cast.massage,
        start=TEN,
        location=cast.melbourne,
        practitioner=cast.blake,
    )
    assert [one.sentence for one in found.refusals] == [
        "No room is free: the service needs a room with couch."
    ]
    cast.couch.features = []
    cast.couch.save()
    assert why(cast, melbourne(4, 10)) == (
        "The service needs a room with couch, and there is none here."
    )


def test_the_patients_other_visit(cast: Cast, book) -> None:
    Opening.objects.create(practitioner=cast.blake, location=cast.perth, during=(TEN, TEN + HOUR))
    book(TEN, location=cast.perth)
    assert why(cast, patient=cast.pat) == "The patient has another visit from 10:00 to 10:30."


def test_past_notice_horizon_and_the_screening(cast: Cast) -> None:
    assert why(cast, melbourne(1, 10)) == "This time is over."
    assert why(cast, melbourne(2, 9)) == "Online booking is open from 10:00."
    assert why(cast, melbourne(2, 9), for_staff=True) == ""
    far = melbourne(20, 10, month=5)
    assert why(cast, far) == "Online booking is open until 07:00 on Saturday 1 May."
    assert why(cast, not_before=melbourne(4, 9)) == (
        "The screening allows times from 09:00 on Thursday 4 March."
    )


def test_a_day_that_is_full(cast: Cast, book) -> None:
    cast.alex.most_a_day = 1
    cast.alex.save()
    book(TEN)
    assert why(cast, melbourne(3, 14)) == "The most visits that this day may have are booked."


def test_an_unusual_start(cast: Cast) -> None:
    assert why(cast, melbourne(3, 10, 7)) == "It is not one of the service’s usual starting times."


def test_every_rule_is_told_in_order_and_the_room_it_would_have(cast: Cast, book) -> None:
    book(melbourne(3, 16, 30))
    found = availability.explain(
        now=NOW,
        service=cast.massage,
        start=melbourne(3, 16, 50),
        location=cast.melbourne,
        practitioner=cast.alex,
        patient=cast.pat,
    )[0]
    assert [one.rule for one in found.refusals] == [
        Rule.OUTSIDE_HOURS,
        Rule.PRACTITIONER_BUSY,
        Rule.PATIENT_BUSY,
        Rule.ROOM_BUSY,
    ]
    assert found.room_id == cast.couch.pk


def test_times_are_told_by_the_clock_of_the_location(cast: Cast, book) -> None:
    start = dt.datetime(2027, 3, 3, 10, tzinfo=cast.perth.tz)
    book(start, location=cast.perth)
    (found,) = availability.explain(
        now=NOW, service=cast.massage, start=start, location=cast.perth, practitioner=cast.blake
    )
    assert found.first is not None
    assert found.first.sentence == "There is a visit from 10:00 to 10:30."


def test_nobody_who_offers_it_means_no_line(cast: Cast) -> None:
    Location.objects.filter(pk=cast.melbourne.pk).update(active=True)
    cast.massage.active = False
    cast.massage.save()
    asked: dict[str, Any] = {"now": NOW, "service": cast.massage, "location": cast.melbourne}
    assert availability.explain(start=TEN, **asked) == []
