"""Words for public pages: the next free time, times by a location's clock, money, phones."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import template
from django.core.cache import cache

from bookings import availability
from bookings.access import gate
from bookings.models import Location, Service
from portal.kit import clock

register = template.Library()

MOST_OFFERS = 4
CURRENCY_SIGNS = {"AUD": "$", "NZD": "$", "CAD": "$", "USD": "$", "GBP": "£", "EUR": "€"}


def clock_words(moment: dt.datetime | dt.time) -> str:
    """9 am, 9:30 am, noon as 12 pm: how people say a time of day."""
    hour = moment.hour % 12 or 12
    half = "am" if moment.hour < 12 else "pm"
    return f"{hour}:{moment.minute:02} {half}" if moment.minute else f"{hour} {half}"


@register.filter
def zone_words(location: Location) -> str:
    """Melbourne time, from Australia/Melbourne."""
    return location.zone.rpartition("/")[2].replace("_", " ") + " time"


@register.filter
def day_at(moment: dt.datetime, location: Location) -> str:
    """Tue 3 March, by the location's clock; `moment` is aware."""
    local = moment.astimezone(location.tz)
    return f"{local:%a} {local.day} {local:%B}"


@register.filter
def clock_at(moment: dt.datetime, location: Location) -> str:
    """9:30 am, by the location's clock; `moment` is aware."""
    return clock_words(moment.astimezone(location.tz))


@register.filter
def time_at(moment: dt.datetime, location: Location) -> str:
    """Tue 3 March, 9:30 am (Melbourne time); `moment` is aware."""
    return f"{day_at(moment, location)}, {clock_at(moment, location)} ({zone_words(location)})"


@register.filter
def money(amount: Decimal, currency: str = "AUD") -> str:
    """$95 or $95.50; a currency without a known sign keeps its three letters."""
    number = f"{amount:,.0f}" if amount == amount.to_integral_value() else f"{amount:,.2f}"
    sign = CURRENCY_SIGNS.get(currency)
    return f"{sign}{number}" if sign else f"{currency} {number}"


@register.filter
def tel(number: str) -> str:
    """The address of a phone link: tel: with digits and a leading plus alone."""
    plus = "+" if number.strip().startswith("+") else ""
    return f"tel:{plus}{''.join(sign for sign in number if sign.isdigit())}"


@dataclass(frozen=True, slots=True)
class NextFree:
    """A service with its first free time, or why it is not booked online."""

    service: Service
    refusal: str = ""
    start: dt.datetime | None = None
    location: Location | None = None


@register.inclusion_tag("bookings/_next_free_times.html")
def next_free_times(kinds: list[str], read: int | None = None) -> dict[str, Any]:
    """The services of these kinds, each with its next free time, and the way to book it.

    `read` is the version of an article, for what was read on the way. All services are looked
    up once a minute, in seven queries, and kept in the shared cache: one query for a page.
    """
    now = clock.now()
    key = f"next-free:{now:%Y-%m-%dT%H:%M}"
    found: list[NextFree] | None = cache.get(key)
    if found is None:
        found = _all_next_free(now)
        cache.set(key, found, timeout=60)
    fitting = [one for one in found if one.service.kind in kinds]
    return {"offers": fitting[:MOST_OFFERS], "read": read}


def _all_next_free(now: dt.datetime) -> list[NextFree]:
    """Every service that is shown, as an adult would find it (hazard H15)."""
    rules = gate.read()
    services = list(Service.objects.offered())
    refusals = {one.pk: rules.refusal(one, rules.clinic.adult_age) for one in services}
    first = availability.next_free_by_service(
        now=now, services=[one for one in services if not refusals[one.pk]]
    )
    places = Location.objects.in_bulk({start.location_id for start in first.values()})
    return [
        NextFree(one, "", first[one.pk].start, places[first[one.pk].location_id])
        if one.pk in first
        else NextFree(one, refusals[one.pk])
        for one in services
    ]
