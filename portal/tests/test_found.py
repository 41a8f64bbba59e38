"""Found and shared: the sitemap, robots, locations as data, one page a person and a place."""

import datetime as dt
import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from bookings.models import Closure
from bookings.models import Location as Place
from conftest import Cast, melbourne
from education.publishing import publish
from education.tests.shelf import NOW, article, saved

SITE = "http://testserver"


def text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def clinics(client: Client, path: str) -> list[dict[str, Any]]:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', text(client, path))
    assert found
    graph: list[dict[str, Any]] = json.loads(found[1])["@graph"]
    return graph


def test_the_sitemap_lists_public_pages_and_no_draft(client: Client, cast: Cast) -> None:
    article()
    article(slug="cold", published=False)
    listed = re.findall(r"<loc>(.*?)</loc>", text(client, "/sitemap.xml"))
    for path in ("/", "/education/heat/", "/education/evidence/", cast.alex.get_absolute_url()):
        assert f"{SITE}{path}" in listed
    assert cast.perth.get_absolute_url() in "".join(listed)
    assert "cold" not in "".join(listed)
    for address in listed:
        assert client.get(address.removeprefix(SITE)).status_code == 200


def test_robots_are_shown_the_sitemap_and_kept_from_private_pages(client: Client) -> None:
    said = text(client, "/robots.txt")
    assert f"Sitemap: {SITE}/sitemap.xml" in said
    for place in ("/visit/", "/book/", "/admin/", "/education/search/"):
        assert f"Disallow: {place}" in said


def test_a_feed_has_the_newest_text_first_and_answers_304(client: Client, cast: Cast) -> None:
    one = article()
    article(slug="cold", title="Does cold help?", short_title="Cold")
    publish(article=saved(one, lead="Changed."), now=NOW + dt.timedelta(days=1))
    answer = client.get("/education/feed/")
    assert answer["Content-Type"].startswith("application/atom+xml")
    entries = re.findall(r"<entry><title>(.*?)</title>", answer.content.decode())
    assert entries == ["Does heat help?", "Does cold help?"]
    assert "Changed." in answer.content.decode()
    again = client.get("/education/feed/", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_a_location_is_a_clinic_with_the_hours_of_the_diary(client: Client, cast: Cast) -> None:
    place = cast.melbourne
    (clinic,) = clinics(client, place.get_absolute_url())
    assert (clinic["@type"], clinic["telephone"]) == ("MedicalClinic", place.phone)
    assert clinic["openingHoursSpecification"]
    first = clinic["openingHoursSpecification"][0]
    assert (first["opens"], first["closes"]) == ("09:00", "17:00")
    assert len(clinics(client, "/locations/")) == Place.objects.count()


def test_a_day_off_is_no_opening(client: Client, cast: Cast, own_week: Any) -> None:
    hours = clinics(client, cast.melbourne.get_absolute_url())[0]["openingHoursSpecification"]
    assert own_week not in {one["validFrom"] for one in hours}


@pytest.fixture
def own_week(cast: Cast, monkeypatch: pytest.MonkeyPatch, now: dt.datetime) -> str:
    """Wednesday is shut; the page is read on Tuesday."""
    monkeypatch.setattr("portal.views.clock.now", lambda: now)
    Closure.objects.create(
        location=cast.melbourne, during=(melbourne(3, 0), melbourne(4, 0)), reason="Training"
    )
    return "2027-03-03"


def test_a_place_says_how_to_get_there_when_it_is_open_and_whom_to_call(
    client: Client, cast: Cast
) -> None:
    Place.objects.filter(pk=cast.perth.pk).update(getting_here="Bus 7 stops at the door.")
    html = text(client, cast.perth.get_absolute_url())
    assert "Bus 7 stops at the door." in html
    assert "Open in the next 7 days" in html
    assert 'href="tel:000"' in html.split("<main")[1]


def test_a_person_has_a_page_with_what_they_offer_and_where(client: Client, cast: Cast) -> None:
    html = text(client, cast.alex.get_absolute_url())
    assert cast.needling.name in html
    assert cast.melbourne.get_absolute_url() in html


def test_who_has_left_and_what_is_shut_is_not_found(client: Client, cast: Cast) -> None:
    type(cast.alex).objects.update(active=False)
    Place.objects.update(active=False)
    assert client.get(cast.alex.get_absolute_url()).status_code == 404
    assert client.get(cast.perth.get_absolute_url()).status_code == 404


def test_a_page_names_its_own_address_once_without_what_is_asked(
    client: Client, cast: Cast
) -> None:
    for path in ("/", "/education/evidence/?label=good", "/locations/"):
        found = re.findall(r'rel="canonical" href="([^"]+)"', text(client, path))
        assert found == [f"{SITE}{path.partition('?')[0]}"]


def test_the_shared_picture_has_the_size_that_is_asked_for(client: Client, cast: Cast) -> None:
    assert "portal/share.png" in text(client, "/")
    path = finders.find("portal/share.png")
    assert path
    head = Path(path).read_bytes()[:24]
    size = [int.from_bytes(head[at : at + 4], "big") for at in (16, 20)]
    assert size == [1200, 630]
