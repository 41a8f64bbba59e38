"""What every page knows: whose clinic this is, and which numbers help in an emergency.

Nothing is read until a template asks, so a page without header and footer costs no
query. The last answer is remembered by the process: the page for a server error may
not ask the database, and still has to give the phone and the emergency number.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.http import HttpRequest

from bookings.models import Clinic, Location
from bookings.reception.house import house_of


@dataclass(frozen=True, slots=True)
class EmergencyLine:
    """One emergency number, the relay for deaf callers, and the places where it holds."""

    number: str
    relay: str
    urgent_name: str
    urgent_number: str
    places: tuple[str, ...]

    @property
    def where(self) -> str:
        """The places as words: Fitzroy and Perth."""
        *most, last = self.places
        return f"{', '.join(most)} and {last}" if most else last


@dataclass(frozen=True, slots=True)
class Remembered:
    """What an error page says of the clinic without asking the database."""

    clinic: Clinic | None = None
    emergency_lines: tuple[EmergencyLine, ...] = ()


_remembered = Remembered()


def clinic(request: HttpRequest) -> dict[str, Callable[[], Any]]:
    """`clinic` (the row or None), `places` (open locations), `emergency_lines`.

    Templates call these by themselves; each is read once for a page.
    """

    house = house_of(request)

    @cache
    def found() -> Remembered:
        return _remember(house.clinic, emergency_lines(house.places))

    return {
        "clinic": lambda: found().clinic,
        "places": lambda: house.places,
        "emergency_lines": lambda: found().emergency_lines,
    }


def emergency_lines(places: list[Location]) -> tuple[EmergencyLine, ...]:
    """The distinct numbers of these places, in the order of the places."""
    grouped: dict[tuple[str, str, str, str], list[str]] = {}
    for place in places:
        key = (
            place.emergency_number,
            place.emergency_relay,
            place.urgent_name,
            place.urgent_number,
        )
        grouped.setdefault(key, []).append(place.name)
    return tuple(EmergencyLine(*key, places=tuple(names)) for key, names in grouped.items())


def remembered() -> Remembered:
    """What this process last told a visitor; empty before its first page."""
    return _remembered


def _remember(clinic: Clinic | None, lines: tuple[EmergencyLine, ...]) -> Remembered:
    global _remembered
    _remembered = Remembered(clinic, lines)
    return _remembered
