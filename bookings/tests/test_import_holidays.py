"""The command that a timer calls: what is missing is added, what staff unticked stays away."""

import datetime as dt

import pytest
from django.core.management import CommandError, call_command

from bookings import holidays
from bookings.models import Closure, Location
from bookings.tests.desk import stand_at
from conftest import Cast

pytestmark = pytest.mark.usefixtures("morning")
LABOUR_DAY = dt.date(2027, 3, 8)


@pytest.fixture(autouse=True)
def regions(cast: Cast) -> None:
    for place, region in ((cast.melbourne, "VIC"), (cast.perth, "WA")):
        place.region = region
        place.save()


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    call_command("import_holidays", *arguments)
    return capsys.readouterr().out.strip()


def test_every_active_location_has_its_days_ahead_of_this_year_and_the_next(
    cast: Cast, capsys
) -> None:
    Location.objects.create(name="Gone", slug="gone", country="AU", active=False)
    said = run(capsys)
    count = Closure.objects.count()
    assert said == f"2 locations, {count} public holidays added."
    assert set(Closure.objects.values_list("location__name", flat=True)) == {"Melbourne", "Perth"}
    days = Closure.objects.order_by("holiday").values_list("holiday", flat=True)
    assert (days[0], days.last()) == (LABOUR_DAY, dt.date(2028, 12, 26))


def test_a_second_run_adds_nothing(cast: Cast, capsys) -> None:
    run(capsys)
    before = list(Closure.objects.order_by("pk").values())
    assert run(capsys) == "2 locations, 0 public holidays added."
    assert list(Closure.objects.order_by("pk").values()) == before


def test_a_day_that_staff_unticked_never_comes_back(cast: Cast, capsys, monkeypatch) -> None:
    run(capsys)
    holidays.remove(cast.melbourne, [LABOUR_DAY])
    assert run(capsys) == "2 locations, 0 public holidays added."
    # Not even where every single day was unticked.
    every = Closure.objects.filter(location=cast.perth).values_list("holiday", flat=True)
    holidays.remove(cast.perth, [day for day in every if day])
    assert run(capsys) == "2 locations, 0 public holidays added."
    assert not Closure.objects.filter(location=cast.perth).exists()
    # The year after is new to both, and is added.
    stand_at(dt.datetime(2028, 1, 10, tzinfo=dt.UTC), monkeypatch)
    run(capsys)
    assert Closure.objects.filter(location=cast.perth, holiday__year=2029).exists()
    assert not Closure.objects.filter(location=cast.perth, holiday__year=2028).exists()


def test_a_day_that_was_ticked_again_is_shut_for_good(cast: Cast, capsys) -> None:
    listed = holidays.upcoming(cast.melbourne, (2027,), since=LABOUR_DAY)
    holidays.remove(cast.melbourne, [LABOUR_DAY])
    holidays.add(cast.melbourne, listed)
    cast.melbourne.refresh_from_db()
    assert cast.melbourne.worked_holidays == []


def test_one_location_and_certain_years_can_be_asked_for(cast: Cast, capsys) -> None:
    run(capsys, "--location", "perth", "--year", "2029", "2030")
    assert set(Closure.objects.values_list("location__slug", flat=True)) == {"perth"}
    assert {day.year for day in Closure.objects.dates("holiday", "year")} == {2029, 2030}


def test_the_year_is_that_of_the_place(cast: Cast, capsys, monkeypatch) -> None:
    # In Melbourne the new year has begun, in Perth it has not.
    stand_at(dt.datetime(2027, 12, 31, 14, tzinfo=dt.UTC), monkeypatch)
    run(capsys)
    newest = {
        place: max(Closure.objects.filter(location=place).values_list("holiday__year", flat=True))
        for place in (cast.melbourne, cast.perth)
    }
    assert newest == {cast.melbourne: 2029, cast.perth: 2028}


def test_a_location_without_a_list_is_named_and_the_others_go_on(cast: Cast, capsys) -> None:
    Location.objects.filter(pk=cast.melbourne.pk).update(region="TEX")
    said = run(capsys)
    assert said.startswith("1 locations, ")
    assert said.endswith("no list is known for Melbourne.")
    assert Closure.objects.filter(location=cast.perth).exists()


def test_an_unknown_location_is_refused(cast: Cast) -> None:
    with pytest.raises(CommandError, match="No active location is called sydney"):
        call_command("import_holidays", "--location", "sydney")
