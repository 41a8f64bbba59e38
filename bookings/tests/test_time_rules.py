"""The rules of docs/time.md that no other test holds."""

import datetime as dt

import pytest
from django.db import connection

from bookings import availability
from bookings.models import Location, Opening, Room, WorkingHours
from bookings.tests.pen import ZONES
from conftest import NOW, Cast, melbourne


@pytest.mark.parametrize("zone", ZONES)
def test_a_typed_time_is_the_instant_that_postgresql_takes_it_for(db: None, zone: str) -> None:
    """Every quarter of an hour of every day on which some zone changes its clocks."""
    place, quarter = Location(zone=zone), dt.timedelta(minutes=15)
    for month, day in ((3, 14), (3, 28), (4, 4), (9, 26), (10, 3), (10, 31), (11, 7)):
        first = dt.datetime(2027, month, day)  # noqa: DTZ001 - a wall clock, without a zone
        walls = [first + number * quarter for number in range(-8, 104)]
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT array_agg(wall AT TIME ZONE %s ORDER BY at)"
                " FROM unnest(%s::timestamp[]) WITH ORDINALITY AS t(wall, at)",
                [zone, walls],
            )
            (theirs,) = cursor.fetchone()
        assert [place.instant(wall.date(), wall.time()) for wall in walls] == theirs


def test_the_week_of_the_least_booked_is_that_of_the_location(cast: Cast, book) -> None:
    """Sunday night and Monday morning in Melbourne are one day of UTC, and two weeks there."""
    Room.objects.create(location=cast.melbourne, name="Room 2", features=["couch"])
    sunday, monday = melbourne(7, 20), melbourne(8, 9)
    for person in (cast.alex, cast.blake):
        for begin in (sunday, monday):
            Opening.objects.create(
                practitioner=person,
                location=cast.melbourne,
                during=(begin, begin + dt.timedelta(hours=4)),
            )
    book(melbourne(7, 23), practitioner=cast.alex)
    # Alex has 30 minutes, but in the week before; in Monday's week both have none.
    assert book(monday, patient=cast.quinn).practitioner == cast.alex
    # Now Alex has more in Monday's week, and Blake is next.
    assert book(melbourne(8, 11)).practitioner == cast.blake


def test_skipped_and_repeated_local_times_are_taken_as_postgresql_takes_them(cast: Cast) -> None:
    WorkingHours.objects.filter(practitioner=cast.alex).delete()
    WorkingHours.objects.create(
        practitioner=cast.alex,
        location=cast.melbourne,
        weekday=7,
        starts=dt.time(2, 30),
        ends=dt.time(4),
    )
    for sunday, first_utc in (
        # 3 October 2027: 2:00 becomes 3:00, so 2:30 does not exist; read with +10 it is 3:30.
        (melbourne(3, 0, month=10), dt.datetime(2027, 10, 2, 16, 30, tzinfo=dt.UTC)),
        # 4 April 2027: 3:00 becomes 2:00, so 2:30 comes twice; the second pass counts.
        (melbourne(4, 0, month=4), dt.datetime(2027, 4, 3, 16, 30, tzinfo=dt.UTC)),
    ):
        found = availability.find(
            now=NOW,
            service=cast.massage,
            since=sunday,
            until=sunday + dt.timedelta(days=1),
            location=cast.melbourne,
            for_staff=True,
        )
        assert found[0].start == first_utc
