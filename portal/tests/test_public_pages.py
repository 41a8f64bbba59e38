"""The pages that everybody may read: what they say, how they are cached, what they cost."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from bookings import availability
from bookings.models import Location, Offer, Service
from bookings.templatetags.bookings_public import time_at
from conftest import Cast
from portal import public
from portal.context import emergency_lines
from portal.kit import clock
from portal.models import User

PAGES = [
    "home",
    "services",
    "practitioners",
    "locations",
    "contact_sent",
    "privacy",
    "accessibility",
]
CLINICAL_PAGES = ["home", "services", "practitioners", "locations"]


def text(client: Client, name: str) -> str:
    response = client.get(reverse(name))
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("name", PAGES)
def test_any_cache_may_keep_a_public_page_for_a_minute(
    client: Client, cast: Cast, name: str
) -> None:
    response = client.get(reverse(name))
    assert response.headers["Cache-Control"] == "public, max-age=60"
    assert "Cookie" not in response.headers["Vary"]
    assert not response.cookies
    assert b"csrfmiddlewaretoken" not in response.content
    assert b"nonce" not in response.content


@pytest.mark.parametrize("name", PAGES)
def test_an_unchanged_public_page_answers_304(client: Client, cast: Cast, name: str) -> None:
    first = client.get(reverse(name))
    again = client.get(reverse(name), headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert not again.content


@pytest.mark.parametrize("name", PAGES)
def test_a_public_page_is_the_same_for_somebody_signed_in(
    client: Client, cast: Cast, name: str
) -> None:
    stranger = client.get(reverse(name))
    client.force_login(User.objects.create_user("desk@clinic.example"))
    signed_in = client.get(reverse(name))
    assert signed_in.content == stranger.content
    assert "Cookie" not in signed_in.headers["Vary"]


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("services", [0, 20])
def test_a_public_page_costs_ten_queries_at_most(
    client: Client,
    cast: Cast,
    open_online: None,
    name: str,
    services: int,
    django_assert_max_num_queries: Any,
) -> None:
    for number in range(services):
        service = Service.objects.create(
            name=f"Service {number}", slug=f"service-{number}", minutes=30, price=Decimal(80)
        )
        Offer.objects.create(practitioner=cast.alex, service=service)
    with django_assert_max_num_queries(10):
        client.get(reverse(name))


@pytest.mark.parametrize("name", PAGES)
def test_h01_every_page_gives_the_phone_and_the_emergency_number(
    client: Client, cast: Cast, name: str
) -> None:
    page = text(client, name)
    assert 'href="tel:000"' in page
    assert "106 by teletypewriter" in page
    assert cast.clinic.phone in page


def test_h01_before_a_location_is_chosen_all_numbers_are_shown(client: Client, cast: Cast) -> None:
    Location.objects.filter(pk=cast.perth.pk).update(
        emergency_number="112", emergency_relay="text 112"
    )
    page = text(client, "privacy")
    assert 'href="tel:000"' in page
    assert 'href="tel:112"' in page
    assert "(Melbourne)" in page


def test_places_with_one_number_share_a_line(cast: Cast) -> None:
    lines = emergency_lines([cast.melbourne, cast.perth])
    assert [(line.number, line.where) for line in lines] == [("000", "Melbourne and Perth")]


@pytest.mark.django_db
@pytest.mark.parametrize("name", CLINICAL_PAGES)
def test_an_empty_database_says_that_the_clinic_is_being_set_up(client: Client, name: str) -> None:
    page = text(client, name)
    assert "This clinic is being set up" in page
    assert "your local emergency number" in page


@pytest.mark.parametrize("name", ["home", "services"])
def test_a_service_shows_what_it_is_and_its_next_free_time(
    client: Client, cast: Cast, open_online: None, name: str
) -> None:
    free = availability.next_free(now=clock.now(), service=cast.needling)
    assert free
    page = text(client, name)
    assert "With needles" in page
    assert "No needles" in page
    assert "30 minutes" in page
    assert "$95" in page
    place = Location.objects.get(pk=free.location_id)
    assert time_at(free.start, place) in page


@pytest.mark.usefixtures("open_online")
def test_h15_needling_with_unsigned_texts_is_not_offered_online(
    client: Client, cast: Cast, settings: Any
) -> None:
    settings.DEMO = False
    page = text(client, "services")
    assert f"?service={cast.massage.slug}" in page
    assert f"?service={cast.needling.slug}" not in page
    assert "have not signed" in page


@pytest.mark.usefixtures("open_online")
def test_h21_a_paused_service_is_booked_by_phone(client: Client, cast: Cast) -> None:
    Service.objects.update(paused=True)
    page = text(client, "services")
    assert "Online booking of this is paused at the moment. Please ring us." in page
    assert "Next free time" not in page


def test_a_service_that_is_no_longer_offered_is_not_shown(client: Client, cast: Cast) -> None:
    Service.objects.filter(pk=cast.massage.pk).update(active=False)
    assert "Massage" not in text(client, "services")
    assert "Massage" not in text(client, "practitioners")


def test_a_practitioner_shows_what_they_offer_and_where(client: Client, cast: Cast) -> None:
    member = next(one for one in public.team() if one.practitioner == cast.blake)
    assert [service.name for service in member.services] == ["Dry needling", "Massage"]
    assert [place.name for place in member.places] == ["Perth"]
    assert "Blake Demo" in text(client, "practitioners")
