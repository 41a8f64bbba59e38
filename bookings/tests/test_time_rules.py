"""The rules of docs/time.md that no other test holds."""

import datetime as dt

import pytest
from django.db import connection

from bookings.models import Location, Opening, Room
from bookings.tests.diaries import ZONES
from conftest import Cast, melbourne


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
