"""How full the hours were, held to plain Python that counts minute by minute."""

import datetime as dt
from collections import Counter
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bookings.models import Appointment, Closure, Location, Opening, Status, WorkingHours
from bookings.reception.reports.figures import utilisation
from bookings.reception.reports.period import Period
from bookings.tests.oracle import instant
from conftest import Cast

pytestmark = pytest.mark.django_db

# Melbourne's clocks go back on Sunday 4 April 2027 at 3:00; Perth's never change.
FIRST, LAST = dt.date(2027, 4, 3), dt.date(2027, 4, 5)
MINUTE = dt.timedelta(minutes=1)
BEGIN = dt.datetime(2027, 4, 2, 6, tzinfo=dt.UTC)
Stretch = tuple[dt.datetime, dt.datetime]


def stretch(begin: int, minutes: int) -> Stretch:
    since = BEGIN + begin * MINUTE
    return since, since + minutes * MINUTE


def stretches(most: int, longest: int) -> st.SearchStrategy[list[Stretch]]:
    one = st.builds(stretch, st.integers(0, 5 * 24 * 60), st.integers(5, longest))
    return st.lists(one, max_size=most)


def minutes_of(since: dt.datetime, until: dt.datetime) -> set[dt.datetime]:
    return {since + n * MINUTE for n in range(int((until - since) / MINUTE))}


def worked(hours: list[WorkingHours], zone: ZoneInfo) -> set[dt.datetime]:
    """Every minute of the weekly hours around the period."""
    found: set[dt.datetime] = set()
    for n in range(-2, 6):
        day = FIRST + dt.timedelta(days=n)
        for row in hours:
            if row.weekday == day.isoweekday():
                end = day + dt.timedelta(days=row.ends <= row.starts)
                found |= minutes_of(instant(day, row.starts, zone), instant(end, row.ends, zone))
    return found


def counted(minutes: set[dt.datetime], zone: ZoneInfo) -> Counter[str]:
    """How many fall into each hour of the local day, of those in the period."""
    local = [minute.astimezone(zone) for minute in minutes]
    return Counter(f"{one.hour:02}:00" for one in local if FIRST <= one.date() <= LAST)


def visit(cast: Cast, place: Location, during: Stretch, number: int) -> Appointment:
    """One past visit; they may overlap here, which the report counts once."""
    return Appointment(
        patient=cast.pat,
        practitioner=cast.alex,
        location=place,
        service=cast.massage,
        status=Status.FULFILLED,
        during=during,
        blocked=during,
        source=Appointment.Source.PHONE,
        created_at=BEGIN,
        changed_at=BEGIN,
        confirmed_at=BEGIN,
        closed_at=during[1],
        over_practitioner=True,
        over_patient=True,
        override_reason="Busy",
        reference=f"U{number:07}",
    )


@pytest.mark.parametrize("name", ["melbourne", "perth"])
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    night=st.tuples(st.integers(0, 23), st.integers(0, 59), st.integers(0, 23)),
    openings=stretches(2, 600),
    closures=stretches(2, 600),
    visits=stretches(4, 120),
)
def test_it_counts_as_plain_python_does_over_a_clock_change(
    cast: Cast,
    name: str,
    night: tuple[int, int, int],
    openings: list[Stretch],
    closures: list[Stretch],
    visits: list[Stretch],
) -> None:
    for model in (WorkingHours, Opening, Closure, Appointment):
        model.objects.all().delete()
    place: Location = getattr(cast, name)
    who = {"practitioner": cast.alex, "location": place}
    starts, ends = dt.time(night[0], night[1]), dt.time(night[2], 0)
    hours = [WorkingHours(**who, weekday=n, starts=starts, ends=ends) for n in range(1, 8)]
    WorkingHours.objects.bulk_create(hours)
    Opening.objects.bulk_create(Opening(**who, during=one) for one in openings)
    Closure.objects.bulk_create(
        Closure(practitioner=cast.alex, during=one, reason="Leave") for one in closures
    )
    Appointment.objects.bulk_create(
        visit(cast, place, one, number) for number, one in enumerate(visits)
    )
    zone = place.tz
    open_now = worked(hours, zone).union(*(minutes_of(*one) for one in openings))
    open_now = open_now.difference(*(minutes_of(*one) for one in closures))
    taken = set[dt.datetime]().union(*(minutes_of(*one) for one in visits))
    expected = [counted(one, zone) for one in (open_now, taken & open_now, taken - open_now)]
    said = utilisation(Period(FIRST, LAST))
    for number, part in enumerate(("open", "booked", "outside")):
        found = {row.name: getattr(row, part) for row in said.hours if getattr(row, part)}
        assert found == expected[number], part
        assert sum(getattr(row, part) for row in said.people) == expected[number].total()


def test_the_hour_that_comes_twice_has_twice_the_minutes(cast: Cast) -> None:
    WorkingHours.objects.all().delete()
    during = (
        dt.datetime(2027, 4, 3, 15, tzinfo=dt.UTC),
        dt.datetime(2027, 4, 3, 18, tzinfo=dt.UTC),
    )
    Opening.objects.create(practitioner=cast.alex, location=cast.melbourne, during=during)
    said = utilisation(Period(FIRST, LAST))
    assert [(row.name, row.open) for row in said.hours] == [("02:00", 120), ("03:00", 60)]


def test_a_location_that_is_not_asked_for_is_left_out(cast: Cast) -> None:
    day = Period(dt.date(2027, 3, 1), dt.date(2027, 3, 1), cast.perth)
    said = utilisation(day)
    assert [(row.name, row.open) for row in said.people] == [("Blake Demo", 480)]
    assert [row.name for row in said.hours] == [f"{hour:02}:00" for hour in range(9, 17)]
