"""Public holidays: which there are, and the days on which a location is shut for them."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from bookings import availability, holidays
from bookings.holidays import Holiday
from bookings.models import Closure, Location
from conftest import NOW, Cast

TODAY = dt.date(2027, 3, 2)
LABOUR_DAY, GOOD_FRIDAY = dt.date(2027, 3, 8), dt.date(2027, 3, 26)
CUP_DAY, WA_DAY = dt.date(2027, 11, 2), dt.date(2027, 6, 7)
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def regions(cast: Cast) -> None:
    for place, region in ((cast.melbourne, "VIC"), (cast.perth, "WA")):
        place.region = region
        place.save()


def ahead(place: Location) -> dict[dt.date, Holiday]:
    place.refresh_from_db()
    return {one.day: one for one in holidays.upcoming(place, (2027, 2028), since=TODAY)}


def shut(place: Location) -> set[dt.date | None]:
    return set(Closure.objects.filter(location=place).values_list("holiday", flat=True))


def test_each_region_has_holidays_of_its_own(cast: Cast) -> None:
    east, west = ahead(cast.melbourne), ahead(cast.perth)
    assert {LABOUR_DAY, CUP_DAY, GOOD_FRIDAY} <= east.keys()
    assert {WA_DAY, GOOD_FRIDAY} <= west.keys()
    assert not {LABOUR_DAY, CUP_DAY} & west.keys()
    assert WA_DAY not in east


def test_a_location_without_a_region_has_those_of_the_whole_country(cast: Cast) -> None:
    Location.objects.filter(pk=cast.melbourne.pk).update(region="")
    whole = ahead(cast.melbourne)
    assert GOOD_FRIDAY in whole
    assert not {LABOUR_DAY, CUP_DAY} & whole.keys()


def test_bank_holidays_that_the_law_does_not_make_public_are_left_out() -> None:
    # The first Monday of August is a bank holiday in New South Wales, and no public one.
    assert dt.date(2027, 8, 2) not in holidays.named("AU", "NSW", (2027,))


def test_holidays_have_the_countrys_own_names_whatever_the_machine_speaks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LANGUAGE", "en_US")
    assert holidays.named("AU", "VIC", (2027,))[LABOUR_DAY] == "Labour Day"
    assert holidays.named("DE", "", (2027,))[GOOD_FRIDAY] == "Karfreitag"


def test_days_before_the_first_asked_are_left_out(cast: Cast) -> None:
    days = [one.day for one in holidays.upcoming(cast.perth, (2027,), since=TODAY)]
    # Western Australia has its Labour Day on 1 March.
    assert days == sorted(days)
    assert min(days) == GOOD_FRIDAY
    past = [one.day for one in holidays.upcoming(cast.perth, (2027,), since=TODAY - DAY)]
    assert min(past) == TODAY - DAY


@pytest.mark.parametrize(
    ("day", "hours"), [((2027, 3, 8), 24), ((2029, 4, 1), 25), ((2027, 10, 3), 23)]
)
def test_a_holiday_lasts_from_midnight_to_midnight_of_the_place(
    cast: Cast, day: tuple[int, int, int], hours: int
) -> None:
    # Easter Sunday of 2029 and the first Sunday of October 2027 have a clock change.
    when = dt.date(*day)
    holidays.add(cast.melbourne, [Holiday(when, "A holiday")])
    during = Closure.objects.get().during
    assert during.upper - during.lower == hours * HOUR
    for end, at in ((during.lower, when), (during.upper, when + DAY)):
        local = end.astimezone(cast.melbourne.tz)
        assert (local.date(), local.time()) == (at, dt.time())


def test_where_the_clocks_skip_midnight_the_day_begins_at_its_first_instant(cast: Cast) -> None:
    Location.objects.filter(pk=cast.perth.pk).update(zone="America/Santiago")
    # On 5 September 2027 the clocks of Santiago go from midnight to one.
    holidays.add(cast.perth, [Holiday(dt.date(2027, 9, 5), "A holiday")])
    during = Closure.objects.get().during
    assert during.lower == dt.datetime(2027, 9, 5, 4, tzinfo=dt.UTC)
    assert during.upper - during.lower == 23 * HOUR


def free(place: Location, cast: Cast, day: dt.date) -> int:
    since = place.midnight(day)
    found = availability.find(
        now=NOW, service=cast.massage, since=since, until=since + DAY, location=place
    )
    return len(found)


def test_a_holiday_takes_the_free_times_of_that_day_at_that_location_alone(cast: Cast) -> None:
    assert free(cast.melbourne, cast, LABOUR_DAY)
    holidays.add(cast.melbourne, [ahead(cast.melbourne)[LABOUR_DAY]])
    assert not free(cast.melbourne, cast, LABOUR_DAY)
    assert free(cast.perth, cast, LABOUR_DAY)
    assert free(cast.melbourne, cast, LABOUR_DAY + DAY)
    holidays.remove(cast.melbourne, [LABOUR_DAY])
    assert free(cast.melbourne, cast, LABOUR_DAY)


def test_a_holiday_is_added_once_and_read_as_imported(cast: Cast) -> None:
    day = ahead(cast.melbourne)[LABOUR_DAY]
    assert not day.imported
    assert holidays.add(cast.melbourne, [day]) == 1
    assert holidays.add(cast.melbourne, [day]) == 0
    assert ahead(cast.melbourne)[LABOUR_DAY].imported
    row = Closure.objects.get()
    assert (row.reason, row.holiday, row.practitioner) == ("Labour Day", LABOUR_DAY, None)


def test_the_database_has_a_holiday_once_a_location(cast: Cast) -> None:
    holidays.add(cast.melbourne, [Holiday(LABOUR_DAY, "Labour Day")])
    holidays.add(cast.perth, [Holiday(LABOUR_DAY, "Labour Day")])
    row = Closure.objects.get(location=cast.melbourne)
    row.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


def test_removing_a_holiday_leaves_other_closures_of_that_day(cast: Cast) -> None:
    holidays.add(cast.melbourne, [Holiday(LABOUR_DAY, "Labour Day")])
    during = Closure.objects.get().during
    Closure.objects.create(location=cast.melbourne, during=during, reason="Painting")
    assert holidays.remove(cast.melbourne, [LABOUR_DAY]) == 1
    assert Closure.objects.get().reason == "Painting"


def test_a_name_that_is_too_long_is_cut(cast: Cast) -> None:
    holidays.add(cast.melbourne, [Holiday(LABOUR_DAY, "x" * 300)])
    assert len(Closure.objects.get().reason) == 120


def test_what_an_earlier_region_left_behind_is_still_shown(cast: Cast) -> None:
    holidays.add(cast.melbourne, [ahead(cast.melbourne)[CUP_DAY]])
    Location.objects.filter(pk=cast.melbourne.pk).update(region="NSW")
    left = ahead(cast.melbourne)[CUP_DAY]
    assert (left.name, left.imported, left.listed) == ("Melbourne Cup Day", True, False)


def test_a_place_without_a_list_says_so(cast: Cast) -> None:
    for country, region, error, words in (
        ("ZZ", "", holidays.UnknownCountry, "for the country “ZZ”"),
        ("AU", "TEX", holidays.UnknownRegion, "ACT, NSW, NT, QLD, SA, TAS, VIC, WA"),
        ("SG", "VIC", holidays.UnknownRegion, "leave the region empty"),
    ):
        Location.objects.filter(pk=cast.perth.pk).update(country=country, region=region)
        with pytest.raises(error, match=words):
            ahead(cast.perth)


def test_a_choice_shuts_the_ticked_days_and_works_on_the_others(cast: Cast) -> None:
    listed = list(ahead(cast.melbourne).values())
    holidays.add(cast.melbourne, [one for one in listed if one.day == GOOD_FRIDAY])
    assert holidays.choose(cast.melbourne, listed, {LABOUR_DAY}) == (1, 1)
    assert shut(cast.melbourne) == {LABOUR_DAY}
    cast.melbourne.refresh_from_db()
    assert GOOD_FRIDAY in cast.melbourne.worked_holidays
    assert LABOUR_DAY not in cast.melbourne.worked_holidays
