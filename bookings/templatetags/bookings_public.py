"""Words for public pages: the next free time, times by a location's clock, money, phones."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django import template

from bookings import availability
from bookings.access import gate
from bookings.models import Location, Service
from portal.kit import clock

register = template.Library()

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


@register.inclusion_tag("bookings/_next_free.html")
def next_free_time() -> dict[str, Any]:
    """The first free time of the first needling service that is booked online.

    Five queries, or six when the next two weeks are full. Gives `service` and either
    `start` and `location`, or neither when nothing is free, or the `refusal` that keeps it
    from being booked online (hazard H15); nothing when no service is offered.
    """
    service = Service.objects.online().filter(uses_needles=True).first()
    if service is None:
        return {}
    found: dict[str, Any] = {"service": service, "name_service": True}
    if not gate.is_open_for_needles():
        return found | {"refusal": gate.UNSIGNED}
    first = availability.next_free(now=clock.now(), service=service)
    if first:
        found |= {"start": first.start, "location": Location.objects.get(pk=first.location_id)}
    return found
