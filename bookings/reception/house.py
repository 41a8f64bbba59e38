"""The clinic and its open places, as a page of the desk knows them."""

from functools import cached_property
from zoneinfo import ZoneInfo

from django.http import HttpRequest

from bookings.models import Clinic, Location
from bookings.reception import queries


class House:
    """Each is read when it is first asked for, and once for a page."""

    @cached_property
    def clinic(self) -> Clinic | None:
        """The clinic's row; None before it is set up."""
        return Clinic.objects.first()

    @cached_property
    def places(self) -> list[Location]:
        """Locations that are open, in their order."""
        return queries.places()

    @property
    def zone(self) -> ZoneInfo:
        """The clock of what stands at no place: that of the first location."""
        return self.places[0].tz if self.places else ZoneInfo("UTC")


def house_of(request: HttpRequest) -> House:
    """The house of this request: the frame of the page and its content ask the same one."""
    if not hasattr(request, "house"):
        request.house = House()  # type: ignore[attr-defined]
    return request.house  # type: ignore[attr-defined]
