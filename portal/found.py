"""What search engines are told: the list of pages, and each location as schema.org data."""

import datetime as dt
from typing import Any

from django.contrib.sitemaps import Sitemap
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString

from bookings.models import Location, Practitioner
from education.models import Article
from education.schema import as_json_ld
from portal.public import Place

PAGES = (
    "home",
    "services",
    "practitioners",
    "locations",
    "education:index",
    "education:evidence",
    "education:glossary",
    "contact",
    "privacy",
    "accessibility",
)


class Pages(Sitemap):
    """The site's own pages, which have no date of their own."""

    def items(self) -> tuple[str, ...]:
        return PAGES

    def location(self, item: Any) -> str:
        return reverse(item)


class Articles(Sitemap):
    """Every published article with the day on which it last changed."""

    def items(self) -> Any:
        return Article.objects.listed()

    def lastmod(self, item: Any) -> dt.datetime:
        changed: dt.datetime = item.live.published_at
        return changed


class People(Sitemap):
    """Practitioners who work here."""

    def items(self) -> Any:
        return Practitioner.objects.filter(active=True)


class Places(Sitemap):
    """Locations that are open."""

    def items(self) -> Any:
        return Location.objects.filter(active=True)


SITEMAPS: dict[str, Any] = {
    "pages": Pages,
    "articles": Articles,
    "people": People,
    "places": Places,
}


def clinics(request: HttpRequest, clinic_name: str, places: list[Place]) -> SafeString:
    """Each location as a MedicalClinic with the hours of its next seven days."""
    graph = [_clinic(request, clinic_name, place) for place in places]
    return as_json_ld({"@context": "https://schema.org", "@graph": graph})


def _clinic(request: HttpRequest, clinic_name: str, place: Place) -> dict[str, Any]:
    location = place.location
    address = request.build_absolute_uri(location.get_absolute_url())
    return {
        "@type": "MedicalClinic",
        "@id": address,
        "url": address,
        "name": f"{clinic_name}, {location.name}" if clinic_name else location.name,
        "telephone": location.phone,
        "address": location.address,
        "medicalSpecialty": "Physiotherapy",
        "openingHoursSpecification": [
            _hours(opens.astimezone(location.tz), closes.astimezone(location.tz))
            for opens, closes in place.hours
        ],
    }


def _hours(opens: dt.datetime, closes: dt.datetime) -> dict[str, str]:
    """One day's opening, by the location's clock: holidays and closures are taken off."""
    day = opens.date().isoformat()
    return {
        "@type": "OpeningHoursSpecification",
        "dayOfWeek": f"https://schema.org/{opens:%A}",
        "opens": f"{opens:%H:%M}",
        "closes": f"{closes:%H:%M}",
        "validFrom": day,
        "validThrough": day,
    }
