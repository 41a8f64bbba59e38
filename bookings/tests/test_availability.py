"""The list of free times: hours, buffers, rooms, closures, clocks."""

import datetime as dt

import pytest
from psycopg.types.range import Range

from bookings import availability
from bookings.models import Closure, Offer, Opening, Room, WorkingHours
from conftest import NOW, Cast, melbourne

DAY = dt.timedelta(days=1)


def starts(cast: Cast, day: dt.datetime, **asked: object) -> list[str]:
    """The offered starts of one Melbourne day, as local times."""
    wanted = {"service": cast.massage, "location": cast.melbourne, "now": NOW, **asked}
    found = availability.find(since=day, until=day + DAY, **wanted)  # type: ignore[arg-type]
    return [f"{one.start.astimezone(cast.melbourne.tz):%H:%M}" for one in found]


def test_a_free_day_is_cut_on_the_grid_and_the_last_visit_ends_at_closing(cast: Cast) -> None:
    found = starts(cast, melbourne(3, 0))
    assert (found[0], found[1], found[-1], len(found)) == ("09:00", "09:15", "16:30", 31)


def test_one_statement_lists_everything(cast: Cast, django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        assert starts(cast, melbourne(3, 0))


def test_buffers_of_two_neighbours_add_up(cast: Cast, book) -> None:
    cast.massage.buffer_before = 5
    cast.massage.save()
    book(melbourne(3, 11))
    found = starts(cast, melbourne(3, 0))
    # 11:00-11:30 is blocked 10:55-11:40; a neighbour needs 5 before and 10 after itself.
    assert "10:15" in found
    assert "10:30" not in found
    assert "11:30" not in found
    assert "11:45" in found


def test_a_buffer_reaches_in_from_outside_the_asked_window(cast: Cast, book) -> None:
    book(melbourne(3, 10))
    since = melbourne(3, 10, 30)
    found = availability.find(
        now=NOW,
        service=cast.massage,
        since=since,
        until=since + dt.timedelta(minutes=20),
        location=cast.melbourne,
    )
    assert [one.start for one in found] == [melbourne(3, 10, 45)]


def test_a_visit_in_the_only_room_blocks_the_other_practitioner(cast: Cast, book) -> None:
    Opening.objects.create(
        practitioner=cast.blake,
        location=cast.melbourne,
        during=Range(melbourne(3, 9), melbourne(3, 12), "[)"),
    )
    book(melbourne(3, 10), practitioner=cast.alex)
    assert "10:00" not in starts(cast, melbourne(3, 0), practitioner=cast.blake)
    Room.objects.create(location=cast.melbourne, name="Room 2", features=["couch"])
    assert "10:00" in starts(cast, melbourne(3, 0), practitioner=cast.blake)


def test_a_room_without_the_feature_is_no_room(cast: Cast) -> None:
    cast.couch.features = []
    cast.couch.save()
    assert starts(cast, melbourne(3, 0)) == []
    cast.massage.needs_room = False
    cast.massage.save()
    assert starts(cast, melbourne(3, 0)) != []


@pytest.mark.parametrize("whom", ["practitioner", "location", "clinic"])
def test_a_closure_shuts_whom_it_names(cast: Cast, whom: str) -> None:
    named = {"practitioner": cast.alex, "location": cast.melbourne}
    Closure.objects.create(
        during=Range(melbourne(3, 9), melbourne(3, 16), "[)"),
        reason="Demo",
        **({whom: named[whom]} if whom in named else {}),
    )
    assert starts(cast, melbourne(3, 0)) == ["16:00", "16:15", "16:30"]
    assert len(starts(cast, melbourne(4, 0))) == 31


def test_a_closure_of_somebody_else_shuts_nothing(cast: Cast) -> None:
    during = Range(melbourne(3, 0), melbourne(4, 0), "[)")
    Closure.objects.create(during=during, reason="Demo", practitioner=cast.blake)
    Closure.objects.create(during=during, reason="Demo", location=cast.perth)
    assert len(starts(cast, melbourne(3, 0))) == 31


def test_minimum_notice_and_horizon_bind_patients_but_not_staff(cast: Cast) -> None:
    today = melbourne(2, 0)
    assert starts(cast, today)[0] == "10:00"
    assert starts(cast, today, for_staff=True)[0] == "09:00"
    far = melbourne(20, 0, month=5)
    assert starts(cast, far) == []
    assert len(starts(cast, far, for_staff=True)) == 31


def test_a_practitioners_own_length_counts(cast: Cast) -> None:
    Offer.objects.filter(practitioner=cast.alex, service=cast.massage).update(minutes=60)
    assert starts(cast, melbourne(3, 0))[-1] == "16:00"


def test_a_longer_visit_and_a_senior_practitioner_narrow_the_list(cast: Cast) -> None:
    assert starts(cast, melbourne(3, 0), extra_minutes=15)[-1] == "16:15"
    assert starts(cast, melbourne(3, 0), senior=True) == []


def test_the_patients_own_visit_elsewhere_is_in_the_way(cast: Cast, book) -> None:
    Opening.objects.create(
        practitioner=cast.blake,
        location=cast.perth,
        during=Range(melbourne(3, 9), melbourne(3, 12), "[)"),
    )
    book(melbourne(3, 10), location=cast.perth)
    assert "10:00" not in starts(cast, melbourne(3, 0), patient=cast.pat)
    assert "10:30" in starts(cast, melbourne(3, 0), patient=cast.pat)
    assert "10:00" in starts(cast, melbourne(3, 0), patient=cast.quinn)


def test_a_shift_over_midnight_keeps_its_late_starts(cast: Cast) -> None:
    WorkingHours.objects.filter(practitioner=cast.alex).delete()
    WorkingHours.objects.create(
        practitioner=cast.alex,
        location=cast.melbourne,
        weekday=3,
        starts=dt.time(22),
        ends=dt.time(1),
    )
    found = availability.find(
        now=NOW,
        service=cast.massage,
        since=melbourne(3, 0),
        until=melbourne(5, 0),
        location=cast.melbourne,
    )
    assert (found[0].start, found[-1].start) == (melbourne(3, 22), melbourne(4, 0, 30))


def test_hours_every_second_week_skip_the_week_between(cast: Cast) -> None:
    WorkingHours.objects.filter(practitioner=cast.alex).update(
        every_weeks=2, valid_from=dt.date(2027, 3, 1)
    )
    assert len(starts(cast, melbourne(3, 0))) == 31
    assert starts(cast, melbourne(10, 0)) == []
    assert len(starts(cast, melbourne(17, 0))) == 31


def test_weekly_hours_keep_their_local_time_across_the_clock_change(cast: Cast) -> None:
    # Melbourne leaves daylight saving time on Sunday, 4 April 2027.
    for day in (melbourne(2, 0, month=4), melbourne(5, 0, month=4)):
        assert starts(cast, day)[0] == "09:00"


def test_next_free_by_service_answers_in_one_query(cast: Cast, django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        found = availability.next_free_by_service(now=NOW, services=[cast.massage, cast.needling])
    assert {found[cast.massage.pk].start, found[cast.needling.pk].start} == {melbourne(2, 10)}


def test_the_nearest_times_are_on_both_sides(cast: Cast, book) -> None:
    book(melbourne(3, 11))
    found = availability.nearest(
        now=NOW, service=cast.massage, around=melbourne(3, 11), location=cast.melbourne, count=2
    )
    assert [one.start for one in found] == [melbourne(3, 10, 15), melbourne(3, 11, 45)]


def test_open_hours_unite_people_and_leave_out_closures(cast: Cast) -> None:
    Closure.objects.create(during=Range(melbourne(3, 12), melbourne(3, 13), "[)"), reason="Demo")
    hours = availability.open_hours(since=melbourne(3, 10), until=melbourne(4, 0))
    assert hours[cast.melbourne.pk] == [
        (melbourne(3, 10), melbourne(3, 12)),
        (melbourne(3, 13), melbourne(3, 17)),
    ]
    assert hours[cast.perth.pk] == [
        (melbourne(3, 13), melbourne(3, 20)),
    ]
