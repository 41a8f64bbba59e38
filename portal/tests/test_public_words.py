"""Words of the public pages: opening hours, free times, money, phones."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.core.cache import cache
from django.template import Context, Template

from bookings import availability
from bookings.models import Closure, Location, Service
from bookings.templatetags.bookings_public import money, tel, time_at
from conftest import Cast, melbourne
from portal import public
from portal.kit import clock

NEXT_FREE = Template("{% load bookings_public %}{% next_free_times kinds 7 %}")


def test_opening_hours_are_by_the_clock_of_the_place(cast: Cast, now: dt.datetime) -> None:
    week = {place.location: place.week for place in public.places(now=now)}[cast.perth]
    assert [(day.name, day.hours) for day in week][:2] == [
        ("Tue 2 March", "9 am to 5 pm"),
        ("Wed 3 March", "9 am to 5 pm"),
    ]
    assert [day.hours for day in week].count("Closed") == 2
    assert [day.is_today for day in week] == [True, *[False] * 6]


def test_a_closure_is_taken_off_the_opening_hours(cast: Cast, now: dt.datetime) -> None:
    Closure.objects.create(
        location=cast.melbourne, during=(melbourne(2, 12), melbourne(2, 13)), reason="Training"
    )
    today = {place.location: place.week for place in public.places(now=now)}[cast.melbourne][0]
    assert today.hours == "9 am to 12 pm, 1 pm to 5 pm"


def test_the_soonest_visits_are_one_with_needles_and_one_without(
    cast: Cast, now: dt.datetime
) -> None:
    def at(hour: int, service: Service) -> public.Offering:
        return public.Offering(service, "", melbourne(3, hour), cast.melbourne, cast.alex)

    early, late, other = at(9, cast.massage), at(10, cast.massage), at(11, cast.needling)
    assert public.soonest([other, late, early]) == [early, other]
    assert public.soonest([public.Offering(cast.needling)]) == []


def test_times_money_and_phone_numbers_read_as_people_say_them(cast: Cast) -> None:
    assert time_at(melbourne(2, 9, 30), cast.melbourne) == "Tue 2 March, 9:30 am (Melbourne time)"
    assert time_at(melbourne(2, 15), cast.perth) == "Tue 2 March, 12 pm (Perth time)"
    assert [money(Decimal(95)), money(Decimal("95.50"), "GBP"), money(Decimal(80), "CHF")] == [
        "$95",
        "£95.50",
        "CHF 80",
    ]
    assert [tel("+61 3 5550 0100"), tel("000")] == ["tel:+61355500100", "tel:000"]


def offers(*kinds: str) -> str:
    cache.clear()
    return NEXT_FREE.render(Context({"kinds": kinds}))


def test_the_services_of_a_kind_stand_on_any_page_with_their_next_free_time(
    cast: Cast, open_online: None, django_assert_max_num_queries: Any
) -> None:
    free = availability.next_free(now=clock.now(), service=cast.needling)
    assert free
    words = offers("needling")
    assert "Dry needling" in words
    assert time_at(free.start, Location.objects.get(pk=free.location_id)) in words
    assert "/book/?service=dry-needling&amp;read=7" in words
    assert cast.massage.name not in words
    assert cast.massage.name in offers("hands_on")


def test_free_times_are_looked_up_once_a_minute(
    cast: Cast, open_online: None, django_assert_num_queries: Any
) -> None:
    offers("needling")
    with django_assert_num_queries(1):
        NEXT_FREE.render(Context({"kinds": ["needling", "hands_on"]}))


def test_without_a_free_time_the_words_ask_to_ring(cast: Cast, open_online: None) -> None:
    Location.objects.update(active=False)
    assert "No free time in the next days. Please ring us." in offers("needling")


def test_h15_unsigned_texts_show_no_free_time(cast: Cast, open_online: None, settings) -> None:
    settings.DEMO = False
    words = offers("needling")
    assert "have not signed" in words
    assert "Next free time" not in words


def test_a_paused_service_says_so_and_an_unknown_kind_says_nothing(cast: Cast) -> None:
    Service.objects.update(paused=True)
    assert "paused at the moment" in offers("needling")
    assert not offers("every", "none").strip()
